"""Dots that end no sentence, where the segmenter takes them for one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LETTERS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]{1,2}\.\s?)+\Z")
_DOTTED_NAME = re.compile(r"(?:[\w$]+\.){2,}\Z")
_LOOK_BACK = 80
_LONGEST = 16
"""No shortened word is longer, with its dot."""

_BEFORE_NAMES = {
    "fr": frozenset({"M", "Mlle", "Dr", "Me", "Pr", "St", "Ste"}),
    "es": frozenset({"D", "Dn", "D\u00f1a"}),
}
_BEFORE_NUMBERS = frozenset(
    {"approx", "Approx", "ch", "Ch", "ed", "Ed", "eq", "Eq", "tab", "Tab", "vol", "Vol", "vols"}
    | {"pag", "Pag", "p\u00e1g", "P\u00e1g"}
)
_BEFORE_ANYTHING = frozenset(
    {
        "cf",
        "gem",
        "vgl",
        "Vgl",
        "bspw",
        "bzgl",
        "inkl",
        "zzgl",
        "evtl",
        "Abs",
        "Art",
        "Kap",
        "Rn",
        "Eq",
        "Eqs",
    }
    | {"Fig", "Figs", "Tab", "amend", "Sec", "Sect", "Mob", "Civ", "Crim", "bt", "resp"}
)
"""What is shortened here stands before what it belongs to, and never at a sentence's end."""
_YEAR = re.compile(r"1\d{3}\b|20\d\d\b")
_INITIAL = re.compile(r"(?<![^\W_])[^\W\d_a-z]\Z")
_HALF_DAY = re.compile(r"(?<!\w)[ap]\.m\.\s*\Z")
_ZONE = re.compile(r"[A-Z]{2,4}\b")
_REST = re.compile(r"[,;:)\]]|/\w|[\w.]*[a-z](?:_|[A-Z(])")
_GERMAN_DAY = re.compile(r"(?<![\d.,])(?:[12]?\d|3[01])\.\Z")
_GERMAN_MONTH = re.compile(
    r"(?:Jan|J\u00e4n|Feb|M\u00e4rz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)\w*\b|Jahrhundert"
)
_ARTICLE = {"fr": "n", "it": "n"}


def without_abbreviations(text: str, bounds: Iterable[Span], language: str) -> Iterator[Span]:
    """Join what was parted behind such as "ca.", "M. Dupont" or "Vol. 12", or within "java.lang.X".

    Args:
        text: What the bounds are of.
        bounds: Where the segmenter would have sentences, without gaps, one at least.
        language: The first part of the tag of its language.
    """
    spans = iter(bounds)
    waiting = next(spans)
    for span in spans:
        if _goes_on(text, waiting.start, span.start, language):
            waiting = Span(waiting.start, span.end)
        else:
            yield waiting
            waiting = span
    yield waiting


def _goes_on(text: str, start: int, at: int, language: str) -> bool:
    """Whether the sentence from `start` goes on at `at`."""
    following, start = text[at], max(start, at - _LOOK_BACK)
    if following.islower():
        # Hardly a sentence begins with a small letter.
        return _LETTERS.search(text, start, at) is not None
    before = text[start:at].rstrip()
    if not before.endswith("."):
        return False
    if text[at - 1] == ".":  # no space between
        is_dotted = _DOTTED_NAME.search(before) is not None
        return is_dotted or following == "-" or _REST.match(text, at) is not None
    if language == "de" and _GERMAN_DAY.search(before) and _GERMAN_MONTH.match(text, at):
        return True
    if before.endswith(".m.") and _HALF_DAY.search(before):
        return _ZONE.match(text, at) is not None
    word = re.split(r"[\s(\[\xab'\u2019\"/]", before[-_LONGEST:-1])[-1]
    return _is_shortened(word, text, at, language)


def _is_shortened(word: str, text: str, at: int, language: str) -> bool:
    """Whether a word with a dot stands for a longer one, before what is at `at`."""
    if not text[at].isdigit():
        return word in _BEFORE_ANYTHING or word in _BEFORE_NAMES.get(language, ())
    if word == "est":
        return _YEAR.match(text, at) is not None
    is_initial = _INITIAL.search(word) is not None and word != "I"
    is_known = word in _BEFORE_ANYTHING or word in _BEFORE_NUMBERS
    return is_initial or is_known or word == _ARTICLE.get(language)
