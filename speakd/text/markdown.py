"""Markdown to blocks, through a parser of the whole language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.spoken import SpokenText, join
from speakd.text.blocks import Block, BlockKind, Summary
from speakd.text.characters import odd_characters
from speakd.text.clean import clean
from speakd.text.code import code_blocks, looks_like_code
from speakd.text.markdown_events import Piece, label, parse, said
from speakd.text.plain import cleaned
from speakd.text.stamps import Stamps
from speakd.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.markdown_events import Event
    from speakd.text.policy import TextPolicy

_SAMPLE_CHARS = 8_000
_FIRST_CHARS = 600
_CHARS = 6_000
_MAX_CHARS = 60_000
"""A stretch without an empty line is looked at in parts of this size."""

_STRONG = re.compile(
    r"^ {0,3}(?:#{2,6} \S|```|~~~|\|?[^\S\n]*:?-{3,}:?[^\S\n]*\|)|\[[^\[\]\n]+\]\([^)\s]+\)"
    r"|\*\*\w(?:[^*\n]*[^*\s])?\*\*",
    re.MULTILINE,
)
_WEAK = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^# \S",
        r"^[^\S\n]*(?:[-*+]|\d{1,3}\.) \S",
        r"`[^`\n]+`",
        r"^> \S",
        r"(?<![\w*])\*\w[^*\n]*\w\*(?![\w*])",
    )
)
_ENOUGH = 2

_BREAK = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$|^[^\S\n]*$\n", re.MULTILINE)
_REFERENCE = re.compile(r"^ {0,3}\[([^\]\n^]{1,200})\]:\s*(\S+)", re.MULTILINE)
_NUMBER = re.compile(r"\s*(\d{1,9})[.)]")
_KINDS = {"Heading": BlockKind.HEADING, "Item": BlockKind.ITEM}


def looks_like_markdown(text: str) -> bool:
    """Whether a text has Markdown's marks, and not by chance."""
    sample = text[:_SAMPLE_CHARS]
    if "```" not in sample and looks_like_code(
        [line for line in sample.split("\n") if line.strip()]
    ):
        return False
    has_marks = (
        _STRONG.search(sample) or sum(weak.search(sample) is not None for weak in _WEAK) >= _ENOUGH
    )
    # In a chat a line ends where it ends, and a log is no Markdown.
    return bool(has_marks) and Stamps.find(sample) is None


def markdown_blocks(text: str, policy: TextPolicy) -> Iterator[Block]:
    """Yield the blocks of Markdown text, some thousand characters ahead at most."""
    references = _references(text) if "]:" in text else frozenset()
    for span, info in _stretches(text):
        if info is not None:
            yield from code_blocks(cleaned(text, span), policy.code, info)
        else:
            said = clean(text[span.start : span.end])
            spoken = SpokenText.verbatim(said, span.start)
            if not said.isascii():
                spoken = spoken.edit(odd_characters(said))
            if spoken.text.strip():
                yield from _Walk(spoken, policy, references).blocks()


def _references(text: str) -> frozenset[str]:
    return frozenset(label(found[1]) for found in _REFERENCE.finditer(text))


def _stretches(text: str) -> Iterator[tuple[Span, str | None]]:
    """Cut `text` at empty lines and around fenced code, whose info string goes with it."""
    start, size, position = 0, _FIRST_CHARS, 0
    while found := _BREAK.search(text, position):
        if found["fence"] is None:
            position = found.end()
            if position - start >= size:
                yield Span(start, position), None
                start, size = position, _CHARS
            continue
        if found.start() > start:
            yield Span(start, found.start()), None
        fence = re.escape(found["fence"])
        close = re.compile(rf"^ {{0,3}}{fence}{fence[-1]}*[^\S\n]*$", re.MULTILINE)
        closed = close.search(text, found.end())
        end = closed.start() if closed else len(text)
        yield Span(min(found.end() + 1, end), end), found["info"]
        start = position = closed.end() if closed else len(text)
    while start < len(text):
        end = min(len(text), start + _MAX_CHARS)
        if end < len(text):
            line = text.rfind("\n", start, end)
            end = line + 1 if line > start else end
        yield Span(start, end), None
        start = end


class _Walk:
    """Walks over what the parser finds in a stretch.

    Args:
        spoken: The stretch.
        policy: How code and tables are read.
        references: Labels of links that are defined anywhere in the text.
    """

    def __init__(self, spoken: SpokenText, policy: TextPolicy, references: frozenset[str]) -> None:
        self._spoken = spoken
        self._policy = policy
        self._events = parse(spoken.text, references)
        self._pieces: list[Piece] = []
        self._kinds = [BlockKind.PARAGRAPH]
        self._number = ""

    def blocks(self) -> Iterator[Block]:
        for event in self._events:
            if isinstance(event, Piece):
                self._pieces.append(event)
                continue
            # Whatever begins or ends a block ends the words before it.
            if self._pieces:
                yield from self._flushed()
            if event.is_end:
                if event.kind in _KINDS:
                    self._kinds.pop()
            elif event.kind in _KINDS:
                self._open(event)
            elif event.kind == "Table":
                yield from self._table(event)
            elif event.kind == "CodeBlock":
                yield from self._code(event)
            elif event.kind == "HtmlBlock":
                yield from self._html(event)

    def _open(self, event: Event) -> None:
        self._kinds.append(_KINDS[event.kind])
        if event.kind == "Item":
            written = _NUMBER.match(self._spoken.text, event.start, event.end)
            self._number = written[1] if written else ""

    def _flushed(self) -> Iterator[Block]:
        spoken = self._words()
        if spoken is None:
            return
        if self._number:
            place = Span(spoken.span.start, spoken.span.start)
            spoken = join([SpokenText.instead(f"{self._number}. ", place), spoken], "")
            self._number = ""
        yield Block(self._kinds[-1], spoken)

    def _words(self) -> SpokenText | None:
        """Take what has come together; None where there is nothing to hear."""
        pieces, self._pieces = self._pieces, []
        spoken = said(self._spoken, pieces) if pieces else None
        return spoken if spoken is not None and spoken.text.strip() else None

    def _until_end(self, kind: str) -> Iterator[Event]:
        """Collect the words up to the end of a block, and yield the blocks within it."""
        for event in self._events:
            if isinstance(event, Piece):
                self._pieces.append(event)
            elif event.is_end and event.kind == kind:
                return
            else:
                yield event

    def _code(self, block: Event) -> Iterator[Block]:
        for _ in self._until_end("CodeBlock"):
            pass
        lines = self._words()
        if lines is not None:
            yield from code_blocks(lines, self._policy.code, block.info)

    def _html(self, block: Event) -> Iterator[Block]:
        from speakd.text.html import stripped  # noqa: PLC0415, only where there is HTML

        for _ in self._until_end("HtmlBlock"):
            pass
        self._pieces.clear()
        spoken = stripped(self._spoken.part(block.start, block.end))
        if spoken.text.strip():
            yield Block(BlockKind.PARAGRAPH, spoken)

    def _table(self, table: Event) -> Iterator[Block]:
        rows: list[list[SpokenText]] = []
        for event in self._until_end("Table"):
            if not event.is_end and event.kind in {"TableHead", "TableRow"}:
                rows.append([])
            elif event.is_end and event.kind == "TableCell" and self._pieces:
                cell = self._words()
                if cell is not None:
                    rows[-1].append(cell)
        if self._policy.tables == "skip":
            return
        if self._policy.tables == "summary" and len(rows) > _ENOUGH:
            whole = self._spoken.part(table.start, table.end)
            yield Block(BlockKind.CODE, whole, Summary("table", len(rows) - 1))
            return
        for row in rows:
            if row:
                yield Block(BlockKind.ROW, join(row, ", "))
