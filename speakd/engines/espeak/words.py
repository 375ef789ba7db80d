"""From the places the library reports to whole words of the text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from speakd.types import Span

if TYPE_CHECKING:
    from speakd.engines.espeak.library import WordEvent

_JOINERS = frozenset("'\u2019.,-@:/_+&\u00ad\u2010\u2011")
"""Punctuation that belongs to a word when it stands between two of its letters."""

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\uff66-\uff9d\U00020000-\U0003ffff]"
)
"""Scripts that put no space between words: here the library's own count is all there is."""


class WordFinder:
    """Finds the words of one text, front to back.

    The library loses its place by a character or two in numbers, after punctuation and inside
    words that it reads in pieces; so an event only points at a word, whose bounds come from the
    text itself. Pieces of one word count as one.

    Args:
        text: The segment's text, in the offsets of which the words are given.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = 0

    def word(self, event: WordEvent) -> Span | None:
        """Find the word that `event` points at; None if there is none, or it was given before."""
        text, start = self._text, event.start
        last = min(start + event.length, len(text))
        if start < self._end:
            return None
        while start < last and unicodedata.category(text[start])[0] == "P":
            # It counts brackets and dashes before a word as part of it.
            start += 1
        if start >= len(text) or text[start].isspace():
            return None
        if _UNSPACED.match(text[start]):
            end = start + 1
            while end < last and _UNSPACED.match(text[end]):
                end += 1
        elif self._in_word(start):
            start, end = self._word_around(start)
        elif (end := self._symbol_end(start)) == start:
            return None
        self._end = end
        return Span(start, end)

    def _word_around(self, start: int) -> tuple[int, int]:
        end = start + 1
        while end < len(self._text) and self._in_word(end):
            end += 1
        while start > self._end and self._in_word(start - 1):
            start -= 1
        return start, end

    def _in_word(self, index: int) -> bool:
        char = self._text[index]
        if _is_letter(char):
            return True
        inside = 0 < index < len(self._text) - 1
        return (
            inside
            and char in _JOINERS
            and _is_letter(self._text[index - 1])
            and _is_letter(self._text[index + 1])
        )

    def _symbol_end(self, start: int) -> int:
        """Skip symbols that stand together, such as the parts of one emoji."""
        end = start
        while end < len(self._text) and _is_symbol(self._text[end]):
            end += 1
        return end


def _is_letter(char: str) -> bool:
    """Whether `char` is a letter, a digit or a mark on one, outside of the unspaced scripts."""
    return unicodedata.category(char)[0] in "LMN" and not _UNSPACED.match(char)


def _is_symbol(char: str) -> bool:
    """Whether `char` is a symbol, or one of the unseen characters that join emoji."""
    category = unicodedata.category(char)
    return category[0] in "SM" or category == "Cf"
