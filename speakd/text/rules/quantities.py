"""Amounts of money and of anything measured, named by CLDR."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.phrases import phrase
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
    "ml": "volume-milliliter",
    "mL": "volume-milliliter",
    "l": "volume-liter",
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
_CURRENCIES = {
    "$": "USD",
    "\u20ac": "EUR",
    "\u00a3": "GBP",
    "\u00a5": "JPY",
    "\u20b9": "INR",
    "\u20bd": "RUB",
    "\u20a9": "KRW",
    "\u20ba": "TRY",
    "\u20b4": "UAH",
}
_CODES = "CHF|CNY|EUR|GBP|JPY|USD"
_SHORT_NAMES = {
    "USD": {
        "en": "dollars",
        "de": "Dollar",
        "fr": "dollars",
        "es": "d\u00f3lares",
        "it": "dollari",
        "pt": "d\u00f3lares",
        "nl": "dollar",
        "pl": "dolar\u00f3w",
        "cs": "dolar\u016f",
        "ru": "\u0434\u043e\u043b\u043b\u0430\u0440\u043e\u0432",
        "uk": "\u0434\u043e\u043b\u0430\u0440\u0456\u0432",
        "hu": "doll\u00e1r",
        "tr": "dolar",
        "ja": "\u30c9\u30eb",
        "ko": "\ub2ec\ub7ec",
    },
    "GBP": {
        "en": "pounds",
        "de": "Pfund",
        "fr": "livres",
        "es": "libras",
        "it": "sterline",
        "pt": "libras",
        "nl": "pond",
    },
    "JPY": {"en": "yen"},
    "CNY": {"en": "yuan", "zh": "\u5143"},
    "CHF": {"en": "Swiss francs", "de": "Franken", "fr": "francs", "it": "franchi"},
    "INR": {"en": "rupees"},
    "KRW": {"en": "won", "ko": "\uc6d0"},
    "RUB": {"en": "rubles"},
}
"""What people say for a sign; CLDR's names tell the countries apart, which nobody does aloud."""

_ENGLISH_CENTS = {"USD": ("cent", "cents"), "EUR": ("cent", "cents"), "GBP": ("penny", "pence")}
_MAGNITUDES = {
    "k": "thousand",
    "K": "thousand",
    "m": "million",
    "M": "million",
    "mn": "million",
    "bn": "billion",
    "b": "billion",
    "B": "billion",
    "tn": "trillion",
    "T": "trillion",
}
_NUMBER = r"\d{1,15}(?:[.,\u00a0']\d{1,15}){0,5}"
_WORDS = (
    r"\s(?:thousand|million|billion|trillion|Mio\.?|Mrd\.?|Millionen|Milliarden|millions?|milliards?|"
    r"millones|milioni|miliardi|milh[\u00f5o]es|miljoen|miljard|mln\.?|mld\.?)"
)
_SIGNS = re.escape("".join(_CURRENCIES))
_MONEY = re.compile(
    rf"(?:US|A|C|CA|AU)?(?P<sign>[{_SIGNS}]|\b(?:{_CODES})\s)\s?(?P<before>{_NUMBER})(?:\s?[\u2013-]\s?[{_SIGNS}]?(?P<upto>{_NUMBER}))?(?P<big>{_WORDS}\b|(?:mn|bn|tn|[kKmMbBT])\b)?"
    rf"|(?<![\w.,])(?P<after>{_NUMBER})(?P<big2>{_WORDS})?\s?(?P<sign2>[{_SIGNS}]|(?:{_CODES}))(?!\w)"
)
_CENTS = re.compile(r"(?P<whole>.*\d)[.,](?P<cents>\d\d)")
_MEASURE = re.compile(
    rf"(?<![\w.,/])(?:(?P<from>{_NUMBER})\s?[\u2013-]\s?)?(?P<number>-?{_NUMBER})\s?(?P<unit>"
    + "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
    + r")(?![\w\u00b2\u00b3/]|[.,]\w)"
)
_SPOONS = {"tsp": "teaspoon", "tbsp": "tablespoon"}
_UP_TO_ONE = frozenset("1\u00bc\u00bd\u00be\u2153\u2154\u215b")
_SPOON = re.compile(r"(?P<number>[\d\u00bc-\u00be\u2153-\u215e]) ?(?P<unit>tsp|tbsp)\b(?!\.\w)")
_NEEDS_SPACE = frozenset({"m", "l", "g", "s", "h", "W", "V", "mi", "min"})
"""Without a space before them these mean other things as well: 5m, 4h, 100g."""


def money(text: str, context: Context) -> Iterator[Edit]:
    """Say the currency behind the amount."""
    if context.policy.numbers != "words":
        return
    for found in _MONEY.finditer(text):
        number = (found["before"] or found["after"]).strip()
        big = (found["big"] or found["big2"] or "").strip()
        if found["upto"]:
            to = phrase("to", context.language)
            name = _currency(
                _code(found["sign"].strip(), context.base), found["upto"], context.language
            )
            if to is not None and name is not None:
                big = _MAGNITUDES.get(big, big) if context.base == "en" else big
                yield Edit(*found.span(), f"{number} {to} {found['upto']}{big and ' '}{big} {name}")
            continue
        cents = _CENTS.fullmatch(number)
        amount = f"{number}000000" if big else cents["whole"] if cents else number
        code = _code((found["sign"] or found["sign2"]).strip(), context.base)
        name = _currency(code, amount, context.language)
        if name is None:
            continue
        if big:
            big = _MAGNITUDES.get(big, big) if context.base == "en" else big
            said = f"{number} {big} {name}"
        elif cents is None:
            said = f"{number} {name}"
        elif cents["cents"] == "00":
            said = f"{cents['whole']} {name}"
        elif cents["whole"] == "0" and context.base == "en" and code in _ENGLISH_CENTS:
            count = cents["cents"].lstrip("0")
            said = f"{count} {_ENGLISH_CENTS[code][count != '1']}"
        else:
            said = f"{cents['whole']} {name} {cents['cents'].lstrip('0')}"
        yield Edit(*found.span(), said)


def _code(sign: str, base: str) -> str:
    """Name the currency of a sign; China and Japan write theirs alike."""
    if base == "zh" and sign == "\u00a5":
        return "CNY"
    return _CURRENCIES.get(sign, sign)


@lru_cache(256)
def _currency(code: str, number: str, language: str) -> str | None:
    base = language.partition("-")[0]
    is_one = number == "1"
    if base == "en" and is_one and code in {"USD", "GBP"}:
        return {"USD": "dollar", "GBP": "pound"}[code]
    short = _SHORT_NAMES.get(code, {}).get(base)
    if short is not None:
        return short
    from babel.numbers import get_currency_name  # noqa: PLC0415, only a text with money pays

    locale = _locale(language)
    if locale is None:
        return None
    return str(get_currency_name(code, _value(number, locale) or 2, locale=locale))


def measures(text: str, context: Context) -> Iterator[Edit]:
    """Say the names of units."""
    if context.policy.numbers != "words":
        return
    for found in _MEASURE.finditer(text):
        unit, number = found["unit"], found["number"]
        has_space = text[found.start("unit") - 1].isspace()
        if unit in _NEEDS_SPACE and not (has_space or found["from"]):
            continue
        said = _measure(number, _UNITS[unit], context.language)
        if said is None:
            continue
        if found["from"]:
            to = phrase("to", context.language)
            said = f"{found['from']} {to} {said}" if to else f"{found['from']}, {said}"
        yield Edit(*found.span(), said)


def spoons(text: str, context: Context) -> Iterator[Edit]:
    """Say the measures of a kitchen; CLDR has no short forms that cooks write."""
    if context.base != "en" or context.policy.numbers != "words":
        return
    for found in _SPOON.finditer(text):
        is_one = found["number"] in _UP_TO_ONE and not text[: found.start("number")][-1:].isdigit()
        yield Edit(*found.span("unit"), _SPOONS[found["unit"]] + ("" if is_one else "s"))


@lru_cache(256)
def _measure(number: str, unit: str, language: str) -> str | None:
    from babel.units import format_unit  # noqa: PLC0415, only a text with units pays

    locale = _locale(language)
    value = None if locale is None else _value(number, locale)
    if value is None:
        return None
    said = str(format_unit(value, unit, locale=locale))
    if unit in said:
        return None  # CLDR has no word for it
    digits = re.search(r"-?\d(?:[\d.,\u00a0\u202f\u066b\u066c']*\d)?", said)
    # The number as it was written: what it is worth was only asked for the plural.
    return said if digits is None else said[: digits.start()] + number + said[digits.end() :]


@lru_cache(64)
def _locale(language: str) -> str | None:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415, as above

    for name in (language.replace("-", "_"), language.partition("-")[0]):
        try:
            return str(Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _value(number: str, locale: str) -> float | None:
    from babel.numbers import NumberFormatError, parse_decimal  # noqa: PLC0415, as above

    for written in (number, number.replace(",", ".")):
        try:
            return float(parse_decimal(written, locale=locale))
        except NumberFormatError:
            continue
    return None


QUANTITIES = (
    Rule(DIGITS, money, re.compile(rf"[{_SIGNS}]|\b(?:{_CODES})\b")),
    Rule(DIGITS, measures),
    Rule(None, spoons, re.compile("tb?sp")),
)
