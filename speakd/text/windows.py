"""Look at a long text through windows that end where the text itself has a break."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.text.clean import clean
from speakd.text.cutting import cut
from speakd.text.segmenter import sentence_starts
from speakd.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST_CHARS = 600
WINDOW_CHARS = 6_000
_TAIL_CHARS = 1_000
"""Where a paragraph is longer than a window, the last sentences of this much are looked at."""

PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the copied text.

    Attributes:
        span: Where it is.
        is_whole: Whether a paragraph ends where it ends.
    """

    span: Span
    is_whole: bool


def windows(text: str, first_chars: int = _FIRST_CHARS) -> Iterator[Window]:
    """Cut `text` into windows at paragraphs, else between sentences.

    Args:
        text: Any text at all.
        first_chars: The most that the first one may have; the others may have `WINDOW_CHARS`.
    """
    start, size = 0, first_chars
    while start < len(text):
        limit = start + size
        if limit >= len(text):
            yield Window(Span(start, len(text)), is_whole=True)
            return
        breaks = [found.end() for found in PARAGRAPH_BREAK.finditer(text, start, limit)]
        stop = breaks[-1] if breaks else _last_sentence(text, start, limit)
        yield Window(Span(start, stop), is_whole=bool(breaks))
        start, size = stop, WINDOW_CHARS


def _last_sentence(text: str, start: int, limit: int) -> int:
    """Find where the last sentence before `limit` begins: it may go on behind it."""
    begin = max(start, limit - _TAIL_CHARS)
    # The segmenter takes no lone surrogates.
    starts = sentence_starts(clean(text[begin:limit]), "en")
    last = begin + starts[-1] if starts else start
    return last if last > start else cut(text, start, limit)
