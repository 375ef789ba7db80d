"""Words are marked where they are spoken, in the offsets of the text as it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speakd.cancel import CancelToken
from speakd.engines.espeak import EspeakSynthesizer
from speakd.speech import Segment
from speakd.synthesis.voices import best_voice
from speakd.types import Span, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.audio import AudioChunk


@pytest.fixture(scope="module")
def espeak() -> Iterator[EspeakSynthesizer]:
    synthesizer = EspeakSynthesizer()
    yield synthesizer
    synthesizer.close()


def speak(espeak: EspeakSynthesizer, text: str, language: str) -> list[AudioChunk]:
    tag = language_tag(language)
    voice = best_voice(espeak.voices(), tag)
    assert voice is not None
    return list(espeak.synthesize(Segment(text, tag, Span(0, len(text))), voice, CancelToken()))


def words(espeak: EspeakSynthesizer, text: str, language: str = "en") -> list[str]:
    spans = [mark.span for chunk in speak(espeak, text, language) for mark in chunk.marks]
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Hello there, big world. How are you?", "Hello there big world How are you"),
        ("en", "  leading  spaces   here ", "leading spaces here"),
        ("en", "One.\n\nTwo.\n\n\nThree four. Five", "One Two Three four Five"),
        ("en", "I 😀 like 🍕🍕 pizza.", "I 😀 like 🍕🍕 pizza"),
        ("en", "nai\u0308ve cafe\u0301 fiancée words", "nai\u0308ve cafe\u0301 fiancée words"),
        ("en", "Pay 12345 or 3.50 now", "Pay 12345 or 3.50 now"),
        ("en", "it's a CamelCase snake_case e-mail", "it's a CamelCase snake_case e-mail"),
        ("en", "a [[b]] <i>c</i> --version d", "a b i c i version d"),
        ("en", "\x01cat\x02 \x00dog \ud800emu \ue000fox", "cat dog emu fox"),
        ("cmn", "你好，世界 hello 朋友。", "你 世 界 hello 朋 友"),  # noqa: RUF001, Chinese
        ("hi", "नमस्ते दुनिया", "नमस्ते दुनिया"),
        ("th", "สวัสดีครับ ทุกคน", "สวัสดีครับ ทุกคน"),
        ("ar", "مرحبا بالعالم، كيف حالك؟", "مرحبا بالعالم كيف حالك"),
        ("he", "שלום עולם", "שלום עולם"),
        ("ja", "こんにちは世界。はい。", "こんにちは世界 はい"),
        ("de", "Fünf Straßen: äußerst schön!", "Fünf Straßen äußerst schön"),
        ("vi", "Xin chào thế giới", "Xin chào thế giới"),
    ],
)
def test_marked_words_are_whole_and_in_place(
    espeak: EspeakSynthesizer, language: str, text: str, expected: str
) -> None:
    assert words(espeak, text, language) == expected.split(" ")


WORDS = [
    "Apfel",
    "naïve",
    "über",
    "dog",
    "日本",
    "😀",
    "e\u0301t\u00e9",
    "Ωmega",
    "3.14",
    "U.S.",
    "x",
]
GAPS = [" ", ", ", ". ", "\n", "\n\n", " \u2014 ", "; ", "  ", "... ", '" "', " (", "? "]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), min_size=1, max_size=40))
def test_no_mark_ever_slips(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in pieces)
    allowed = {*WORDS, "U.S", "日", "本"}
    espeak = EspeakSynthesizer()
    try:
        chunks = speak(espeak, text, "en")
    finally:
        espeak.close()
    marked = [mark.span for chunk in chunks for mark in chunk.marks]
    spoken = [text[span.start : span.end] for span in marked]
    assert {word for word in spoken if word[0].isalnum()} <= allowed
    assert spoken[0] in {pieces[0][0], "日", "U.S"}


def test_a_mark_is_where_the_word_sounds(espeak: EspeakSynthesizer) -> None:
    """A long silence in the text stands between the sound of one word and the mark of the next."""
    chunks = speak(espeak, "Stop.\n\n\n\nTime.", "en")
    samples = np.concatenate([chunk.samples for chunk in chunks])
    starts = np.cumsum([0, *(chunk.frames for chunk in chunks)])
    frames = [
        start + mark.frame
        for start, chunk in zip(starts, chunks, strict=False)
        for mark in chunk.marks
    ]
    assert len(frames) == 2
    assert frames[0] == 0
    before, after = samples[frames[1] - 4000 : frames[1] - 400], samples[frames[1] :][:2000]
    assert np.abs(before).max() < 0.01
    assert np.abs(after).max() > 0.05
