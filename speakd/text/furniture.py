"""Headers, footers and page numbers that come along when pages are copied."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from speakd.spoken import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLE_CHARS = 16_000
_MAX_LINE = 90
_MIN_PAGES = 3
_NEAR_LINES = 2
"""A header or footer stands at most this many lines away from a page's end."""

_NUMBER = re.compile(r"\d+")
_PAGE_WORDS = r"page|seite|p\xe1gina|pagina|strona|str\.|strana|sayfa|oldal|стр\.|страница|p\."
_PAGE_NUMBER = re.compile(
    rf"[-\u2013\u2014|\s]*(?:(?:{_PAGE_WORDS})\s*)?\d{{1,4}}(?:\s*(?:/|of|von|de|di|sur|van|z|из)\s*"
    rf"\d{{1,4}})?[-\u2013\u2014|\s]*|\u7b2c?\s*\d{{1,4}}\s*[\u9875\u30da].*",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n\f]*(?:\n|\f|\Z)")


class Furniture:
    """The lines that a text repeats on each of its pages.

    Args:
        shapes: Those lines, with `#` for every number.
    """

    def __init__(self, shapes: frozenset[str]) -> None:
        self._shapes = shapes

    @classmethod
    def find(cls, text: str) -> Furniture | None:
        """Look at the beginning of `text`; None where it does not come from pages."""
        lines = [line.strip() for line in re.split(r"[\n\f]", text[:_SAMPLE_CHARS])]
        # A page's number is one line among many: three of them, each higher than the last.
        numbers = [at for at, line in enumerate(lines) if _is_page_number(line)]
        pages = [int(_NUMBER.findall(lines[at])[0]) for at in numbers]
        breaks = text.count("\f", 0, _SAMPLE_CHARS)
        counts = Counter(map(_shape, filter(None, lines)))
        if breaks < _MIN_PAGES - 1:
            if len(pages) < _MIN_PAGES or pages != list(range(pages[0], pages[0] + len(pages))):
                return None
            near = {
                _shape(lines[at + step])
                for at in numbers
                for step in range(-_NEAR_LINES - 1, _NEAR_LINES + 2)
                if 0 <= at + step < len(lines) and lines[at + step]
            }
        else:
            near = set(counts)
        shapes = {
            shape
            for shape in near
            if counts[shape] >= _MIN_PAGES and len(shape) <= _MAX_LINE and shape[-1:] not in ".!?,"
        }
        return cls(frozenset(shapes)) if shapes or breaks else None

    def edits(self, text: str) -> Iterator[Edit]:
        """Find what to leave out; a sentence that a page's end interrupts goes on after it."""
        begin, is_furniture, before = 0, False, "."
        for found in _LINE.finditer(text):
            line = found[0].strip()
            if not line:
                continue
            if _shape(line) in self._shapes or _is_page_number(line):
                is_furniture = True
                continue
            if is_furniture:
                goes_on = line[0].islower() or before[-1] in ",-"
                yield Edit(begin, found.start(), "" if goes_on else "\n")
            begin, is_furniture, before = found.end(), False, line
        if is_furniture:
            yield Edit(begin, len(text), "\n")


def _is_page_number(line: str) -> bool:
    return bool(line) and len(line) <= _MAX_LINE and _PAGE_NUMBER.fullmatch(line) is not None


def _shape(line: str) -> str:
    return _NUMBER.sub("#", line).strip()
