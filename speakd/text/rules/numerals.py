"""Numbers as they are written, and what they are worth where that is asked for."""

from __future__ import annotations

from functools import lru_cache

NUMBER = r"(?:\d{1,3}(?: \d{3}){1,4}(?!\d)(?:[.,]\d{1,6})?|\d{1,15}(?:[.,\u00a0']\d{1,15}){0,5})"
"""An expression for one, with the marks or the blanks between its digits."""

LETTER = r"[0-9A-Z_a-z\u00c0-\u060b\u060d-\u061a\u0620-\u0963\u0966-\u1fff]"
"""An expression for what a number must not touch: Chinese, Japanese and Korean leave no blanks."""

GOES_ON = r"(?:\.(?=\s+[^\W\dA-Z\u00c0-\u00de\u0404-\u042f]|\s*[,;:)]|\s\())"
"""An expression for a dot that ends no sentence."""


def closed(number: str) -> str:
    """Write a number without blanks, which voices take for its end."""
    return number.replace(" ", "")


@lru_cache(64)
def locale_of(language: str) -> str | None:
    """Name CLDR's locale for a language; None where it has none."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415, not every text has numbers

    for name in (language.replace("-", "_"), language.partition("-")[0]):
        try:
            return str(Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    return None


def value_of(number: str, locale: str) -> float | None:
    """Give what a number is worth as a locale writes it; None where it is none."""
    from babel.numbers import NumberFormatError, parse_decimal  # noqa: PLC0415, as above

    for written in (number, number.replace(",", ".")):
        try:
            return float(parse_decimal(written, locale=locale))
        except NumberFormatError:
            continue
    return None
