"""Days of the month in German: which one it is, with the ending that its place asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.rules.rule import DIGITS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_DAY = re.compile(
    r"\b(?P<d>[1-9]|[12]\d|3[01])\.\s(?=(?:Jan(?:uar)?|J\u00e4nner|Feb(?:ruar)?|M\u00e4rz|Mrz|Apr(?:il)?|Mai|"
    r"Jun[i]?|Jul[i]?|Aug(?:ust)?|Sept?(?:ember)?|Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?)\b)"
)
_SHORT = re.compile(
    r"\b(?:am|vom|bis|zum|den|ab|seit|Mo|Di|Mi|Do|Fr|Sa|So)[.,]{0,2}\s(?P<date>(?P<d>0?[1-9]|[12]\d|"
    r"3[01])\.(?P<m>0?[1-9]|1[0-2])\.)(?!\d)"
)
_ONES = (
    "erst",
    "zweit",
    "dritt",
    "viert",
    "fünft",
    "sechst",
    "siebt",
    "acht",
    "neunt",
    "zehnt",
    "elft",
    "zwölft",
    "dreizehnt",
    "vierzehnt",
    "fünfzehnt",
    "sechzehnt",
    "siebzehnt",
    "achtzehnt",
    "neunzehnt",
    "zwanzigst",
)
_UNITS = ("ein", "zwei", "drei", "vier", "f\u00fcnf", "sechs", "sieb", "acht", "neun")
_WEEKDAY = re.compile(
    r"(?:Mo|Di|Mi|Do|Fr|Sa|So|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend)[.,]{0,2}"
)
_ARTICLES = frozenset({"der", "die", "das", "dieser", "diese"})
_BEFORE = frozenset(
    {"am", "vom", "bis", "zum", "den", "dem", "des", "ab", "seit", "v.", "beim", "vor", "nach"}
    | {"diesem", "diesen", "jedem", "jeden", "gegen", "per", "und", "oder"}
)
_LOOK_BACK = 40


def german_days(text: str, context: Context) -> Iterator[Edit]:
    """Say "dritten" for "3." before a German month, named or in figures.

    Voices take the dot for the sentence's end.
    """
    if context.base == "de" and context.policy.numbers == "words":
        for found in _DAY.finditer(text):
            said = german_ordinal(int(found["d"]), text[: found.start()])
            yield Edit(found.start(), found.end() - 1, said)
        for found in _SHORT.finditer(text):
            before = text[: found.start("date")]
            said = german_ordinal(int(found["d"]), before)
            yield Edit(
                *found.span("date"), f"{said} {german_ordinal(int(found['m']), before).title()}"
            )


def german_ordinal(day: int, before: str) -> str:
    """Say which day of a month it is.

    Args:
        day: Its number.
        before: The sentence before it, which tells the ending.
    """
    return _stem(day) + _ending(before)


def _ending(before: str) -> str:
    words = before[-_LOOK_BACK:].split()
    if words and _WEEKDAY.fullmatch(words[-1]):
        words.pop()
    word = words[-1].lower() if words else ""
    if word in _ARTICLES:
        return "e"
    return (
        "en" if word in _BEFORE or (words and words[-1].isalpha() and words[-1].islower()) else "er"
    )


def _stem(day: int) -> str:
    if day <= len(_ONES):
        return _ONES[day - 1]
    tens, ones = ("zwanzig", day - 20) if day < 30 else ("drei\u00dfig", day - 30)  # noqa: PLR2004, tens
    return f"{_UNITS[ones - 1]}und{tens}st" if ones else f"{tens}st"


GERMAN_DAYS = Rule(DIGITS, german_days)
