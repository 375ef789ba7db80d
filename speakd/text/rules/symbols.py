"""Signs of mathematics and of law by their names, and the boxes of a list of things to do."""

# ruff: noqa: RUF001, signs look like letters, and other languages have other letters

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.rules.rule import Rule
from speakd.text.sign_names import SYMBOLS, sign_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_SYMBOL = re.compile(f"\u00a7+|[{SYMBOLS}]")
_CHECKBOX = re.compile(r"\A\s*\[(?P<mark>[ xX])\]\s+")
_DONE = "\u2714"

# CLDR names the sign; this is what is said between numbers.
_AS_SAID = {
    "en": {
        "×": "times",
        "÷": "divided by",
        "∞": "infinity",
        "≈": "approximately",
        "≤": "less than or equal to",
        "≥": "greater than or equal to",
        "≠": "not equal to",
        "∑": "the sum of",
    },
    "de": {"×": "mal", "÷": "geteilt durch", "∞": "unendlich"},
    "fr": {"×": "fois", "÷": "divisé par", "∞": "l'infini"},
    "es": {"×": "por", "÷": "entre", "∞": "infinito"},
    "it": {"×": "per", "÷": "diviso", "∞": "infinito"},
    "pt": {"×": "vezes", "÷": "dividido por", "∞": "infinito"},
    "nl": {"×": "keer", "÷": "gedeeld door", "∞": "oneindig"},
    "pl": {"×": "razy", "÷": "podzielić przez", "∞": "nieskończoność"},
    "cs": {"×": "krát", "÷": "děleno", "∞": "nekonečno"},
    "ru": {"×": "умножить на", "÷": "разделить на", "∞": "бесконечность"},
    "uk": {"×": "помножити на", "÷": "поділити на", "∞": "нескінченність"},
    "tr": {"×": "çarpı", "÷": "bölü", "∞": "sonsuz"},
    "zh": {"×": "乘以", "÷": "除以", "∞": "无穷大"},
    "ja": {"×": "かける", "÷": "わる", "∞": "無限大"},
    "ko": {"×": "곱하기", "÷": "나누기", "∞": "무한대"},
}


def symbols(text: str, context: Context) -> Iterator[Edit]:
    """Say what a sign stands for."""
    if context.policy.numbers != "words":
        return
    for found in _SYMBOL.finditer(text):
        name = sign_name(found[0][0], context.base)
        if name is None:
            continue
        before = " " if text[: found.start()][-1:].isalnum() else ""
        after = " " if _is_close(text[found.end() :][:1]) else ""
        yield Edit(*found.span(), f"{before}{name}{after}")


def _is_close(neighbour: str) -> bool:
    """Whether a sign's name would run into what stands beside it."""
    return neighbour.isalnum() or (neighbour != "" and neighbour in SYMBOLS)


def checkboxes(text: str, context: Context) -> Iterator[Edit]:
    """Tell what is done from what is not."""
    if found := _CHECKBOX.match(text):
        is_done = found["mark"] in "xX"
        name = (sign_names(context.base) or {}).get(_DONE) if is_done else None
        yield Edit(*found.span(), f"{name}, " if name else "")


def sign_name(sign: str, language: str) -> str | None:
    """Name a sign as it is said between numbers; None where that is not known."""
    return _AS_SAID.get(language, {}).get(sign) or (sign_names(language) or {}).get(sign)


SIGNS = (
    Rule(frozenset(SYMBOLS), symbols),
    Rule(frozenset("["), checkboxes),
)
