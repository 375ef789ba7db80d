"""Times at the head of every line of a chat or a log: said where they tell something new."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from speakd.spoken import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLE_CHARS = 8_000
_LEAST = 2
_PAUSE_MINUTES = 15
"""Silence in a conversation that a person would mention."""
_DAY_MINUTES = 24 * 60
_NOON = 12
_SHORT_YEAR = 2

_DATE = (
    r"(?P<date>\d{4}[-/]\d\d[-/]\d\d|\d{1,2}(?P<dot>[./])\d{1,2}(?P=dot)(?P<year>\d{4}|\d\d)|"
    r"[A-Z][a-z]{2} [ \d]\d|[Tt]oday|[Yy]esterday|[Hh]eute|[Gg]estern|"
    r"[Aa]ujourd'hui|[Hh]oy|[Aa]yer|[Oo]ggi|[Ii]eri|[Hh]oje|[Oo]ntem|[Vv]andaag)"
    r"(?:,? (?:(?:at|um|\xe0|a las|alle|\xe0s|om) )?|T)"
)
_CLOCK = (
    r"(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?P<s>:[0-5]\d(?:[.,]\d{1,9})?)?"
    r"(?P<half>[ \u00a0\u202f]?(?:[AaPp]\.?[Mm]\.?|[\u0635\u0645])(?!\w))?"
    r"(?:Z|[ ]?[+-]\d\d:?\d\d| Uhr)?"
)
_HEAD = re.compile(
    rf"^(?P<open>[\[(])?(?:{_DATE})?{_CLOCK}(?P<close>[\])])?(?![\w:.]|,\d|[ \t]*-->)"
    r"[ \t]*(?:[-\u2013:,][ \t]+)?(?=\S)(?:(?=(?P<who>[^\n:]{1,40}:\s|[A-Z]{4,}\b))|)",
    re.MULTILINE,
)
_FOOT = re.compile(
    rf"^(?P<name>[^\n:\[\]0-9]{{1,40}}?)(?P<gap>,? (?:\u2014 )?[ ]*)(?P<open>\[)?"
    rf"(?:{_DATE})?{_CLOCK}(?P<close>\])?[ \t]*$(?:\n(?=[ \t]*\S))?",
    re.MULTILINE,
)


class Stamps:
    """Leaves out what every line of a chat or a log repeats.

    The first time is said in full. From then on the date is said where it is another one, and the
    time where a quarter of an hour has passed since it was last said.

    Args:
        at_head: Whether the times stand before what was written, and not behind a name.
        are_lines: Whether so many lines bear a time that each of the others was ended by a person.
    """

    def __init__(self, *, at_head: bool, are_lines: bool = False) -> None:
        self._are_lines = are_lines
        self._shape = _HEAD if at_head else _FOOT
        self._is_stamp = _is_head if at_head else _is_foot
        self._date = ""
        self._minutes = -_DAY_MINUTES

    @classmethod
    def find(cls, text: str) -> Stamps | None:
        """Look at the beginning of `text`; None where its lines bear no times."""
        sample = text[:_SAMPLE_CHARS]
        if ":" not in sample:
            return None
        count = sum(map(_is_head, _HEAD.finditer(sample)))
        if count >= _LEAST:
            lines = sum(map(bool, map(str.strip, sample.split("\n"))))
            return cls(at_head=True, are_lines=2 * count >= lines)
        # Behind a name stands what was said: rows of a table of times are no chat.
        found = [each for each in _FOOT.finditer(sample) if _is_foot(each)]
        if len(found) >= _LEAST and all(
            sample[one.end() : other.start()].strip() for one, other in pairwise(found)
        ):
            return cls(at_head=False)
        return None

    def edits(self, text: str) -> Iterator[Edit]:
        """Find the times, and say those that tell something."""
        done = 0
        for found in self._shape.finditer(text):
            if not self._is_stamp(found):
                continue
            if self._are_lines:
                yield from _line_ends(text, done, found.start() - 1)
            done = found.end()
            said = self._said(found)
            if self._shape is _HEAD:
                yield Edit(found.start(), found.end(), f"\n{said}, " if said else "\n")
            else:
                # With the name before it, a message tells the language of the name as well.
                yield Edit(found.start(), found.start(), "\n")
                said = f", {said}: " if said else ": "
                yield Edit(found.end("name"), found.end(), said)
        if self._are_lines:
            yield from _line_ends(text, done, len(text))

    def _said(self, found: re.Match[str]) -> str:
        minutes = _minutes(found)
        is_another_day = bool(found["date"]) and found["date"] != self._date
        if not is_another_day and 0 <= minutes - self._minutes < _PAUSE_MINUTES:
            return ""
        self._minutes = minutes
        clock = f"{found['h']}:{found['m']}{(found['half'] or '').lower()}"
        if not is_another_day:
            return clock
        self._date = found["date"]
        date = self._date
        if found["year"] and len(found["year"]) == _SHORT_YEAR:
            date = f"{date[:-_SHORT_YEAR]}20{found['year']}"
        return f"{date}, {clock}"


def _line_ends(text: str, start: int, end: int) -> Iterator[Edit]:
    while (at := text.find("\n", start, max(start, end))) >= 0:
        yield Edit(at, at, "\n")
        start = at + 1


def _is_head(found: re.Match[str]) -> bool:
    """Tell the time at which a line was written from what the line is about."""
    is_closed = (found["open"] is None) == (found["close"] is None)
    # An appointment has a time as well; but nobody speaks in it, and its time is no second's.
    is_of_line = found["open"] or found["s"] or (found["date"] and found["who"] is not None)
    return is_closed and bool(is_of_line)


def _is_foot(found: re.Match[str]) -> bool:
    return bool(found["date"]) or (bool(found["half"]) and len(found["gap"]) > 1)


def _minutes(found: re.Match[str]) -> int:
    hours = int(found["h"])
    if found["half"]:
        hours = hours % _NOON + (_NOON if found["half"].lower().strip()[0] in "p\u0645" else 0)
    return 60 * hours + int(found["m"])
