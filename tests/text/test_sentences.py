from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.text.clean import clean, is_pronounceable
from speakd.text.sentences import MAX_SENTENCE_CHARS, sentences
from speakd.types import LanguageTag

ANY_TEXT = st.text(st.characters(), max_size=3_000)


def english(_: str) -> LanguageTag:
    return LanguageTag("en")


def said(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(text, english)]


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Dr. Smith has U.S. ties, e.g. this one. Is it true?  Yes!"
    assert said(text) == ["Dr. Smith has U.S. ties, e.g. this one.", "Is it true?", "Yes!"]


def test_a_blank_line_ends_a_sentence() -> None:
    assert said("A heading\n\nA sentence.") == ["A heading", "A sentence."]


def test_chinese_ends_at_its_own_full_stop() -> None:
    language = LanguageTag("zh")
    found = [sentence.text for sentence in sentences("今天很好。明天下雨。", lambda _: language)]
    assert found == ["今天很好。", "明天下雨。"]


@pytest.mark.parametrize("text", ["", " \n\t", "?!?! ... --", "\x00\x01", "\ud800", "***"])
def test_text_without_anything_to_say_has_no_sentence(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", ["a", "7", "字", "ж", "🎉", "é"])
def test_letters_digits_and_pictures_are_said(text: str) -> None:
    assert said(text) == [text]


def test_nul_bytes_and_lone_surrogates_become_spaces() -> None:
    assert said("before\x00after \ud800 end") == ["before after   end"]


def test_a_word_of_any_length_is_cut_between_graphemes() -> None:
    parts = said("e\u0301" * 50_000)
    assert "".join(parts) == "e\u0301" * 50_000
    assert all(len(part) <= MAX_SENTENCE_CHARS for part in parts)
    assert not any(unicodedata.combining(part[0]) for part in parts)


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    text = ("which goes on and on, " * 60).strip()
    parts = said(text)
    assert len(parts) > 1
    assert all(part.endswith(",") for part in parts)


def test_a_sentence_is_whole_wherever_the_window_ends() -> None:
    sentence = "This is one sentence among very many others."
    assert set(said(" ".join([sentence] * 2_000))) == {sentence}


def test_only_a_window_is_looked_at_before_the_first_sentence() -> None:
    looked_at = 0

    def counting(piece: str) -> LanguageTag:
        nonlocal looked_at
        looked_at += len(piece)
        return LanguageTag("en")

    next(sentences("One sentence. " * 700_000, counting))
    assert looked_at < 2_000


@given(ANY_TEXT)
def test_spans_point_at_what_is_said(text: str) -> None:
    for sentence in sentences(text, english):
        assert clean(text[sentence.span.start : sentence.span.end]) == sentence.text
        assert 0 < len(sentence.text) <= MAX_SENTENCE_CHARS


@given(ANY_TEXT)
def test_nothing_pronounceable_is_lost_and_order_is_kept(text: str) -> None:
    found = list(sentences(text, english))
    borders = [0, *itertools.chain(*((s.span.start, s.span.end) for s in found)), len(text)]
    assert borders == sorted(borders)
    gaps = [text[start:end] for start, end in zip(borders[::2], borders[1::2], strict=True)]
    assert not any(is_pronounceable(clean(gap)) for gap in gaps)
