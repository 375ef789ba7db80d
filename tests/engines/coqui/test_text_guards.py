from __future__ import annotations

import pytest

from speakd.engines.coqui.text_guards import clean, cut, ended, plausible_seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello   world.\n", "Hello world."),
        ("What?!?!", "What?"),
        ("No!!!!!!", "No!"),
        ("Wait...", "Wait."),
        ("Wait… then go", "Wait. then go"),
        ("Hello ... world", "Hello. world"),
        ("one,,, two ;: three", "one, two: three"),
        ("it\u2019s \u201cfine\u201d", 'it\'s "fine"'),
        ("yes\u2014no", "yes, no"),
        ("a \U0001f600 b", "a b"),
        ("a\x00b\u200bc\ud800d", "a bcd"),
        ("36 \u00b0C and 3.14", "36 \u00b0C and 3.14"),
        ("5 % of $20 & more", "5 % of $20 & more"),
        ("e\u0301\u0302\u0303\u0304x", "\u00e9\u0302x"),
        ("\u4f60\u597d\u3002\u3002\u3002", "\u4f60\u597d\u3002"),
        ("U.S. law", "U.S. law"),
    ],
)
def test_text_is_cleaned(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("text", ["", " ", "...", "?!?!", "\u2014", "()", "\U0001f600", "\ud800"])
def test_nothing_to_say_is_empty(text: str) -> None:
    assert clean(text) == ""


@pytest.mark.parametrize(
    ("text", "stop", "bare"),
    [
        ("Hello", "Hello.", "Hello"),
        ("Hello.", "Hello.", "Hello"),
        ("Hello?", "Hello?", "Hello?"),
        ("Hello,", "Hello.", "Hello"),
        ("Hello -", "Hello.", "Hello"),
        ("\u4f60\u597d", "\u4f60\u597d\u3002", "\u4f60\u597d"),
    ],
)
def test_text_ends_as_a_model_was_taught(text: str, stop: str, bare: str) -> None:
    assert ended(text, with_full_stop=True) == stop
    assert ended(text, with_full_stop=False) == bare


def test_text_is_cut_at_the_end_of_a_sentence_a_clause_or_a_word() -> None:
    assert list(cut("One two. Three, four five", 14)) == ["One two.", "Three,", "four five"]
    assert list(cut("One two three", 9)) == ["One two", "three"]
    assert list(cut("short", 9)) == ["short"]
    assert list(cut("", 9)) == []


def test_a_word_without_end_is_cut_too() -> None:
    parts = list(cut("a" * 100, 30))
    assert [len(part) for part in parts] == [30, 30, 30, 10]


def test_nothing_is_lost_in_cutting() -> None:
    text = "The quick brown fox, it is said; jumps over. And over! " * 9
    parts = list(cut(text, 50))
    assert max(map(len, parts)) <= 50
    assert " ".join(parts).split() == text.split()


@pytest.mark.parametrize(
    ("text", "spoken_s"),
    [
        ("The quick brown fox jumps over the lazy dog.", 2.9),
        ("Yes.", 0.5),
        ("In 1984, 12,345 people paid $99.99 each.", 7.5),
        ("NASA, FBI and the IRS.", 2.8),
        ("aaaaaaaaaaaaaaaaaaaaaaaaah", 0.6),
        ("\u4eca\u5929\u5929\u6c14\u5f88\u597d\u3002", 1.5),
    ],
)
def test_real_speech_is_plausible_and_babble_is_not(text: str, spoken_s: float) -> None:
    shortest, longest = plausible_seconds(text)
    assert shortest < spoken_s < longest
    assert longest < 8 * spoken_s + 3


def test_letters_that_are_repeated_or_heaped_with_marks_promise_no_length() -> None:
    assert plausible_seconds("e\u0301\u0302" * 50)[0] == 0.0
    assert plausible_seconds("a" * 200)[0] == 0.0


def test_a_long_sentence_that_is_cut_off_is_not_plausible() -> None:
    shortest, _ = plausible_seconds("The quick brown fox jumps over the lazy dog. " * 3)
    assert shortest > 1.5
