from __future__ import annotations

import pytest

from speakd.config.voice_options import VoiceOptions
from speakd.language.detector import ContextDetector
from speakd.reader.front_end import FrontEnd
from speakd.speech import Prosody
from speakd.types import LanguageTag

FRONT_END = FrontEnd(ContextDetector(LanguageTag("en"), VoiceOptions().detectable()))


def said(text: str, language: str | None = None) -> list[tuple[str, str]]:
    forced = LanguageTag(language) if language else None
    return [(each.text, each.language) for each in FRONT_END.segments(text, forced, Prosody)]


def test_each_sentence_is_said_in_its_language() -> None:
    text = "Das Wetter ist heute wirklich schön. Could you please close the window over there?"
    assert [tag for _, tag in said(text)] == ["de", "en"]


def test_paragraphs_help_each_other() -> None:
    assert [tag for _, tag in said("Normal\n\nMañana no puedo, tengo que trabajar.")] == [
        "es",
        "es",
    ]


def test_scripts_within_a_sentence_are_said_by_different_voices() -> None:
    text = "My grandmother was born in 北京 and moved to London."
    assert said(text) == [
        ("My grandmother was born in", "en"),
        ("北京", "zh"),
        ("and moved to London.", "en"),
    ]
    spans = [each.span for each in FRONT_END.segments(text, None, Prosody)]
    assert [text[span.start : span.end] for span in spans] == [part for part, _ in said(text)]


@pytest.mark.parametrize("text", ["Das Wetter ist schön.", "I live in 北京 now."])
def test_a_forced_language_holds_for_all(text: str) -> None:
    assert said(text, "fr") == [(text, "fr")]
