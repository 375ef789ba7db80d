from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.engines.espeak import EspeakSynthesizer
from speakd.engines.espeak_languages import name_voices
from speakd.speech import Segment
from speakd.synthesis.voices import best_voice
from speakd.types import Span, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

WELL_FORMED = re.compile(
    "[a-z]{2,3}"  # language
    "(-[A-Z][a-z]{3})?"  # script
    "(-([A-Z]{2}|[0-9]{3}))?"  # region
    "(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    "(-x(-[a-z0-9]{1,8})+)?"  # private use
)
"""RFC 5646, section 2.1, in canonical case."""


@pytest.fixture(scope="module")
def espeak() -> Iterator[EspeakSynthesizer]:
    synthesizer = EspeakSynthesizer()
    yield synthesizer
    synthesizer.close()


def test_every_tag_is_well_formed_and_stands_at_one_voice(espeak: EspeakSynthesizer) -> None:
    tags = [tag for voice in espeak.voices() for tag in voice.languages]
    assert [tag for tag in tags if not WELL_FORMED.fullmatch(tag)] == []
    assert [tag for tag, count in Counter(tags).items() if count > 1] == []
    assert len(espeak.voices()) > 100


@pytest.mark.parametrize(
    ("language", "voice_id"),
    [
        ("en", "espeak:en-us"),
        ("en-US", "espeak:en-us"),
        ("en-GB", "espeak:en-gb"),
        ("en-AU", "espeak:en-gb"),
        ("en-CA", "espeak:en-us"),
        ("pt", "espeak:pt-br"),
        ("pt-PT", "espeak:pt-pt"),
        ("pt-AO", "espeak:pt-pt"),
        ("es", "espeak:es"),
        ("es-ES", "espeak:es"),
        ("es-MX", "espeak:es-419"),
        ("es-AR", "espeak:es-419"),
        ("fr", "espeak:fr-fr"),
        ("fr-CA", "espeak:fr-fr"),
        ("fr-BE", "espeak:fr-be"),
        ("zh", "espeak:cmn"),
        ("zh-Hans-CN", "espeak:cmn"),
        ("zh-Hant-TW", "espeak:cmn"),
        ("zh-HK", "espeak:yue"),
        ("zh-Hant-HK", "espeak:yue"),
        ("yue", "espeak:yue"),
        ("nb", "espeak:nb"),
        ("no", "espeak:nb"),
        ("nn", "espeak:nb"),
        ("sr-Latn", "espeak:sr"),
        ("de-CH", "espeak:de"),
        ("uk", "espeak:uk"),
        ("iw", "espeak:he"),
    ],
)
def test_languages_have_sensible_voices(
    espeak: EspeakSynthesizer, language: str, voice_id: str
) -> None:
    voice = best_voice(espeak.voices(), language_tag(language))
    assert voice is not None
    assert voice.id == voice_id


def test_every_voice_speaks_and_nothing_is_complained_of(
    espeak: EspeakSynthesizer, capfd: pytest.CaptureFixture[str]
) -> None:
    segment = Segment("mama 1", language_tag("und"), Span(0, 6))
    mute = [
        voice.id
        for voice in espeak.voices()
        if not any(
            abs(chunk.samples).max(initial=0) > 0.05
            for chunk in espeak.synthesize(segment, voice, CancelToken())
        )
    ]
    assert mute == []
    assert capfd.readouterr() == ("", "")


def test_voices_sound_different(espeak: EspeakSynthesizer) -> None:
    segment = Segment("international restaurant", language_tag("en"), Span(0, 24))
    sounds = set()
    wanted = ("en", "en-GB", "fr", "fr-BE", "de", "es", "es-MX", "pt", "pt-PT", "ru", "zh", "zh-HK")
    for language in wanted:
        voice = best_voice(espeak.voices(), language_tag(language))
        assert voice is not None
        chunks = espeak.synthesize(segment, voice, CancelToken())
        sounds.add(b"".join(chunk.samples.tobytes() for chunk in chunks))
    assert len(sounds) == len(wanted)


def test_a_second_voice_of_a_language_goes_by_its_file_or_not_at_all() -> None:
    listed = [("yue", "sit/yue"), ("yue", "sit/yue-Latn-jyutping"), ("en", "a/en"), ("en", "b/en")]
    assert name_voices(listed) == [
        ("sit/yue", ("yue", "zh-HK", "zh-MO", "zh-Hant-HK", "zh-Hant-MO")),
        ("sit/yue-Latn-jyutping", ("yue-Latn-jyutping",)),
        ("a/en", ("en",)),
    ]
