"""Dates and times of day."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.phrases import phrase
from speakd.text.rules.german_days import german_ordinal
from speakd.text.rules.numerals import GOES_ON, LETTER
from speakd.text.rules.rule import DIGITS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_ISO = re.compile(
    r"(?P<y>\d(?<![\w./-]\d)\d{3})(?P<sep>[-/])(?P<m>\d\d)(?P=sep)(?P<d>\d\d)"
    r"(?:(?:T|\s)(?P<time>\d\d:\d\d)(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
)
_DOTTED = re.compile(r"(?P<d>\d(?<![\w./-]\d)\d?)\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?![\w-]|\.\d)")
_SLASHED = re.compile(r"(?P<d>\d(?<![\w./-]\d)\d?)/(?P<m>\d{1,2})/(?P<y>\d{4})(?![\w/-])")
_MAY_BE_DATE = re.compile(r"\d(?:[-./]\d\d?[-./]|\. \d\d?\. )\d")
_SPACED = re.compile(r"(?P<y>\d(?<![\w./-]\d)\d{3})\. (?P<m>\d\d?)\. (?P<d>\d\d?)\.?(?!\d)")
_SHORT_DOTTED = re.compile(r"(?P<d>\d(?<![\w./-]\d)\d)\.(?P<m>\d\d)\.(?P<y>\d\d)(?![\w-]|\.\d)")
_SHORT_SLASHED = re.compile(r"(?P<d>\d(?<![\w./-]\d)\d)/(?P<m>\d\d)/(?P<y>\d\d)(?![\w/-])")
_CENTURY_TURNS = 70
_LOOK_BACK = 24
_WITH_DOTS = frozenset(
    {"de", "pl", "cs", "ru", "uk", "tr", "fi", "nb", "da", "ro", "it", "bg", "sr"}
)
_NO_DATE = re.compile(
    r"(?:(?!(?:Am|Vom|Bis|Zum|Den|Dem|Der|Ab|Seit|Stand|Datum|Dnia|Dne|Den|Dato|Mo|Di|Mi|Do|Fr|Sa|So|\w+tag|"
    r"Mittwoch)\b)\b[^\W\d_a-z]\w*|[a-z]+[A-Z]\w*|\bver\w*|\brelease|\b\u0432\u0435\u0440\w*)\s\Z"
)
"""A name, or a word for a version: programs have some that look like dates."""

_TIME = re.compile(
    rf"(?<!{LETTER})(?<![:.,])(?P<h>[01]?\d|2[0-3]|24(?=[:h]00))(?::|(?P<fr>h))(?P<m>[0-5]\d)(?P<s>:[0-5]\d)?"
    rf"(?:(?!{LETTER}|:\w|[.,]\d)|(?=[ap]m\b))"
    rf"(?P<word>\s(?:Uhr|uur|heures?|o'clock|horas?|hrs?|hs|h)\b{GOES_ON}?|\s?[ap]\.?m\b)?"
)
_DOTTED_TIME = re.compile(
    r"(?P<h>\d(?<![\w.,:]\d)\d?)\.(?P<m>[0-5]\d)(?:\s?[\u2013-]\s?(?P<to>[012]?\d)\.(?P<to_m>[0-5]\d))?"
    r"(?![\d.]\d|\d|[^\W\d_])(?P<word>\s(?:Uhr|uur|hod)\b)?"
)
_MARKED = re.compile(r"\b(?:kl\.?|klo|saat|ore|ora|godz\.) \Z")
_BETWEEN_TIMES = re.compile(
    r"(?:(?<=\d[:h]\d\d)|(?<=\d[ap]m))\s?[\u2013-]\s?(?=\d{1,2}(?:[:h]\d\d|[ap]m)(?!\d|:))"
)
_MAY_BE_SPAN = re.compile(r"[\u2013-](?<=[\dm\s].)\s?\d\d?(?:[:h]\d|[ap]m)")
_DECADE = re.compile(r"(?P<century>1[5-9]|20)(?<!\w\d\d)(?P<tens>[2-9])0'?s\b")
_DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties")
_MONTHS = 12
_NOON = 12
_DAY_HOURS = 24
_WITH_H = frozenset({"fr", "pt", "es"})
_UP_TO_HALF_DAY = re.compile(r"\s?[\u2013-]\s?\d{1,2}(?::\d\d)?\s?[ap]\.?m\b")

_CLOCKS = {
    "de": ("{h} Uhr {m}", "{h} Uhr"),
    "fr": ("{h} heures {m}", "{h} heures"),
    "nl": ("{h} uur {m}", "{h} uur"),
    "pt": ("{h} horas e {m}", "{h} horas"),
    "es": ("{h} y {m}", "{h} horas"),
    "it": ("{h} e {m}", "{h}"),
    "zh": ("{h}\u70b9{m}\u5206", "{h}\u70b9"),
    "ja": ("{h}\u6642{m}\u5206", "{h}\u6642"),
    "ko": ("{h}\uc2dc {m}\ubd84", "{h}\uc2dc"),
}
"""How a time is said: with minutes, and on the hour."""


def dates(text: str, context: Context) -> Iterator[Edit]:
    """Say the month's name."""
    if context.policy.numbers != "words":
        return
    for pattern in (_ISO, _SPACED, _DOTTED, _SLASHED, _SHORT_DOTTED, _SHORT_SLASHED):
        for found in pattern.finditer(text):
            if pattern is _SHORT_DOTTED and not _may_be_dated(text[: found.start()], context.base):
                continue
            day, month = int(found["d"]), int(found["m"])
            if (
                pattern in {_SLASHED, _SHORT_SLASHED}
                and context.base == "en"
                and context.language != "en-GB"
            ):
                # Day or month first? Where the numbers leave it open, they are read as they stand.
                if max(day, month) <= _MONTHS:
                    yield Edit(*found.span(), found[0])
                    continue
                day, month = max(day, month), min(day, month)
            said = _date(_year(found["y"]), month, day, context.language)
            if said is None:
                continue
            if context.base == "de":
                said = f"{german_ordinal(day, text[: found.start()])}{said[said.index('.') + 1 :]}"
            yield Edit(*found.span(), said + _time_of(found, context))


def _year(written: str) -> int:
    year = int(written)
    if len(written) > 2:  # noqa: PLR2004, its last two digits
        return year
    return year + (1900 if year >= _CENTURY_TURNS else 2000)


def _may_be_dated(before: str, base: str) -> bool:
    return base in _WITH_DOTS and not _NO_DATE.search(before, max(0, len(before) - _LOOK_BACK))


def _time_of(found: re.Match[str], context: Context) -> str:
    time = found.groupdict().get("time")
    if not time:
        return ""
    hours, _, minutes = time.partition(":")
    return f", {_clock(int(hours), int(minutes), context)}"


@lru_cache(128)
def _date(year: int, month: int, day: int, language: str) -> str | None:
    try:
        when = date(year, month, day)
    except ValueError:
        return None
    from babel import UnknownLocaleError  # noqa: PLC0415, only a text with dates pays
    from babel.dates import format_date  # noqa: PLC0415

    base = language.partition("-")[0]
    try:
        said = str(format_date(when, "long", locale=base))
    except (UnknownLocaleError, ValueError):
        return None
    return re.sub(r"\s[\u0433\u0440]\.$", "", said)


def times(text: str, context: Context) -> Iterator[Edit]:
    """Say hours and minutes."""
    if context.policy.numbers != "words":
        return
    for found in _TIME.finditer(text):
        if (found["fr"] and context.base not in _WITH_H) or found["s"]:
            continue
        if found["h"] == "0" and context.base == "en":
            continue  # so long into something: nobody writes midnight that way
        said = _clock(int(found["h"]), int(found["m"]), context)
        word = found["word"] or ""
        if word and word.strip()[0] in "ap":
            said = said.removesuffix(" o'clock") + " " + word.strip()
        elif _UP_TO_HALF_DAY.match(text, found.end()):
            said = said.removesuffix(" o'clock")
        elif text.startswith((" a. m.", " p. m."), found.end()):
            said = said.removesuffix(" horas")
        yield Edit(*found.span(), said)


def dotted_times(text: str, context: Context) -> Iterator[Edit]:
    """Say hours and minutes with a dot between them, where a word beside them tells."""
    if context.policy.numbers != "words":
        return
    for found in _DOTTED_TIME.finditer(text):
        if int(found["h"]) > _DAY_HOURS:
            continue
        if not found["word"] and not _MARKED.search(text, max(0, found.start() - 8), found.start()):
            continue
        said = _clock(int(found["h"]), int(found["m"]), context)
        if found["to"]:
            to = phrase("to", context.language) or ","
            said += f" {to} {_clock(int(found['to']), int(found['to_m']), context)}"
        # The word goes on to be said, or shortened, where it is no part of the time.
        end = found.end() if context.base in _CLOCKS or not found["word"] else found.start("word")
        yield Edit(found.start(), end, said)


def spans(text: str, context: Context) -> Iterator[Edit]:
    """Say "to" between two times of day."""
    to = phrase("to", context.language)
    if context.policy.numbers == "words" and to is not None:
        for found in _BETWEEN_TIMES.finditer(text):
            yield Edit(*found.span(), f" {to} ")


def _clock(hours: int, minutes: int, context: Context) -> str:
    if context.base == "en":
        if not minutes:
            return f"{hours} o'clock" if 0 < hours <= _NOON else f"{hours} hundred"
        return f"{hours} {minutes}" if minutes >= 10 else f"{hours} oh {minutes}"  # noqa: PLR2004
    with_minutes, on_the_hour = _CLOCKS.get(context.base, ("{h}:{m:02}", "{h}:00"))
    said = (with_minutes if minutes else on_the_hour).format(h=hours, m=minutes)
    return said.replace("\u70b9", "\u9ede") if "Hant" in context.language else said


def decades(text: str, context: Context) -> Iterator[Edit]:
    """Say "19 nineties" for 1990s."""
    if context.base == "en" and context.policy.numbers == "words":
        for found in _DECADE.finditer(text):
            word = (*_DECADES, "nineties")[int(found["tens"]) - 2]
            yield Edit(*found.span(), f"{found['century']} {word}")


CALENDAR = (
    Rule(DIGITS, dates, _MAY_BE_DATE),
    Rule(DIGITS, times),
    Rule(DIGITS, dotted_times, _DOTTED_TIME),
    Rule(DIGITS, spans, _MAY_BE_SPAN),
    Rule(DIGITS, decades, _DECADE),
)
