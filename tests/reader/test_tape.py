from __future__ import annotations

import itertools

import pytest

from speakd.reader.tape import SegmentTape
from speakd.speech import Segment
from speakd.types import LanguageTag, Span


def segment(number: int) -> Segment:
    return Segment(str(number), LanguageTag("en"), Span(number, number + 1))


def test_it_makes_no_more_than_it_is_asked_for() -> None:
    made = itertools.count()
    tape = SegmentTape(segment(next(made)) for _ in range(10))
    assert tape[2].text == "2"
    assert next(made) == 3


def test_it_goes_back() -> None:
    tape = SegmentTape(map(segment, range(10)))
    assert [tape[number].text for number in (5, 1, 6, 0)] == ["5", "1", "6", "0"]


def test_it_remembers_no_more_than_a_while() -> None:
    tape = SegmentTape(map(segment, itertools.count()))
    assert tape[5_000].text == "5000"
    assert tape[0].text == "4001"


def test_it_has_an_end() -> None:
    tape = SegmentTape(map(segment, range(2)))
    with pytest.raises(IndexError):
        tape[2]
    assert tape[1].text == "1"
