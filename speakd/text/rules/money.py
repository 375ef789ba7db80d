"""Money: the name of the currency behind the amount."""

# ruff: noqa: RUF001, other languages have other letters

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.phrases import phrase
from speakd.text.rules.counted import counted, counted_words
from speakd.text.rules.numerals import GOES_ON, NUMBER, closed, locale_of, value_of
from speakd.text.rules.rule import DIGITS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_CURRENCIES = {
    "$": "USD",
    "R$": "BRL",
    "NT$": "TWD",
    "HK$": "HKD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₴": "UAH",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "TL": "TRY",
    "грн": "UAH",
    "руб": "RUB",
}
_CROWNS = {"sv": "SEK", "nb": "NOK", "da": "DKK"}
_CODES = "CHF|CNY|CZK|DKK|EUR|GBP|HUF|JPY|NOK|PLN|SEK|USD"
_SHORT_NAMES = {
    "USD": {
        "en": "dollars",
        "de": "Dollar",
        "fr": "dollars",
        "es": "dólares",
        "it": "dollari",
        "pt": "dólares",
        "nl": "dollar",
        "hu": "dollár",
        "tr": "dolar",
        "ja": "ドル",
        "ko": "달러",
        "sv": "dollar",
        "da": "dollar",
        "nb": "dollar",
        "hi": "डॉलर",
        "zh": "美元",
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
    "CNY": {"en": "yuan", "zh": "元"},
    "TWD": {"zh": "元"},
    "HKD": {"zh": "元"},
    "CHF": {"en": "Swiss francs", "de": "Franken", "fr": "francs", "it": "franchi"},
    "INR": {"en": "rupees", "hi": "रुपये"},
    "KRW": {"en": "won", "ko": "원"},
    "RUB": {"en": "rubles"},
    "BRL": {
        "pt": "reais",
        "en": "reais",
        "es": "reales",
        "fr": "reais",
        "it": "reais",
        "de": "Real",
    },
    "SEK": {"sv": "kronor"},
    "NOK": {"nb": "kroner"},
    "DKK": {"da": "kroner"},
    "HUF": {"hu": "forint"},
    "TRY": {"tr": "lira"},
    "EUR": {"zh": "欧元"},
}
"""What people say for a sign; CLDR's names tell the countries apart, which nobody does aloud."""

_ENGLISH_CENTS = {"USD": ("cent", "cents"), "EUR": ("cent", "cents"), "GBP": ("penny", "pence")}
_MAGNITUDES = {
    "en": {
        "k": "thousand",
        "m": "million",
        "mn": "million",
        "bn": "billion",
        "b": "billion",
        "tn": "trillion",
        "t": "trillion",
    },
    "de": {"tsd": "Tausend", "mio": "Millionen", "mrd": "Milliarden"},
    "nl": {"mln": "miljoen", "mld": "miljard"},
    "it": {"mln": "milioni", "mld": "miliardi"},
    "pt": {"mi": "milhões", "bi": "bilhões"},
    "da": {"mio": "millioner", "mia": "milliarder"},
    "nb": {"mrd": "milliarder"},
}
_OF = {"es": "de ", "pt": "de ", "fr": "de ", "it": "di ", "ro": "de "}
"""What stands between millions and their currency, but not behind a thousand."""

_MILLION = "1000000"
_FIRST_WIDE = "\u2e80"
_PERIODS = {"mo": "month", "yr": "year", "hr": "hour", "wk": "week"}
_WORDS = (
    r"(?:\s(?:thousand|million|billion|trillion|lakh|crore|Mio\.?|Mrd\.?|Millionen|Milliarden|Tsd\.?|"
    r"millions?|milliards?|millones|mil|mi|bi|milioni|miliardi|milh[\u00f5o]es|bilh[\u00f5o]es|"
    r"miljoen|miljard|mln|mld|tys|tis|miljoner|miljarder|millioner|milliarder|mio\.?|mia\.?|mrd\.?|"
    r"millió|milliárd|ezer|milyon|milyar|bin|тыс|тис|млн|млрд|трлн|करोड़|लाख|हज़ार|अरब|مليون|مليار)"
    rf"(?!\w){GOES_ON}?|\s?[千万億亿萬兆만억조]{{1,2}})"
)
_SIGNS = re.escape("$€£¥₹₽₩₺₴")
_BEHIND = rf"[{_SIGNS}]|(?:{_CODES}|zł|Kč|Ft|TL|kr|грн|руб)(?![\w'-]){GOES_ON}?"
_PER = r"(?:/(?P<{}>[^\W\d_]{{2,12}})\b)?"
_MONEY = re.compile(
    rf"(?=[\d{_SIGNS}A-Zk])(?:(?:\b(?:US|AU?|CA?|NZ|S|MX)(?=\$))?"
    rf"(?P<sign>(?:R|NT|HK)\$|[{_SIGNS}]|\b(?:{_CODES}|kr\.?)\s)\s?"
    rf"(?P<before>{NUMBER})(?:,[\u2013-])?(?:(?P<low>mn|bn|tn|[kKmMbBT])?\s?[\u2013-]\s?[{_SIGNS}]?(?P<upto>{NUMBER}))?"
    rf"(?P<big>{_WORDS}|(?:\s?(?:mn|bn|tn|m)|[kKMbBT])\b)?{_PER.format('each')}"
    rf"|(?<![\w.,])(?:(?P<from>{NUMBER})(?!\d)\s?[\u2013-]\s?)?(?P<after>{NUMBER})(?!\d)(?:,[\u2013-](?=\s))?"
    rf"(?P<big2>{_WORDS})?\.?\s?(?P<sign2>{_BEHIND})(?!\w){_PER.format('each2')})"
)
_CENTS = re.compile(r"(?P<whole>.*\d)[.,](?P<cents>\d\d)")
_ENGLISH_PART = re.compile(r"(?P<number>\d{1,3}\.\d)(?P<word>[KkMB]|bn|mn)(?![\w-])")
_COUNTED = re.compile(
    rf"(?<![\w.,])(?P<number>{NUMBER})\s?(?P<word>тыс|тис|млн|млрд|трлн|tys|mln|mld|tis|mil)"
    rf"(?!\w){GOES_ON}?"
)


def money(text: str, context: Context) -> Iterator[Edit]:
    """Say the currency behind the amount."""
    if context.policy.numbers != "words":
        return
    for found in _MONEY.finditer(text):
        sign = (found["sign"] or found["sign2"]).strip().rstrip(".")
        code = _code(sign, context.base)
        is_range = found["upto"] or found["from"]
        amount = _range(found, code, context) if is_range else _amount(found, code, context)
        if amount is not None:
            each = found["each"] or found["each2"]
            yield Edit(*found.span(), amount + (_per(each, context) if each else ""))


def _range(found: re.Match[str], code: str, context: Context) -> str | None:
    to = phrase("to", context.language)
    first, last = found["before"] or found["from"], found["upto"] or found["after"]
    name = _currency(code, last, context.language)
    if to is None or name is None:
        return None
    written = (found["big"] or found["big2"] or "").strip()
    low, big = _magnitude(found["low"], context), _magnitude(written, context)
    said = _large(closed(last), written, name, context) if big else f"{closed(last)} {name}"
    return f"{closed(first)}{'' if low == big else low} {to} {said}"


def _amount(found: re.Match[str], code: str, context: Context) -> str | None:
    number = closed(found["before"] or found["after"])
    written = found["big"] or found["big2"]
    cents = _CENTS.fullmatch(number)
    amount = _MILLION if written else cents["whole"] if cents else number
    name = _currency(code, amount, context.language)
    if name is None:
        return None
    if written:
        return _large(number, written.strip(), name, context)
    if cents is None or cents["cents"] == "00":
        return f"{number if cents is None else cents['whole']} {name}"
    if cents["whole"] == "0" and context.base == "en" and code in _ENGLISH_CENTS:
        count = cents["cents"].lstrip("0")
        return f"{count} {_ENGLISH_CENTS[code][count != '1']}"
    return f"{cents['whole']} {name} {cents['cents'].lstrip('0')}"


def _large(number: str, written: str, name: str, context: Context) -> str:
    if written[0] >= _FIRST_WIDE:
        return f"{number}{written}{name}"
    big = counted(written.rstrip("."), number, context.base)
    of = "" if written in {"mil", "bin"} else _OF.get(context.base, "")
    if context.base == "fr" and name[0] in "aeiou":
        of = "d'"
    return f"{number}{f' {big}' if big else _magnitude(written, context)} {of}{name}"


def _magnitude(written: str | None, context: Context) -> str:
    """Say how many zeros an amount has, with a blank before it."""
    word = (written or "").strip()
    known = _MAGNITUDES.get(context.base, {}).get(word.rstrip(".").lower(), word)
    return f" {known}" if word else ""


def _per(each: str, context: Context) -> str:
    per = phrase("per", context.language)
    word = _PERIODS.get(each, each) if context.base == "en" else each
    return f"/{each}" if per is None else f" {per} {word}"


def _code(sign: str, base: str) -> str:
    """Name the currency of a sign; some countries write theirs alike."""
    if base == "zh" and sign == "¥":
        return "CNY"
    if sign == "kr":
        return _CROWNS.get(base, "")
    if sign == "TL" and base != "tr":
        return ""  # a teaspoon in German
    return _CURRENCIES.get(sign, sign)


@lru_cache(256)
def _currency(code: str, number: str, language: str) -> str | None:
    base = language.partition("-")[0]
    is_one = number == "1"
    if base == "en" and is_one and code in {"USD", "GBP"}:
        return {"USD": "dollar", "GBP": "pound"}[code]
    short = _SHORT_NAMES.get(code, {}).get(base) or counted(code, number, base)
    if short is not None:
        return short
    from babel.numbers import get_currency_name  # noqa: PLC0415, only a text with money pays

    locale = locale_of(language)
    if locale is None or not code:
        return None
    return str(get_currency_name(code, value_of(number, locale) or 2, locale=locale))


def magnitudes(text: str, context: Context) -> Iterator[Edit]:
    """Say thousands and millions that are shortened, where they can be nothing else."""
    if context.base == "en" and context.policy.numbers == "words":
        for found in _ENGLISH_PART.finditer(text):
            yield Edit(*found.span(), f"{found['number']}{_magnitude(found['word'], context)}")
    words = counted_words(context.base)
    if not words or context.policy.numbers != "words":
        return
    for found in _COUNTED.finditer(text):
        number = closed(found["number"])
        said = counted(found["word"], number, context.base)
        if said is not None:
            yield Edit(*found.span(), f"{number} {said}")


MONEY = (
    Rule(
        DIGITS,
        money,
        re.compile(
            rf"(?=[{_SIGNS}CDEGHJNPSUzKFTkгр])"
            rf"(?:[{_SIGNS}]|\b(?:{_CODES})\b|(?<=[\w.\s])(?:zł|Kč|Ft|TL|kr|грн|руб)\b|kr\.?\s\d)"
        ),
    ),
    Rule(
        DIGITS,
        magnitudes,
        re.compile(r"\d\s?(?:тыс|тис|млн|млрд|трлн|tys|mln|mld|tis|mil|[KkMB]|bn|mn)\b"),
    ),
)
