"""Cut what is too long to be spoken in one go: at a clause, else a space, else a grapheme."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from speakd.text.graphemes import grapheme_border
from speakd.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAUSE_END = re.compile(
    r"(?:[,;:)\]\u2026]['\"]?|\s[\u2013\u2014-])\s+|\u2014|[\u3001\uff0c\uff1b\uff1a\u060c\u061b\uff09]\s*"
)
_SENTENCE_END = re.compile(r"[.!?]['\")]*\s+|[\u3002\uff01\uff1f\u0964]\s*")
_SPACE = re.compile(r"\s+")

_ROOM = 1.25
"""How much longer than its share a piece may be, to end at a clause."""

_FIRST_MIN = 25
_FIRST_MAX = 110
"""The first piece of a reading is no longer where it can be helped, so that it sounds at once."""


def cut(text: str, start: int, limit: int) -> int:
    """Choose where to end a piece of `text` that begins at `start` and may not pass `limit`."""
    for border in (_SENTENCE_END, _CLAUSE_END, _SPACE):
        ends = [found.end() for found in border.finditer(text, start, limit)]
        # A cut in the first third would leave a stump.
        if ends and ends[-1] - start > (limit - start) // 3:
            return ends[-1]
    spaces = [found.end() for found in _SPACE.finditer(text, start, limit)]
    return spaces[-1] if spaces else grapheme_border(text, start, limit)


def pieces(text: str, max_chars: int) -> Iterator[Span]:
    """Strip `text` and cut it into spans of at most `max_chars` characters."""
    start, end = 0, len(text.rstrip())
    while start < end:
        if text[start].isspace():
            start += 1
            continue
        stop = end
        if end - start > max_chars:
            stop = cut(text, start, start + _share(end - start, max_chars))
        yield Span(start, start + len(text[start:stop].rstrip()))
        start = stop


def _share(left: int, most: int) -> int:
    """Give the most that the next piece may take, so that the last is no stump."""
    return min(most, int(_ROOM * left / math.ceil(left / most)))


def opening(text: str) -> int:
    """Find where to cut a long first sentence so that its beginning can be heard at once.

    Returns:
        The length of the piece to speak first; that of `text` where it is short, or has no
        clause that ends early.
    """
    if len(text) <= _FIRST_MAX:
        return len(text)
    ends = [found.end() for found in _CLAUSE_END.finditer(text, _FIRST_MIN, _FIRST_MAX)]
    return ends[0] if ends else len(text)
