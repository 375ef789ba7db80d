"""Dots that end no sentence, where the segmenter takes them for one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.text.short_forms import following as behind
from speakd.text.short_forms import short_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LETTERS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]{1,2}\.\s?)+\Z")
_DOTTED_NAME = re.compile(r"(?:[\w$]+\.){2,}\Z")
_LOOK_BACK = 80
_INITIAL = re.compile(r"(?<![^\W_])[^\W\d_a-zI]")
_HALF_DAY = re.compile(r"(?<!\w)[ap]\.m\.\s*\Z")
_ZONE = re.compile(r"[A-Z]{2,4}\b")
_REST = re.compile(r"[,;:)\]]|/\w|[\w.]*[a-z](?:_|[A-Z(])")
_GERMAN_DAY = re.compile(r"(?<![\d.,])(?:[12]?\d|3[01])\.\Z")
_GERMAN_MONTH = re.compile(
    r"(?:Jan|J\u00e4n|Feb|M\u00e4rz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)\w*\b|Jahrhundert"
)
_GERMAN_ORDINAL = re.compile(
    r"\b(?:[Dd](?:as|er|ie|en|em|es)|[Ii]m|[Aa]m|[Vv]om|[Zz]u[mr]|[Bb]eim|[Ii]ns|[Gg]egen|eine?[mnrs]?|"
    r"(?:dies|jed|unser|ihr|sein|mein)e?[mnrs]?)\s(?:FC\s)?\d{1,3}\.\Z"
    r"|[,(/\u2013-]\s?\d{1,2}\.\Z"
)
GERMAN_OPENING = re.compile(
    r"(?:Da(?:s|nn|nach|mit|her|bei)?|D(?:er|ie|en|em|ie[sm]\w*)|E[rs]|Sie|Ich|Wi[re]|Ihr|Und|Aber|Auch|"
    r"Als|Wenn|So|Nun|Doch|Ein\w*|Im|In|Am|An|Bei|Mit|Nach|Von|F\xfcr|Nur|Jetzt)\b"
)
"""What opens a German sentence, and is no noun."""

_HYPHENATED = re.compile(r"\w\.-\w+\.\Z")
_NEVER_FIRST = frozenset("%\u2030\xb0=+*/\u2192")
"""No sentence begins with these."""


def without_abbreviations(text: str, starts: Iterable[int], language: str) -> Iterator[int]:
    """Join what was parted behind such as "ca.", "M. Dupont" or "Vol. 12", or within "java.lang.X".

    Args:
        text: What is parted.
        starts: Where the segmenter would have sentences begin, in order.
        language: The first part of the tag of its language.

    Yields:
        Those of `starts` where a sentence begins.
    """
    last = 0
    for at in starts:
        if at == 0 or not _goes_on(text, last, at, language):
            yield at
            last = at


def _goes_on(text: str, start: int, at: int, language: str) -> bool:
    """Whether the sentence from `start` goes on at `at`."""
    following, start = text[at], max(start, at - _LOOK_BACK)
    before = text[start:at].rstrip()
    if not before.endswith("."):
        return False
    dot = start + len(before) - 1
    if following.islower():
        # Hardly a sentence begins with a small letter.
        return (
            before[-2:-1].isdigit()
            or _LETTERS.search(text, start, at) is not None
            or short_forms(language).find(text, dot) is not None
        )
    if text[at - 1] == ".":  # no space between
        is_dotted = _DOTTED_NAME.search(before) is not None
        return is_dotted or following in "-%" or _REST.match(text, at) is not None
    if before.endswith(".m.") and _HALF_DAY.search(before):
        return _ZONE.match(text, at) is not None
    is_ordinal = (language == "de" and _is_german_ordinal(before, text, at)) or (
        language == "hu" and following.isdigit() and before[-2:-1].isdigit()
    )
    return is_ordinal or following in _NEVER_FIRST or _is_shortened(text, dot, language)


def _is_german_ordinal(before: str, text: str, at: int) -> bool:
    if not before[-2:-1].isdigit():
        return False
    if _GERMAN_DAY.search(before) and _GERMAN_MONTH.match(text, at):
        return True
    return _GERMAN_ORDINAL.search(before) is not None and not GERMAN_OPENING.match(text, at)


def _is_shortened(text: str, dot: int, language: str) -> bool:
    """Whether a word with a dot stands for a longer one, before what follows."""
    found = short_forms(language).find(text, dot)
    if not behind(text, dot + 1).isdigit():
        is_before = found is not None and found[2].before is not None
        return is_before or _HYPHENATED.search(text, max(0, dot - _LOOK_BACK), dot + 1) is not None
    if found is not None and (found[2].before is not None or found[2].number is not None):
        return True
    return _INITIAL.match(text, dot - 1) is not None
