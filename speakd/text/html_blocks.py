"""HTML to blocks: what is a heading, an item, a row of a table or code, by its tags."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from speakd.spoken import Edit, SpokenText, join
from speakd.text.blocks import Block, BlockKind, Summary
from speakd.text.characters import odd_characters
from speakd.text.clean import clean
from speakd.text.code import code_blocks
from speakd.text.html import BLOCKS, after_element
from speakd.text.plain import paragraphs
from speakd.text.windows import WINDOW_CHARS, windows
from speakd.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.policy import TextPolicy

_STRETCH = 4_000
"""A part without blocks is cut at the next line break behind so many characters."""

_TOKEN = re.compile(
    r"<!--|<(?P<raw>script|style|head|template|svg|noscript)\b|"
    r"<(?P<close>/)?(?P<name>[a-z][a-z0-9-]*)\b[^<>]*>|<[!?][^<>]*>|"
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});|(?P<space>\n\s*)",
    re.IGNORECASE,
)
_START = re.compile(r"\bstart\s*=\s*[\"']?(-?\d{1,6})", re.IGNORECASE)
_LANGUAGE = re.compile(r"\blang(?:uage)?-([\w+#-]+)", re.IGNORECASE)
_END_OF_CELL = re.compile(r"\s*(?:</?t[dhr]\b|</(?:tbody|thead|table)\b)", re.IGNORECASE)

_KINDS = {
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
    "li": BlockKind.ITEM,
    "tr": BlockKind.ROW,
}
_LISTS = {"ul", "ol"}
_CELLS = {"td", "th"}
_OPEN_UNTIL = {"li": _LISTS, "tr": {"table"}, "p": BLOCKS}
"""Elements that a new one of their name ends, and what they may be nested in again."""

_DEEPEST = 256
"""Elements within one another that are kept track of; nobody writes more."""

_TABLE_ROWS = 2
"""A table with as many rows is read and not only told about."""

_PLAIN_KINDS = {BlockKind.PARAGRAPH, BlockKind.LINE}


def html_blocks(text: str, policy: TextPolicy) -> Iterator[Block]:
    """Yield the blocks of a page or of a part of one, as its tags come along."""
    return _Walk(text, policy).blocks()


class _Walk:
    """Walks over the tags of a page.

    A part is what lies between two tags of blocks; only the latest is held, and a table that is
    to be told about instead of read.
    """

    def __init__(self, text: str, policy: TextPolicy) -> None:
        self._text = text
        self._policy = policy
        self._start = 0
        self._edits: list[Edit] = []
        self._open: list[str] = []
        self._counts: list[int | None] = []
        self._number = ""
        self._cells = 0
        self._code: str | None = None
        self._table: list[Block] | None = None
        self._table_start = 0
        self._has_columns = False

    def blocks(self) -> Iterator[Block]:
        position = 0
        while found := _TOKEN.search(self._text, position):
            begin, position = found.start(), found.end()
            name = (found["name"] or "").lower()
            if found[0] == "<!--":
                position = self._behind("-->", position)
            elif found["raw"]:
                position = after_element(self._text, found["raw"], position)
            elif name in BLOCKS and not self._is_within_cell(name):
                yield from self._part(begin)
                self._start = position
                if found["close"]:
                    yield from self._leave(name, position)
                else:
                    yield from self._enter(name, found[0], begin)
                continue
            elif name == "br" and position - self._start > _STRETCH:
                yield from self._part(begin)
                self._start = position
                continue
            said = self._said(name, found, position)
            self._edits.append(Edit(begin - self._start, position - self._start, said))
        yield from self._part(len(self._text))
        yield from self._table or ()

    def _said(self, name: str, found: re.Match[str], end: int) -> str:
        """Tell what to say for a tag or sign that begins no part."""
        if name in _CELLS and not found["close"]:
            self._cells += 1
            self._has_columns = self._has_columns or self._cells > 1
            return ", " if self._cells > 1 else ""
        if name in BLOCKS:
            is_last = not found["close"] or _END_OF_CELL.match(self._text, end)
            return "" if is_last else "\n\n"
        if name == "br":
            return "\n"
        if name == "code" and "pre" in self._open and not found["close"]:
            language = _LANGUAGE.search(found[0])
            self._code = language[1] if language else ""
        if found["space"]:
            return found["space"] if "pre" in self._open else " "
        return clean(unescape(found[0])) if found[0][0] == "&" else ""

    def _is_within_cell(self, name: str) -> bool:
        """Tell whether a block is no more than the wrapping of a cell's text."""
        return name in {"p", "div"} and bool(self._open) and self._open[-1] == "tr"

    def _enter(self, name: str, tag: str, begin: int) -> Iterator[Block]:
        if name in _OPEN_UNTIL:
            self._end_open(name)
        if len(self._open) < _DEEPEST:
            self._open.append(name)
        if name in _LISTS:
            start = _START.search(tag)
            first = int(start[1]) if start else 1
            self._counts.append(first if name == "ol" else None)
        elif name == "li" and self._counts:
            count = self._counts[-1]
            self._number = "" if count is None else f"{count}. "
            self._counts[-1] = None if count is None else count + 1
        elif name == "tr":
            self._cells = 0
        elif name == "table":
            yield from self._enter_table(begin)

    def _enter_table(self, begin: int) -> Iterator[Block]:
        if self._table is not None:
            # Tables within tables are there for the looks, so what is in them is read.
            yield from self._table
            self._table = None
        elif self._policy.tables != "read" and self._open.count("table") == 1:
            self._table, self._table_start, self._has_columns = [], begin, False

    def _leave(self, name: str, end: int) -> Iterator[Block]:
        if name not in self._open:
            return
        while self._open.pop() != name:
            pass
        if name in _LISTS and self._counts:
            self._counts.pop()
        elif name == "pre":
            self._code = None
        elif name == "table" and self._table is not None and "table" not in self._open:
            rows, self._table = self._table, None
            is_data = self._has_columns and len(rows) > 1
            if not is_data or (self._policy.tables == "summary" and len(rows) <= _TABLE_ROWS):
                yield from rows
            elif self._policy.tables == "summary":
                whole = SpokenText.instead("", Span(self._table_start, end))
                yield Block(BlockKind.CODE, whole, Summary("table", len(rows) - 1))

    def _end_open(self, name: str) -> None:
        """Close an element of that name that nobody closed."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place] == name:
                del self._open[place:]
                return
            if self._open[place] in _OPEN_UNTIL[name]:
                return

    def _part(self, end: int) -> Iterator[Block]:
        edits, self._edits = self._edits, []
        source = self._text[self._start : end]
        if not source or source.isspace():
            return
        spoken = SpokenText.verbatim(clean(source), self._start).edit(edits)
        spoken = spoken.edit(odd_characters(spoken.text))
        if not spoken.text.strip():
            return
        if self._number:
            place = Span(self._start, self._start)
            spoken = join([SpokenText.instead(self._number, place), spoken], "")
            self._number = ""
        for block in self._blocks(spoken):
            if self._table is None:
                yield block
            else:
                self._table.append(block)

    def _blocks(self, spoken: SpokenText) -> Iterator[Block]:
        if self._code is not None:
            yield from code_blocks(spoken, self._policy.code, self._code)
            return
        kind = next((_KINDS[name] for name in reversed(self._open) if name in _KINDS), None)
        for block in self._paragraphs(spoken):
            is_plain = block.summary is None and block.kind in _PLAIN_KINDS
            yield replace(block, kind=kind) if kind is not None and is_plain else block

    def _paragraphs(self, spoken: SpokenText) -> Iterator[Block]:
        for window in windows(spoken.text, WINDOW_CHARS):
            part = spoken.part(window.span.start, window.span.end)
            last_kind = BlockKind.PARAGRAPH if window.is_whole else BlockKind.PART
            yield from paragraphs(part, self._policy, last_kind)

    def _behind(self, mark: str, position: int) -> int:
        end = self._text.find(mark, position)
        return len(self._text) if end < 0 else end + len(mark)
