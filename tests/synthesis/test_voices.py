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


def choose(language: str, default: str = "en", preferred: str = "") -> str:
    chooser = VoiceChooser(lambda: VOICES, lambda _: preferred, LanguageTag(default))
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


def test_the_preferred_voice_is_taken_whatever_its_language() -> None:
    assert choose("en", preferred="espeak:en-gb") == "espeak:en-gb"


def test_a_preferred_engine_stands_for_its_best_voice() -> None:
    assert choose("pt-BR", preferred="espeak") == "espeak:pt-pt"


def test_a_preferred_engine_without_the_language_is_passed_over() -> None:
    assert choose("en", preferred="nice") == "espeak:en-us"


def test_a_voice_that_is_not_there_is_passed_over() -> None:
    assert choose("en", preferred="coqui:none") == "espeak:en-us"


def test_a_voice_of_the_wrong_language_is_no_match() -> None:
    assert best_voice(VOICES, LanguageTag("tlh")) is None


def test_without_any_voice_it_says_so() -> None:
    chooser = VoiceChooser(list, str, LanguageTag("en"))
    with pytest.raises(EngineUnavailable, match="no voice is available"):
        chooser.choose(LanguageTag("en"))


def test_a_language_is_spoken_if_no_other_voice_has_to_stand_in() -> None:
    def speaks(language: str, preferred: str = "") -> bool:
        chooser = VoiceChooser(lambda: VOICES, lambda _: preferred, LanguageTag("en"))
        return chooser.speaks(LanguageTag(language))

    assert speaks("zh-Hant")
    assert not speaks("tlh")
    assert speaks("tlh", "espeak:zh")  # somebody wants it so
    assert not speaks("tlh", "espeak")
