from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.types import Span
from support.spoken import said, segments


def test_the_rows_of_a_spreadsheet_are_read_one_by_one() -> None:
    assert said("Name\tQty\nNuts\t3\nBolts:\t10") == ["Name, Qty", "Nuts, 3", "Bolts: 10"]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("One     two", ["One, two"]),
        ("One   two", ["One   two"]),
        ("Jane Doe | Sales", ["Jane Doe, Sales"]),
        ("a || b and a|b", ["a || b and a|b"]),
    ],
)
def test_wide_gaps_and_bars_are_pauses(text: str, spoken: list[str]) -> None:
    assert said(text) == spoken


def test_who_is_quoted_is_kept_apart_and_the_marks_are_not_read() -> None:
    mail = (
        "Sure, I will.\n\nTom wrote:\n> Could you send me the report\n> about the new house?\n"
        "> > When do you need it?\n>\n> By Monday.\nBest wishes\n-- \nJane Doe\nTel: 030 123 456\n"
    )
    assert said(mail) == [
        "Sure, I will.",
        "Tom wrote:",
        "Could you send me the report about the new house?",
        "When do you need it?",
        "By Monday.",
        "Best wishes",
        "Jane Doe",
        "Tel: 0 3 0, 1 2 3, 4 5 6",
    ]


def test_subtitles_are_read_without_their_times() -> None:
    subtitles = (
        "1\n00:00:01,000 --> 00:00:04,200\n<i>Hello, and welcome.</i>\n\n"
        "2\n00:00:04,500 --> 00:00:07,900 align:start\nToday we look at\nsomething new.\n"
    )
    assert said(subtitles) == ["Hello, and welcome.", "Today we look at something new."]


def test_a_name_with_a_value_begins_a_line_of_its_own() -> None:
    head = "From: Jane Doe, the head of all of the sales people here\nTo: Tom\nSubject: Report"
    assert len(said(head)) == 3


def test_a_sentence_is_not_parted_behind_an_abbreviation() -> None:
    first = "Стоимость ниже, т.е. на двадцать процентов ниже прежней."  # noqa: RUF001, it is Russian
    second = "Всё остальное осталось таким же, как было раньше."
    assert said(f"{first} {second}", "ru", numbers="read") == [first, second]


def test_every_cell_knows_its_place() -> None:
    (row,) = segments("> Nuts\tthree")
    at = row.text.index("three")
    assert row.source(Span(at, at + 5)) == Span(7, 12)


AS_IT_STANDS = dict.fromkeys(
    ("numbers", "citations", "paths", "urls", "hashes", "identifiers", "repeats"), "read"
) | {"markdown": "never"}


@given(st.text(st.sampled_from("> \t|-\n<i>/ab1:.,0"), max_size=60))
def test_any_layout_loses_no_letter_and_keeps_its_place(text: str) -> None:
    found = list(segments(text, **AS_IT_STANDS))
    for segment in found:
        assert 0 <= segment.span.start <= segment.span.end <= len(text)
    if "<" not in text:
        letters = [each for each in text if each in "ab"]
        assert [each for segment in found for each in segment.text if each in "ab"] == letters


@pytest.mark.parametrize(
    "lines",
    [
        [
            "Walking down the street tonight",
            "(Oh, oh, oh)",
            "Everything is gonna be alright",
            "Yes",
        ],
        ["Jane Doe", "1600 Long Meadow Ave NW", "Washington, DC 20500", "Telephone"],
        ["1 1/2 cups all-purpose flour", "1 big egg", "2 small onions"],
        ["Subject: The report of the last year", "Dear Tom, here it is."],
        ["It is out now, with all that you have asked for", "https://example.com/news"],
    ],
)
def test_lines_that_no_margin_ended_stay_apart(lines: list[str]) -> None:
    assert len(said("\n".join(lines))) == len(lines)


def test_prose_in_a_narrow_column_is_joined() -> None:
    column = (
        "The President said in Rome\nBerlin had told him that all\nEurope must agree on a plan."
    )
    assert said(column) == [column.replace("\n", " ")]


def test_the_dots_before_the_number_of_a_page_are_a_pause() -> None:
    assert said("1. First part . . . . . . 3\n2. Second part ........ 12") == [
        "1. First part, 3",
        "2. Second part, 12",
    ]
