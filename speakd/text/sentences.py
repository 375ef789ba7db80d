"""Cut text into sentences lazily: a text of any length starts as fast as a short one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from speakd.text.clean import clean, is_pronounceable
from speakd.types import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.types import LanguageTag

MAX_SENTENCE_CHARS = 500
"""A longer sentence is cut: at a clause, else at a space, else between two graphemes."""

_WINDOW_CHARS = 4_000
_FIRST_WINDOW_CHARS = 600

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_CLAUSE_END = re.compile(r"[,;:\u2013\u2014)\]\u3001\uff0c\uff1b\uff1a\u060c]\s*")
_SPACE = re.compile(r"\s+")
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or the part of a long one that is spoken in one go.

    Attributes:
        text: What to say, without the space around it. Never logged, never shown.
        span: Where it stands in the source.
        language: What `language_of` said of it.
    """

    text: str = field(repr=False)
    span: Span
    language: LanguageTag


def sentences(
    text: str,
    language_of: Callable[[str], LanguageTag],
    max_chars: int = MAX_SENTENCE_CHARS,
) -> Iterator[Sentence]:
    """Yield the sentences of `text` that hold something to say.

    Only a window of a few thousand characters is looked at ahead of what has been yielded.

    Args:
        text: Any text at all.
        language_of: Names the language of a piece of text.
        max_chars: No sentence is longer.
    """
    for start, window in _windows(text, language_of):
        for piece in _pieces(window, max_chars):
            said = window[piece.start : piece.end]
            if is_pronounceable(said):
                span = Span(start + piece.start, start + piece.end)
                yield Sentence(said, span, language_of(said))


def _windows(text: str, language_of: Callable[[str], LanguageTag]) -> Iterator[tuple[int, str]]:
    """Yield (offset, sentence) for each sentence of `text`, cleaned, with the space around it."""
    # Imported here since the client and `config` never need it.
    from sentencex import get_sentence_boundaries  # noqa: PLC0415

    position, size = 0, _FIRST_WINDOW_CHARS
    while position < len(text):
        end, is_whole = _window_end(text, position, size)
        window = clean(text[position:end])
        language = language_of(window).partition("-")[0]
        bounds = [
            (found["start_index"], found["end_index"])
            for found in get_sentence_boundaries(language, window)
        ]
        if not is_whole and len(bounds) > 1:
            # The last sentence may go on behind the window: it opens the next one.
            bounds.pop()
        for start, stop in bounds:
            yield position + start, window[start:stop]
        position += bounds[-1][1] if bounds else len(window)
        size = _WINDOW_CHARS


def _window_end(text: str, start: int, size: int) -> tuple[int, bool]:
    """Find where a window that begins at `start` ends, and whether a sentence must end there."""
    limit = start + size
    if limit >= len(text):
        return len(text), True
    breaks = [found.end() for found in _PARAGRAPH_BREAK.finditer(text, start, limit)]
    if breaks:
        return breaks[-1], True
    return _cut(text, start, limit), False


def _pieces(sentence: str, max_chars: int) -> Iterator[Span]:
    """Strip a sentence and cut it into spans of at most `max_chars` characters."""
    start, end = 0, len(sentence.rstrip())
    while start < end:
        if sentence[start].isspace():
            start += 1
            continue
        stop = end if end - start <= max_chars else _cut(sentence, start, start + max_chars)
        yield Span(start, start + len(sentence[start:stop].rstrip()))
        start = stop


def _cut(sentence: str, start: int, limit: int) -> int:
    """Choose where to end a piece that begins at `start` and may not pass `limit`."""
    for border in (_CLAUSE_END, _SPACE):
        ends = [found.end() for found in border.finditer(sentence, start, limit)]
        # A cut in the first third would leave a stump.
        if ends and ends[-1] - start > (limit - start) // 3:
            return ends[-1]
    return _grapheme_border(sentence, start, limit)


def _grapheme_border(text: str, start: int, limit: int) -> int:
    """Move `limit` left until it does not part a letter from its marks, at most 32 steps."""
    for border in range(limit, max(start, limit - 32), -1):
        parts_grapheme = border < len(text) and (
            unicodedata.combining(text[border])
            or text[border] in _JOINERS
            or text[border - 1] in "\u200d\r"
        )
        if not parts_grapheme:
            return border
    return limit
