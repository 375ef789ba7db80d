from __future__ import annotations

import pytest

from speakd.errors import EngineUnavailable
from speakd.speech import Voice
from speakd.synthesis.voices import VoiceChooser, best_voice
from speakd.types import LanguageTag


def voice(identifier: str, *languages: str) -> Voice:
    return Voice(identifier, identifier, tuple(map(LanguageTag, languages)))


VOICES = [
    voice("nice:pt-br", "pt-BR", "pt"),
    voice("espeak:en-us", "en-US", "en"),
    voice("espeak:en-gb", "en-GB"),
    voice("espeak:pt-pt", "pt-PT"),
    voice("espeak:zh", "zh", "cmn"),
]


def choose(language: str, default: str = "en", **languages: str) -> str:
    mapping = {tag.replace("_", "-").replace("any", "*"): to for tag, to in languages.items()}
    chooser = VoiceChooser(lambda: VOICES, mapping, LanguageTag(default))
    return chooser.choose(LanguageTag(language)).id


@pytest.mark.parametrize(
    ("language", "chosen"),
    [
        ("en", "espeak:en-us"),
        ("en-GB", "espeak:en-gb"),
        ("en-AU", "espeak:en-us"),
        ("pt-PT", "espeak:pt-pt"),
        ("pt", "nice:pt-br"),
        ("zh-Hant-TW", "espeak:zh"),
        ("tlh", "espeak:en-us"),
    ],
)
def test_the_closest_tag_wins(language: str, chosen: str) -> None:
    assert choose(language) == chosen


def test_a_language_without_a_voice_falls_to_the_default_language() -> None:
    assert choose("tlh", default="pt-PT") == "espeak:pt-pt"


def test_the_configuration_names_a_voice() -> None:
    assert choose("en", en="espeak:en-gb") == "espeak:en-gb"


def test_the_configuration_names_an_engine_for_its_best_voice() -> None:
    assert choose("pt-BR", any="espeak") == "espeak:pt-pt"
    assert choose("pt-BR", any="espeak:*") == "espeak:pt-pt"


def test_a_region_falls_back_to_its_language_and_then_to_any() -> None:
    assert choose("en-AU", en="espeak:en-gb", any="espeak") == "espeak:en-gb"
    assert choose("pt-BR", en="espeak:en-gb", any="espeak") == "espeak:pt-pt"


def test_a_voice_that_is_not_there_is_passed_over() -> None:
    assert choose("en", en="coqui:none") == "espeak:en-us"


def test_a_voice_of_the_wrong_language_is_no_match() -> None:
    assert best_voice(VOICES, LanguageTag("tlh")) is None


def test_without_any_voice_it_says_so() -> None:
    chooser = VoiceChooser(list, {}, LanguageTag("en"))
    with pytest.raises(EngineUnavailable, match="no voice is available"):
        chooser.choose(LanguageTag("en"))
