"""Ranges, fractions, Roman numerals, telephone numbers, versions and grouped digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.phrases import phrase
from speakd.text.rules.rule import DIGITS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_VERSION = re.compile(r"(?<![\w.])v?\d{1,5}(?:\.\d{1,5}){2,5}(?:[-+][\w.]+)?(?![\w])")
_PHONE = re.compile(
    r"(?<![\w.,/-])(?<!\d:)(?:\+\d{1,3}[ .-]?(?:\(\d{1,5}\)[ .-]?)?"
    r"\d{1,5}(?:[ ./-]?\d{2,5}){1,5}(?:-\d{1,4})?"
    r"|\(\d{2,5}\) ?\d{2,5}(?:[ .-]\d{2,5}){1,4}|(?:1-)?\d{3}-\d{3}-\d{4}"
    r"|0\d{1,4}(?:[ /-]\d{2,8}){1,5}(?:-\d)?)(?![\w-]|[.,]\d)"
)
_MANY_GOALS = len("100")
_LEAST_DIGITS = 7
"""With its country; what has fewer is a sum or an offset."""

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_GROUPED = re.compile(r"[1-9](?<![\w.,-][1-9])\d{0,2}(?: \d{3}){1,5}(?![\w]| \d)")
_RANGE = re.compile(
    r"(?P<a>\d(?<![\w.,/:-]\d)\d{0,5})(?:\s?\u2013\s?|-)(?P<b>\d{1,6})(?![\w:-]|[.,/]\d)"
)
_FRACTION = re.compile(
    r"(?<![\w.,/])(?:(?P<whole>\d{1,4})[ -])?(?P<a>[1-9])/(?P<b>[2-9])(?![\w/]|[.,]\d)"
)
_VULGAR = re.compile(
    "(?<![\\w.,])(?P<whole>\\d{0,4})(?P<f>[\u00bc-\u00be\u2153\u2154\u215b-\u215e])"
)
_ENGLISH = {
    "1/2": "one half",
    "1/3": "one third",
    "2/3": "two thirds",
    "1/4": "one quarter",
    "3/4": "three quarters",
    "1/8": "one eighth",
    "3/8": "three eighths",
    "5/8": "five eighths",
    "7/8": "seven eighths",
}
_VULGARS = {
    "1/2": "\u00bd",
    "1/3": "\u2153",
    "2/3": "\u2154",
    "1/4": "\u00bc",
    "3/4": "\u00be",
    "1/8": "\u215b",
    "3/8": "\u215c",
    "5/8": "\u215d",
    "7/8": "\u215e",
}
_FROM_VULGAR = {sign: written for written, sign in _VULGARS.items()}
_NUMBERED = (
    r"(?:CHAPTER|PART|ACT|SCENE|BOOK|VOLUME|SECTION|KAPITEL|TEIL|BAND|CHAPITRE|CAP\u00cdTULO|CAPITOLO|"
    r"[Cc]hapter|[Pp]art|[Aa]ct|[Bb]ook|[Vv]olume|Vol\.|[Ss]ection|[Pp]hase|[Tt]ype|[Ss]cene|Article|"
    r"[Aa]ppendix|Kapitel|Teil|Band|Akt|[Cc]hapitre|[Pp]artie|[Tt]ome|[Cc]ap\u00edtulo|[Pp]arte|[Tt]omo|"
    r"[Cc]apitolo|[Ss]iglo|[Ss]ecolo|[Ss]\u00e9culo|[Hh]oofdstuk|[Dd]eel|[Rr]ozdzia\u0142|[Tt]om)"
)
_ROMAN = re.compile(
    rf"\b(?:(?P<kind>{_NUMBERED})\s(?P<any>[IVXLC]{{1,7}})|(?P<name>[^\W\d_a-z][^\W\d_A-Z]{{2,}})\s"
    r"(?P<two>[IVX]{2,7}))\b(?![.'-]\w)"
)
_ROMAN_SHAPE = re.compile(r"C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_RULERS = frozenset(
    {"Louis", "Henry", "Charles", "George", "Edward", "Richard", "William", "James", "Elizabeth"}
    | {"Mary", "Philip", "Napoleon", "Paul", "Benedict", "Pius", "Francis", "Leo", "Gregory"}
    | {"Nicholas", "Alexander", "Catherine", "Peter", "Frederick", "Wilhelm", "Ivan", "Otto"}
    | {"John", "Innocent", "Urban", "Clement", "Ramesses", "Ptolemy", "Darius", "Xerxes"}
)
_YEAR = re.compile(
    r"M(?<!\wM)(?=[MDCLXVI]{3})M{0,2}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b(?![.'-]\w)"
)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def versions(text: str, _: Context) -> Iterator[Edit]:
    """Keep versions and network addresses from being taken for anything else."""
    for found in _VERSION.finditer(text):
        yield Edit(*found.span(), found[0])


def phones(text: str, context: Context) -> Iterator[Edit]:
    """Say telephone numbers digit by digit, with a rest between the groups."""
    if context.policy.numbers == "words":
        for found in _PHONE.finditer(text):
            groups = re.findall(r"\+?\d+", found[0])
            if found[0][0] == "+" and sum(map(len, groups)) <= _LEAST_DIGITS:
                continue
            yield Edit(*found.span(), ", ".join(" ".join(group) for group in groups))


def accounts(text: str, context: Context) -> Iterator[Edit]:
    """Say the number of a bank account in groups of four."""
    if context.policy.numbers == "words":
        for found in _IBAN.finditer(text):
            digits = found[0].replace(" ", "")
            groups = (digits[start : start + 4] for start in range(0, len(digits), 4))
            yield Edit(*found.span(), ", ".join(" ".join(group) for group in groups))


def grouped(text: str, context: Context) -> Iterator[Edit]:
    """Bring together what is one number."""
    if context.policy.numbers == "words":
        for found in _GROUPED.finditer(text):
            yield Edit(*found.span(), found[0].replace(" ", ""))


def ranges(text: str, context: Context) -> Iterator[Edit]:
    """Say "to" between the ends of a range."""
    to = phrase("to", context.language)
    if context.policy.numbers == "words" and to is not None:
        pairs = list(_RANGE.finditer(text))
        # A score falls as often as it rises, and where one falls none is a range.
        scores = {
            _dash(found)
            for found in pairs
            if _may_be_score(found) and int(found["a"]) > int(found["b"])
        }
        for found in pairs:
            is_score = _dash(found) in scores and _may_be_score(found)
            if int(found["a"]) == int(found["b"]) or is_score:
                continue
            if "\u2013" in found[0] or int(found["a"]) < int(found["b"]):
                yield Edit(*found.span(), f"{found['a']} {to} {found['b']}")


def _dash(found: re.Match[str]) -> str:
    return "\u2013" if "\u2013" in found[0] else "-"


def _may_be_score(found: re.Match[str]) -> bool:
    return len(found["a"]) < _MANY_GOALS and len(found["b"]) < _MANY_GOALS


def fractions(text: str, context: Context) -> Iterator[Edit]:
    """Say the common fractions."""
    if context.policy.numbers != "words":
        return
    for pattern in (_FRACTION, _VULGAR):
        for found in pattern.finditer(text):
            is_sign = pattern is _VULGAR
            written = _FROM_VULGAR[found["f"]] if is_sign else f"{found['a']}/{found['b']}"
            if written not in _VULGARS:
                continue
            said = _ENGLISH[written] if context.base == "en" else _VULGARS[written]
            whole = found["whole"]
            if whole and context.base == "en":
                said = f"{whole} and {said.replace('one ', 'a ')}"
            elif whole:
                said = f"{whole} {said}"
            yield Edit(*found.span(), said)


def roman(text: str, context: Context) -> Iterator[Edit]:
    """Say Roman numerals as numbers, behind a name or a word such as "chapter"."""
    if context.policy.numbers != "words":
        return
    for found in _ROMAN.finditer(text):
        group = "any" if found["any"] else "two"
        numeral = found[group]
        if not _ROMAN_SHAPE.fullmatch(numeral):
            continue
        said = str(_value(numeral))
        if context.base == "en" and found["name"] in _RULERS:
            said = f"the {said}{_suffix(int(said))}"
        yield Edit(*found.span(group), said)


def years(text: str, context: Context) -> Iterator[Edit]:
    """Say a year in Roman numerals as a number."""
    if context.policy.numbers == "words":
        for found in _YEAR.finditer(text):
            yield Edit(*found.span(), str(_value(found[0])))


def _value(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


def _suffix(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


VERSIONS = Rule(DIGITS, versions, re.compile(r"\d\.\d+\.\d"))
FIGURES = (
    Rule(DIGITS, accounts, _IBAN),
    Rule(DIGITS, phones, re.compile(r"[+(0-]\d")),
    Rule(DIGITS, grouped, _GROUPED),
    Rule(DIGITS, ranges, _RANGE),
    Rule(
        frozenset("/\u00bc\u00bd\u00be\u2153\u2154\u215b\u215c\u215d\u215e"),
        fractions,
        re.compile("[/\u00bc-\u00be\u2153\u2154\u215b-\u215e](?:(?<!/)|[2-9])"),
    ),
    Rule(frozenset("M"), years, _YEAR),
    Rule(frozenset("IVX"), roman, re.compile(r"[IVXLC](?<=[\s.].)(?:[IVXLC]|(?<=[VXI])\b)")),
)
