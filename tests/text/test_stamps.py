from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.text.stamps import Stamps
from speakd.types import Span
from support.spoken import said, segments


def test_a_time_is_said_where_it_tells_something_new() -> None:
    chat = (
        "21/11/2026, 09:14 - Anna: Are you coming?\n21/11/2026, 09:15 - Ben: yes, I am\n"
        "21/11/2026, 10:02 - Anna: where are you?\n22/11/2026, 10:03 - Ben: at home"
    )
    assert said(chat) == [
        "November 21, 2026, 9 14, Anna: Are you coming?",
        "Ben: yes, I am",
        "10 oh 2, Anna: where are you?",
        "November 22, 2026, 10 oh 3, Ben: at home",
    ]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("[10:14 PM] anna: hello\n[10:15 PM] ben: hi", ["10 14 pm, anna: hello", "ben: hi"]),
        ("10:14:01 started\n10:14:02 stopped", ["10 14, started", "stopped"]),
        ("Jane Doe  9:14 AM\nhello\nBob  9:15 AM\nhi", ["Jane Doe, 9 14 am: hello", "Bob: hi"]),
        (
            "Nov 21 10:00:01 host cron: go\nNov 21 10:00:02 host cron: on",
            ["November 21, 10 o'clock, host cron: go", "host cron: on"],
        ),
    ],
)
def test_chats_and_logs_are_known_by_their_lines(text: str, spoken: list[str]) -> None:
    assert said(text) == spoken


def test_today_is_a_date_in_other_languages_too() -> None:
    chat = "jane — 20.11.2026 18:02\nhast du Zeit?\nbob — heute um 18:05 Uhr\nja"
    assert said(chat, "de") == [
        "jane, zwanzigster November 2026, 18 Uhr 2: hast du Zeit?",
        "bob, heute, 18 Uhr 5: ja",
    ]


def test_the_half_of_the_day_is_known_in_arabic() -> None:
    chat = "[20/11/2026 9:14 م] أحمد: متى الاجتماع؟\n[20/11/2026 9:15 م] سارة: في العاشرة"
    assert said(chat, "ar") == ["20 نوفمبر 2026, 9:14 م, أحمد: متى الاجتماع؟", "سارة: في العاشرة"]


@pytest.mark.parametrize(
    "text",
    [
        "12.11.2026 14:30 Zahnarzt\n12.11.2026 14:35 Bank",
        "9:00 Opening\n9:10 Keynote\n9:20 Coffee",
        "Swimming  9:00 AM\nRunning  9:10 AM",
        "We met at 9:14 on 21/11/2026.\nThe meeting ended at 9:15.",
        "00:00:01,000 --> 00:00:04,200\nHello\n\n00:00:05,000 --> 00:00:06,000\nthere",
    ],
)
def test_times_that_are_what_a_text_is_about_stay(text: str) -> None:
    assert Stamps.find(text) is None


def test_every_time_can_be_read() -> None:
    log = "10:14:01 started\n10:14:02 stopped"
    assert said(log, repeats="read") == ["10:14:01 started", "10:14:02 stopped"]


def test_a_message_of_two_lines_is_two_lines() -> None:
    chat = "[21.11.26, 09:14] Anna: hast du es\n[21.11.26, 09:15] Ben: ja, gestern\nich habe es"
    assert said(chat, "de")[1:] == ["Ben: ja, gestern", "ich habe es"]


def test_a_message_knows_its_place() -> None:
    found = list(segments("[21.11.26, 09:14] Anna: ja\n[21.11.26, 09:15] Ben: nein", "de"))
    assert found[1].text == "Ben: nein"
    assert found[1].source(Span(5, 9)) == Span(50, 54)


@given(st.text(st.sampled_from("\n [](),:-./0129apmxy"), max_size=60))
def test_any_text_keeps_its_words(text: str) -> None:
    stamps = Stamps.find(text)
    edits = list(stamps.edits(text)) if stamps is not None else []
    for one, other in pairwise(edits):
        assert one.end <= other.start
    assert not any(set("xy") & set(text[edit.start : edit.end]) for edit in edits)
