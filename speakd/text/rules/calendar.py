"""Dates and times of day."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.phrases import phrase
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
_MAY_BE_DATE = re.compile(r"\d[-./]\d\d?[-./]\d")
_TIME = re.compile(
    r"(?P<h>\d(?<![\w:.,]\d)(?:(?<=[01])\d|(?<=2)[0-3]|(?<=2)4(?=[:h]00))?)(?::|(?P<fr>h))"
    r"(?P<m>[0-5]\d)(?P<s>:[0-5]\d)?(?!\w|:\w|[.,]\d)"
    r"(?P<word>\s(?:Uhr|uur|heures?|o'clock|[ap]\.?m\b))?"
)
_BETWEEN_TIMES = re.compile(
    r"(?:(?<=\d[:h]\d\d)|(?<=\d[ap]m))\s?[\u2013-]\s?(?=\d{1,2}(?:[:h]\d\d|[ap]m)(?!\d|:))"
)
_MAY_BE_SPAN = re.compile(r"[\u2013-](?<=[\dm\s].)\s?\d\d?(?:[:h]\d|[ap]m)")
_DECADE = re.compile(r"(?P<century>1[5-9]|20)(?<!\w\d\d)(?P<tens>[2-9])0'?s\b")
_DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties")
_GERMAN_DAY = re.compile(
    r"\b(?P<d>[1-9]|[12]\d|3[01])\.\s(?=(?:Januar|J\u00e4nner|Februar|M\u00e4rz|April|Mai|Juni|Juli|"
    r"August|September|Oktober|November|Dezember)\b)"
)
_GERMAN_SHORT = re.compile(
    r"\b(?:am|vom|bis|zum|den|ab|seit|Mo|Di|Mi|Do|Fr|Sa|So)[.,]{0,2}\s(?P<date>(?P<d>0?[1-9]|[12]\d|"
    r"3[01])\.(?P<m>0?[1-9]|1[0-2])\.)(?!\d)"
)
_GERMAN_ONES = (
    "ersten",
    "zweiten",
    "dritten",
    "vierten",
    "fünften",
    "sechsten",
    "siebten",
    "achten",
    "neunten",
    "zehnten",
    "elften",
    "zwölften",
    "dreizehnten",
    "vierzehnten",
    "fünfzehnten",
    "sechzehnten",
    "siebzehnten",
    "achtzehnten",
    "neunzehnten",
    "zwanzigsten",
)
_GERMAN_UNITS = ("ein", "zwei", "drei", "vier", "f\u00fcnf", "sechs", "sieben", "acht", "neun")

_MONTHS = 12

_CLOCKS = {
    "de": ("{h} Uhr {m}", "{h} Uhr"),
    "fr": ("{h} heures {m}", "{h} heures"),
    "nl": ("{h} uur {m}", "{h} uur"),
    "pt": ("{h} horas e {m}", "{h} horas"),
    "es": ("{h} y {m}", "{h} en punto"),
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
    for pattern in (_ISO, _DOTTED, _SLASHED):
        for found in pattern.finditer(text):
            day, month = int(found["d"]), int(found["m"])
            if pattern is _SLASHED and context.base == "en" and context.language != "en-GB":
                # Day or month first? Where the numbers leave it open, they are read as they stand.
                if max(day, month) <= _MONTHS:
                    yield Edit(*found.span(), found[0])
                    continue
                day, month = max(day, month), min(day, month)
            said = _date(int(found["y"]), month, day, context.language)
            if said is not None:
                yield Edit(*found.span(), said + _time_of(found, context))


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
    if base == "de":
        return f"{_german_ordinal(day)}{said[said.index('.') + 1 :]}"
    return re.sub(r"\s[\u0433\u0440]\.$", "", said)


def german_days(text: str, context: Context) -> Iterator[Edit]:
    """Say "dritten" for "3." before a German month, named or in figures.

    Voices take the dot for the sentence's end.
    """
    if context.base == "de" and context.policy.numbers == "words":
        for found in _GERMAN_DAY.finditer(text):
            yield Edit(found.start(), found.end() - 1, _german_ordinal(int(found["d"])))
        for found in _GERMAN_SHORT.finditer(text):
            said = f"{_german_ordinal(int(found['d']))} {_german_ordinal(int(found['m'])).title()}"
            yield Edit(*found.span("date"), said)


def _german_ordinal(day: int) -> str:
    if day <= len(_GERMAN_ONES):
        return _GERMAN_ONES[day - 1]
    tens, ones = ("zwanzig", day - 20) if day < 30 else ("drei\u00dfig", day - 30)  # noqa: PLR2004, tens
    return f"{_GERMAN_UNITS[ones - 1]}und{tens}sten" if ones else f"{tens}sten"


def times(text: str, context: Context) -> Iterator[Edit]:
    """Say hours and minutes."""
    if context.policy.numbers != "words":
        return
    for found in _TIME.finditer(text):
        if (found["fr"] and context.base != "fr") or found["s"]:
            continue
        if found["h"] == "0" and context.base == "en":
            continue  # so long into something: nobody writes midnight that way
        said = _clock(int(found["h"]), int(found["m"]), context)
        word = found["word"] or ""
        if word and word.strip()[0] in "ap":
            said = said.removesuffix(" o'clock") + word
        yield Edit(*found.span(), said)


def spans(text: str, context: Context) -> Iterator[Edit]:
    """Say "to" between two times of day."""
    to = phrase("to", context.language)
    if context.policy.numbers == "words" and to is not None:
        for found in _BETWEEN_TIMES.finditer(text):
            yield Edit(*found.span(), f" {to} ")


def _clock(hours: int, minutes: int, context: Context) -> str:
    if context.base == "en":
        if not minutes:
            return f"{hours} o'clock"
        return f"{hours} {minutes}" if minutes >= 10 else f"{hours} oh {minutes}"  # noqa: PLR2004
    with_minutes, on_the_hour = _CLOCKS.get(context.base, ("{h}:{m:02}", "{h}:00"))
    return (with_minutes if minutes else on_the_hour).format(h=hours, m=minutes)


def decades(text: str, context: Context) -> Iterator[Edit]:
    """Say "19 nineties" for 1990s."""
    if context.base == "en" and context.policy.numbers == "words":
        for found in _DECADE.finditer(text):
            word = (*_DECADES, "nineties")[int(found["tens"]) - 2]
            yield Edit(*found.span(), f"{found['century']} {word}")


CALENDAR = (
    Rule(DIGITS, dates, _MAY_BE_DATE),
    Rule(DIGITS, german_days),
    Rule(DIGITS, times),
    Rule(DIGITS, spans, _MAY_BE_SPAN),
    Rule(DIGITS, decades, _DECADE),
)
