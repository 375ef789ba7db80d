from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from speakd.language.api import LanguageDetector
from speakd.reader.front_end import FrontEnd
from speakd.speech import MAX_SEGMENT_CHARS, Prosody
from speakd.text.clean import is_pronounceable
from speakd.types import LanguageTag, Span
from support.spoken import said, segments

ANY_TEXT = st.text(st.characters(), max_size=3_000)
MARKUP_TEXT = st.text(
    st.sampled_from("aB1 \n\n\t#*_`-|[]()<>&/.:@!\\~$%€😀\u00ad\u200d字é"), max_size=400
)
WORDS = st.lists(
    st.sampled_from(["One", "two", "three", "Four,", "five;", "six.", "Seven?"]), max_size=300
)


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Dr. Smith has U.S. ties, e.g. this one. It is true, is it not?"
    assert said(text, numbers="read") == [
        "Dr. Smith has U.S. ties, e.g. this one.",
        "It is true, is it not?",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hier à 14 heures, M. Dupont est venu avec Mlle. Roy.", "fr"),
        ("Hace mucho tiempo vino D. Juan con ella.", "es"),
        ("It is in the Journal of Applied Tests, Vol. 12, by Eq. 5 and Ch. 6.", "en"),
        ("Si veda anche la tabella a pag. 5 del libro.", "it"),
        ("It came out of java.lang.String and com.example.app.Main again.", "en"),
        ("Rome existait en 50 av. J.-C. et bien avant.", "fr"),
        ("Det kostar t.ex. ca. 3,5 mdkr, dvs. 10 % mer.", "sv"),
        ("Det koster ca. 3,5 mrd. kr og 10 pst. mer, f.eks. til skoler.", "nb"),
        ("Bunlar, örn. ekmek ve vb. şeyler, çok güzel.", "tr"),
        ("Premier przyszedł o godz. 10.30 z prof. Kowalskim.", "pl"),
        ("Ez pl. 2026. november 20., azaz kb. 3 nap volt.", "hu"),
        ("A határidő az 2026. 12. 15. napján van, a 118. sz. alatt.", "hu"),
        ("Damit war das 2. Quartal für den 1. FC Köln das beste.", "de"),
        ("Es spielten Bochum, 1. FC Köln und, 2. Liga, der andere Verein.", "de"),
        ("Das sagte Min.-Präs. Müller am Freitag in Berlin.", "de"),
        ("The powder held 5 wt.% or 6 wt. % of it.", "en"),
    ],
)
def test_a_dot_within_a_name_or_before_a_number_ends_no_sentence(text: str, language: str) -> None:
    assert said(text, language, identifiers="read", numbers="read") == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Das geschah wohl am 12. Dann ging er wieder nach Hause.",
        "Das waren dann insgesamt 30. Aber das reichte nicht für alle.",
    ],
)
def test_a_sentence_may_end_with_a_number(text: str) -> None:
    assert len(said(text, "de")) == 2


def test_a_forgotten_space_is_no_name() -> None:
    assert said("I like it very much.The next one is good.") == [
        "I like it very much.",
        "The next one is good.",
    ]


def test_sentences_too_short_for_a_voice_are_spoken_with_a_neighbour() -> None:
    assert said("Yes. No. Perhaps he was right about it.") == [
        "Yes. No. Perhaps he was right about it."
    ]
    assert said("Perhaps he was right about it. Yes.") == ["Perhaps he was right about it. Yes."]
    assert said("Yes.\n\nNo.") == ["Yes.", "No."]


def test_the_first_segment_of_a_long_sentence_is_short() -> None:
    text = "When the train came in at last, " + "and the people on it got out, " * 8 + "it rained."
    first, *rest = said(text)
    assert first == "When the train came in at last,"
    assert " ".join([first, *rest]) == text


def test_a_blank_line_ends_a_sentence() -> None:
    assert said("A heading\n\nA sentence.") == ["A heading", "A sentence."]


def test_chinese_ends_at_its_own_full_stop() -> None:
    assert said("今天的天气非常好。明天可能会下大雨。", "zh") == [
        "今天的天气非常好。",
        "明天可能会下大雨。",
    ]


@pytest.mark.parametrize("text", ["", " \n\t", "?!?! ... --", "\x00\x01", "\ud800", "***"])
def test_text_without_anything_to_say_has_no_sentence(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", ["a", "7", "字", "ж", "é"])
def test_letters_and_digits_are_said(text: str) -> None:
    assert said(text) == [text]


def test_nul_bytes_and_lone_surrogates_become_spaces() -> None:
    assert said("before\x00after \ud800 end") == ["before after   end"]


def test_a_word_of_any_length_is_cut_between_graphemes() -> None:
    parts = said("e\u0301" * 50_000)
    assert "".join(parts) == "e\u0301" * 50_000
    assert all(len(part) <= MAX_SEGMENT_CHARS for part in parts)
    assert not any(unicodedata.combining(part[0]) for part in parts)


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    parts = said(("which goes on and on, " * 60).strip())
    assert len(parts) > 1
    assert all(part.endswith(",") for part in parts)


def test_a_number_is_no_clause() -> None:
    parts = said("1,000,000 " * 100, max_chars=lambda _: 64)
    assert all(re.fullmatch(r"(1,000,000 ?)+", part) for part in parts)


def test_no_segment_is_longer_than_its_voice_can_take() -> None:
    text = "A sentence of many words without any comma at all that goes on for ever " * 20
    parts = said(text, max_chars=lambda _: 82)
    assert all(len(part) <= 82 for part in parts)
    assert " ".join(parts).split() == text.split()


def test_a_sentence_is_whole_wherever_the_window_ends() -> None:
    sentence = "This is one sentence among very many others."
    assert set(said(" ".join([sentence] * 2_000))) == {sentence}


def test_only_a_window_is_looked_at_before_the_first_sentence() -> None:
    class Counting(LanguageDetector):
        looked_at = 0

        def detect(self, text: str) -> LanguageTag:
            self.looked_at += len(text)
            return LanguageTag("en")

    detector = Counting()
    next(FrontEnd(detector).segments("One sentence. " * 700_000, None, Prosody))
    assert detector.looked_at < 3_000


def test_pauses_follow_the_structure() -> None:
    first, second, third = segments("One sentence here. Another sentence there.\n\nThe end of it.")
    assert first.pause_s == 0
    assert second.pause_s > 0
    assert third.pause_s == second.pause_s
    assert all(segment.pause_s == 0 for segment in segments("One.\n\nTwo.", pauses=0.0))


@given(ANY_TEXT | MARKUP_TEXT, st.sampled_from(["en", "zh", "de", "ar"]), st.integers(20, 500))
@example("\n", "en", 20)
def test_any_text_becomes_segments_within_limits_whose_words_point_into_it(
    text: str, language: str, limit: int
) -> None:
    last = 0
    for segment in segments(text, language, max_chars=lambda _: limit):
        assert 0 < len(segment.text) <= limit
        assert segment.text == segment.text.strip()
        assert is_pronounceable(segment.text)
        assert last <= segment.span.start <= segment.span.end <= len(text)
        last = segment.span.start
        for word in re.finditer(r"\S+", segment.text):
            span = segment.source(Span(*word.span()))
            assert segment.span.start <= span.start <= span.end <= segment.span.end


@given(WORDS, st.sampled_from([" ", "\n", "  "]))
def test_no_word_of_plain_prose_is_lost_or_changed(words: list[str], space: str) -> None:
    text = space.join(words)
    found = list(segments(text))
    assert " ".join(segment.text for segment in found).split() == words
    for segment in found:
        for word in re.finditer(r"\S+", segment.text):
            span = segment.source(Span(*word.span()))
            assert text[span.start : span.end] == word[0]


@pytest.mark.parametrize("length", [251, 260, 300, 420, 499, 510])
def test_no_stump_is_left_behind_a_cut(length: int) -> None:
    text = ("a word, and " * 60)[:length].strip()
    found = [part.text for part in segments(text, max_chars=lambda _: 250)]
    assert all(len(part) <= 250 for part in found)
    # The opening is short on purpose.
    assert min(map(len, found[1:])) > 50
