"""The corpus: a floor slightly below what `bench/language.py` prints."""

from __future__ import annotations

from functools import cache

import pytest

from speakd.config.voice_options import VoiceOptions
from speakd.language.detector import ContextDetector
from speakd.types import LanguageTag, language_lookup
from support.corpus import Verdict, judge, snippets

_XTTS = {
    *("en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru"),
    *("nl", "cs", "ar", "zh", "ja", "hu", "ko", "hi"),
}


@cache
def verdicts(default: str = "en", *, with_model: bool = True) -> tuple[Verdict, ...]:
    model = None if with_model else lambda _: {}
    detector = ContextDetector(LanguageTag(default), VoiceOptions().detectable(), model)
    return tuple(judge(detector, snippets()))


def share(default: str = "en", *, words: int, with_model: bool = True) -> float:
    counted = [
        verdict
        for verdict in verdicts(default, with_model=with_model)
        if verdict.sentence.words >= words and verdict.column != "neighbours"
    ]
    return sum(verdict.is_right for verdict in counted) / len(counted)


def test_it_is_as_large_and_as_broad_as_it_says() -> None:
    texts = list(snippets())
    assert len(texts) >= 60
    assert len({text.name for text in texts}) == len(texts)
    found = {language_lookup(s.language)[-1] for text in texts for s in text.sentences}
    assert found >= _XTTS
    held_out = sum(text.is_held_out for text in texts)
    assert abs(held_out - len(texts) / 2) <= 3


@pytest.mark.parametrize("default", ["en", "de", "zh"])
def test_languages_are_told(default: str) -> None:
    assert share(default, words=6) >= 0.98
    assert share(default, words=3) >= 0.97


def test_words_and_letters_tell_most_without_the_model() -> None:
    assert share(words=6, with_model=False) >= 0.95
    assert share(words=3, with_model=False) >= 0.94


def test_neighbours_of_the_large_languages_are_told_too() -> None:
    wrong = [each for each in verdicts() if each.column == "neighbours" and not each.is_right]
    assert len(wrong) <= 1
