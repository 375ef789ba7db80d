"""Amounts of anything measured, units named by CLDR, and the spoons of recipes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.abbreviations import GERMAN_OPENING
from speakd.text.phrases import phrase
from speakd.text.rules.numerals import GOES_ON, LETTER, NUMBER, closed, locale_of, value_of
from speakd.text.rules.rule import DIGITS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_UNITS = {
    "nm": "length-nanometer",
    "\u00b5m": "length-micrometer",
    "\u03bcm": "length-micrometer",
    "mm": "length-millimeter",
    "cm": "length-centimeter",
    "m": "length-meter",
    "km": "length-kilometer",
    "mi": "length-mile",
    "ft": "length-foot",
    "cm\u00b2": "area-square-centimeter",
    "m\u00b2": "area-square-meter",
    "km\u00b2": "area-square-kilometer",
    "m\u00b3": "volume-cubic-meter",
    "cl": "volume-centiliter",
    "dl": "volume-deciliter",
    "ml": "volume-milliliter",
    "mL": "volume-milliliter",
    "l": "volume-liter",
    "L": "volume-liter",
    "mg": "mass-milligram",
    "g": "mass-gram",
    "kg": "mass-kilogram",
    "lb": "mass-pound",
    "lbs": "mass-pound",
    "oz": "mass-ounce",
    "km/h": "speed-kilometer-per-hour",
    "kmh": "speed-kilometer-per-hour",
    "kph": "speed-kilometer-per-hour",
    "m/s": "speed-meter-per-second",
    "mph": "speed-mile-per-hour",
    "\u00b0C": "temperature-celsius",
    "\u00b0F": "temperature-fahrenheit",
    "kB": "digital-kilobyte",
    "KB": "digital-kilobyte",
    "MB": "digital-megabyte",
    "GB": "digital-gigabyte",
    "TB": "digital-terabyte",
    "PB": "digital-petabyte",
    "KiB": "digital-kilobyte",
    "MiB": "digital-megabyte",
    "GiB": "digital-gigabyte",
    "TiB": "digital-terabyte",
    "Hz": "frequency-hertz",
    "kHz": "frequency-kilohertz",
    "MHz": "frequency-megahertz",
    "GHz": "frequency-gigahertz",
    "W": "power-watt",
    "kW": "power-kilowatt",
    "MW": "power-megawatt",
    "kWh": "energy-kilowatt-hour",
    "kcal": "energy-kilocalorie",
    "V": "electric-volt",
    "\u00b5s": "duration-microsecond",
    "\u03bcs": "duration-microsecond",
    "ms": "duration-millisecond",
    "s": "duration-second",
    "min": "duration-minute",
    "h": "duration-hour",
}
_OWN_UNITS = {
    "en": {
        "sec": "duration-second",
        "secs": "duration-second",
        "mins": "duration-minute",
        "hr": "duration-hour",
        "hrs": "duration-hour",
        "yr": "duration-year",
        "yrs": "duration-year",
    },
    "de": {"Sek": "duration-second", "Min": "duration-minute", "Std": "duration-hour"},
}
"""What only one language writes."""
_WRITTEN = sorted({*_UNITS, *_OWN_UNITS["en"], *_OWN_UNITS["de"]}, key=len, reverse=True)
_UNIT = (
    rf"(?=[{''.join(unit[0] for unit in _WRITTEN)}])(?P<unit>{'|'.join(map(re.escape, _WRITTEN))})"
    rf"(?!{LETTER}|[\u00b2\u00b3]|/\D|[.,]\w)"
)
_MEASURE = re.compile(
    rf"(?<!{LETTER})(?<![.,])(?<!\d/)(?:(?P<from>{NUMBER})\s?[\u2013-]\s?)?(?P<number>-?{NUMBER})\s?{_UNIT}{GOES_ON}?"
)
_MAY_BE_MEASURE = re.compile(rf"\d\s?{_UNIT}")
_NEEDS_SPACE = frozenset({"m", "l", "L", "g", "s", "W", "V", "mi"})
"""Without a space before them these may mean other things as well: 5m, 5g."""
_OF_MANY_DIGITS = frozenset({"g", "W", "V"})
_BEFORE_NOUN = re.compile(r"\. [A-Z\u00c4\u00d6\u00dc]")
_OF_PARTS = frozenset({"l", "L", "s"})
_SPOONS = {
    "en": {"tsp": ("teaspoon", "teaspoons"), "tbsp": ("tablespoon", "tablespoons")},
    "de": {"TL": ("Teel\u00f6ffel", "Teel\u00f6ffel"), "EL": ("Essl\u00f6ffel", "Essl\u00f6ffel")},
    "fr": {
        "c. \u00e0 c.": ("cuill\u00e8re \u00e0 caf\u00e9", "cuill\u00e8res \u00e0 caf\u00e9"),
        "c. \u00e0 s.": ("cuill\u00e8re \u00e0 soupe", "cuill\u00e8res \u00e0 soupe"),
    },
    "nl": {"tl": ("theelepel", "theelepels"), "el": ("eetlepel", "eetlepels")},
    "sv": {"tsk": ("tesked", "teskedar"), "msk": ("matsked", "matskedar")},
}
_SPOON = re.compile(
    r"(?P<number>(?:\d{1,2}[ ]?)?(?:[1-9]/[2-9]|[\u00bc-\u00be\u2153-\u215e])|\d{1,3}(?:[.,]\d)?) ?"
    r"(?P<unit>[Tt]b?sp|tsk|msk|[ET]L|[et]l|c\. ?\u00e0 ?[cs]\.)"
    rf"(?!\w|\.\w){GOES_ON}?"
)
_UP_TO_ONE = re.compile(r"1|[1-9]/[2-9]|[\u00bc-\u00be\u2153-\u215e]")


def measures(text: str, context: Context) -> Iterator[Edit]:
    """Say the names of units."""
    if context.policy.numbers != "words":
        return
    own = _OWN_UNITS.get(context.base, {})
    for found in _MEASURE.finditer(text):
        unit, number = found["unit"], closed(found["number"])
        name = own.get(unit) or _UNITS.get(unit)
        is_close = not (text[found.start("unit") - 1].isspace() or found["from"])
        if name is None or (is_close and not _may_be_close(number, unit)):
            continue
        said = _measure(number, name, context.language)
        if said is None:
            continue
        if found["from"]:
            to = phrase("to", context.language)
            low = closed(found["from"])
            said = f"{low} {to} {said}" if to else f"{low}, {said}"
        end = found.end()
        if context.base == "de" and _BEFORE_NOUN.match(text, end):
            # What is measured may well begin with a capital.
            end += not GERMAN_OPENING.match(text, end + 2)
        yield Edit(found.start(), end, said)


def _may_be_close(number: str, unit: str) -> bool:
    """Whether a number with what stands close behind it can only be a measure."""
    if unit not in _NEEDS_SPACE:
        return True
    is_part = not number.lstrip("-").isdigit()
    return (unit in _OF_PARTS and is_part) or (unit in _OF_MANY_DIGITS and len(number) > 1)


def spoons(text: str, context: Context) -> Iterator[Edit]:
    """Say the measures of a kitchen; CLDR has no short forms that cooks write."""
    names = _SPOONS.get(context.base)
    if names is None or context.policy.numbers != "words":
        return
    for found in _SPOON.finditer(text):
        unit = found["unit"].replace(".\u00e0", ". \u00e0")
        one_and_more = names.get(unit) or names.get(unit.lower())
        if one_and_more is not None:
            is_one = _UP_TO_ONE.fullmatch(found["number"]) is not None
            yield Edit(found.start("unit"), found.end(), one_and_more[not is_one])


@lru_cache(256)
def _measure(number: str, unit: str, language: str) -> str | None:
    from babel.units import format_unit  # noqa: PLC0415, only a text with units pays

    locale = locale_of(language)
    value = None if locale is None else value_of(number, locale)
    if locale is None or value is None:
        return None
    if locale.startswith("zh") and unit.startswith("digital"):
        return None  # CLDR has words for bytes that nobody says
    said = str(format_unit(value, unit, locale=locale)).replace("\u00a0", " ")
    if unit in said:
        return None  # CLDR has no word for it
    digits = re.search(r"-?\d(?:[\d.,\u00a0\u202f\u066b\u066c']*\d)?", said)
    # The number as it was written: what it is worth was only asked for the plural.
    return said if digits is None else said[: digits.start()] + number + said[digits.end() :]


MEASURES = (
    Rule(DIGITS, measures, _MAY_BE_MEASURE),
    Rule(
        DIGITS | frozenset("\u00bc\u00bd\u00be") | frozenset(map(chr, range(0x2153, 0x215F))),
        spoons,
        re.compile(r"[\d\u00bc-\u00be\u2153-\u215e] ?(?:[Tt]b?sp|[tm]sk|[ET]L|[et]l|c\.)"),
    ),
)
