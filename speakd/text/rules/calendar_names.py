"""Days of the week and months that are shortened: said in full beside a number or in a range."""

# ruff: noqa: RUF001, other languages have other letters

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.phrases import phrase
from speakd.text.rules.rule import DIGITS, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from babel import Locale

    from speakd.text.rules.rule import Context

_MONTH = re.compile(
    r"(?<!\w)(?:(?<=\d )|(?<=\d\. )|(?<=\dth )|(?<=\d(?:st|nd|rd) )|(?<=\d de )|"
    r"(?=[^\W\d_]{3,5}\.? \d))"
    r"(?P<name>[^\W\d_]{3,5})(?!\w)(?:\.(?=\s+[^\WA-Z]|\s*[,;:)/\u2013\u2014-]|\s[(\u2013\u2014-]))?"
)
_DAY = re.compile(
    r"(?<!\w)(?P<name>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So)"
    r"(?P<mark>\.?,?)(?=\s(?:\d|[A-Z][a-z]{2,8}\.?,? \d))"
)
_DAYS = re.compile(
    r"(?<![\w-])(?P<first>[^\W\d_]{2,4})\.?\s?[\u2013-]\s?(?P<last>[^\W\d_]{2,4})(?![\w-])(?:\.(?=\s+[^\WA-Z]))?"
)
_MORE = {"Sept": "Sep", "Tues": "Tue", "Thur": "Thu", "Thurs": "Thu", "Mrz": "M\u00e4rz"}
_WITH_DAYS = frozenset({"en", "de"})
"""Where a day of the week beside a number can hardly be anything else."""

_SHORT = (
    "jan feb fév mar mär mrz apr abr avr mai may maj jun jui jul aug ago aoû sep set oct okt "
    "out nov dec dez dic déc gen giu lug ott mag ene sty lut kwi cze lip sie wrz paź lis gru "
    "oca şub nis haz tem ağu eyl eki kas ara янв фев мар апр мая июн июл авг сен окт ноя дек "
    "січ лют бер кві тра чер лип сер вер жов лис гру"
)
_BEGINNINGS = frozenset(_SHORT.split())
"""Of short months; nothing else is worth loading the names of a language for."""

_UNINFLECTED = frozenset({"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb"})
"""Where "to" leaves the day behind it as it is."""


def months(text: str, context: Context) -> Iterator[Edit]:
    """Say the name of a month beside a number."""
    if context.policy.numbers != "words":
        return
    for found in _MONTH.finditer(text):
        if found["name"][:3].lower() not in _BEGINNINGS:
            continue
        name = _name(found["name"], _months(context.base))
        if name is not None and name != found["name"]:
            yield Edit(*found.span(), name)


def days(text: str, context: Context) -> Iterator[Edit]:
    """Say the name of a day before a date."""
    if context.base not in _WITH_DAYS or context.policy.numbers != "words":
        return
    for found in _DAY.finditer(text):
        name = _name(found["name"], _days(context.base))
        # German "so" and "do" are words as well.
        if name is not None and (found["mark"] or context.base == "en"):
            yield Edit(*found.span(), name + ("," if "," in found["mark"] else ""))


def ranges(text: str, context: Context) -> Iterator[Edit]:
    """Say "to" between two days."""
    to = phrase("to", context.language)
    if to is None or context.policy.numbers != "words":
        return
    for found in _DAYS.finditer(text):
        names = _days(context.base)
        first, last = _name(found["first"], names), _name(found["last"], names)
        if first is not None and last is not None:
            joint = f" {to} " if context.base in _UNINFLECTED else " \u2013 "
            yield Edit(*found.span(), f"{first}{joint}{last}")


def _name(written: str, names: Mapping[str, str]) -> str | None:
    short = _MORE.get(written, written)
    return names.get(short) or names.get(short.lower())


@cache
def _months(language: str) -> Mapping[str, str]:
    return _full_names(language, lambda locale, width: locale.months["format"][width])


@cache
def _days(language: str) -> Mapping[str, str]:
    return _full_names(language, lambda locale, width: locale.days["format"][width])


def _full_names(
    language: str, names_of: Callable[[Locale, str], Mapping[int, str]]
) -> Mapping[str, str]:
    """Give what is said for each short name, as the language writes it; none where unknown."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415, only a text with dates pays

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    wide, short = names_of(locale, "wide"), names_of(locale, "abbreviated")
    return {short[number].rstrip("."): wide[number] for number in short}


_BESIDE_A_NUMBER = re.compile(r"\d(?:\.|th|st|nd|rd)? (?:de )?[^\W\d_]{3,5}\b| \d(?<=[^\s\d] \d)")
_UP_TO_A_WORD = re.compile(r"[\u2013-]\s?[^\W\d_]{2,4}\b")
CALENDAR_NAMES = (
    Rule(frozenset("-\u2013"), ranges, _UP_TO_A_WORD),
    Rule(DIGITS, months, _BESIDE_A_NUMBER),
    Rule(DIGITS, days, _BESIDE_A_NUMBER),
)
