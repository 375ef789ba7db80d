"""Markdown to blocks, through a parser of the whole language."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from speakd.spoken import SpokenText, join
from speakd.text.blocks import Block, BlockKind, Summary
from speakd.text.characters import odd_characters
from speakd.text.clean import clean
from speakd.text.code import code_blocks, looks_like_code
from speakd.text.plain import cleaned
from speakd.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from speakd.text.policy import TextPolicy

_SAMPLE_CHARS = 8_000
_FIRST_CHARS = 600
_CHARS = 6_000
_MAX_CHARS = 60_000
"""A stretch without an empty line is looked at in parts of this size."""

_STRONG = re.compile(
    r"^ {0,3}(?:#{2,6} \S|```|~~~|\|?\s*:?-{3,}:?\s*\|)|\[[^\]\n]+\]\([^)\s]+\)"
    r"|\*\*\w(?:[^*\n]*[^*\s])?\*\*",
    re.MULTILINE,
)
_WEAK = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^# \S",
        r"^\s*(?:[-*+]|\d{1,3}\.) \S",
        r"`[^`\n]+`",
        r"^> \S",
        r"(?<![\w*])\*\w[^*\n]*\w\*(?![\w*])",
    )
)
_ENOUGH = 2

_BREAK = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$|^[^\S\n]*$\n", re.MULTILINE)
_REFERENCE = re.compile(r"^ {0,3}\[([^\]\n^]{1,200})\]:\s*(\S+)", re.MULTILINE)
_KINDS = {"heading_open": BlockKind.HEADING, "list_item_open": BlockKind.ITEM}


def looks_like_markdown(text: str) -> bool:
    """Whether a text has Markdown's marks, and not by chance."""
    sample = text[:_SAMPLE_CHARS]
    if "```" not in sample and looks_like_code(
        [line for line in sample.split("\n") if line.strip()]
    ):
        return False
    if _STRONG.search(sample):
        return True
    return sum(weak.search(sample) is not None for weak in _WEAK) >= _ENOUGH


def markdown_blocks(text: str, policy: TextPolicy) -> Iterator[Block]:
    """Yield the blocks of Markdown text, some thousand characters ahead at most."""
    references = _references(text) if "]:" in text else {}
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


def _references(text: str) -> dict[str, dict[str, object]]:
    from markdown_it.common.utils import normalizeReference  # noqa: PLC0415, see _parser

    return {
        normalizeReference(found[1]): {"href": found[2], "title": "", "map": [0, 0]}
        for found in _REFERENCE.finditer(text)
    }


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


@cache
def _parser() -> MarkdownIt:
    # Only a text that looks like Markdown pays for its parser.
    from markdown_it import MarkdownIt  # noqa: PLC0415

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # Without joining, every piece of text still stands in the source as it is.
    return parser.disable("text_join")


class _Walk:
    """Walks over the tokens of a stretch and finds the place of each in its text."""

    def __init__(
        self, spoken: SpokenText, policy: TextPolicy, references: Mapping[str, object]
    ) -> None:
        self._spoken = spoken
        self._text = spoken.text
        self._policy = policy
        self._tokens = _parser().parse(self._text, {"references": dict(references)})
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", self._text))]
        self._cursor = 0

    def blocks(self) -> Iterator[Block]:
        kinds = [BlockKind.PARAGRAPH]
        number = ""
        tokens = iter(self._tokens)
        for token in tokens:
            if token.type == "table_open":
                yield from self._table(tokens, token)
            elif token.type in {"fence", "code_block"}:
                yield from self._code(token)
            elif token.type == "html_block":
                yield from self._html(token)
            elif token.type in _KINDS:
                kinds.append(_KINDS[token.type])
                number = token.info if token.type == "list_item_open" else ""
            elif token.type in {"heading_close", "list_item_close"}:
                kinds.pop()
            elif token.type == "inline":
                spoken = self._inline(token, self._start(token))
                if spoken is not None:
                    if number:
                        place = Span(spoken.span.start, spoken.span.start)
                        spoken = join([SpokenText.instead(f"{number}. ", place), spoken], "")
                        number = ""
                    yield Block(kinds[-1], spoken)

    def _start(self, token: Token) -> int:
        line = token.map[0] if token.map else 0
        return max(self._cursor, self._line_starts[min(line, len(self._line_starts) - 1)])

    def _lines(self, token: Token) -> SpokenText:
        first, last = token.map or (0, 0)
        start = self._line_starts[min(first, len(self._line_starts) - 1)]
        has_end = last < len(self._line_starts)
        end = self._line_starts[last] if has_end else len(self._text)
        self._cursor = max(self._cursor, end)
        return self._spoken.part(start, max(start, end))

    def _code(self, token: Token) -> Iterator[Block]:
        lines = self._lines(token)
        if token.type == "fence":
            first = lines.text.find("\n") + 1
            last = lines.text.rstrip().rfind("\n") + 1
            is_closed = lines.text[last:].strip().startswith(token.markup)
            lines = lines.part(first, max(first, last if is_closed else len(lines)))
        yield from code_blocks(lines, self._policy.code, token.info)

    def _html(self, token: Token) -> Iterator[Block]:
        from speakd.text.html import stripped  # noqa: PLC0415, only where there is HTML

        spoken = stripped(self._lines(token))
        if spoken.text.strip():
            yield Block(BlockKind.PARAGRAPH, spoken)

    def _table(self, tokens: Iterator[Token], table: Token) -> Iterator[Block]:
        rows: list[list[SpokenText]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
                self._cursor = max(self._cursor, self._start(token))
            elif token.type == "inline":
                cell = self._inline(token, self._cursor)
                if cell is not None:
                    rows[-1].append(cell)
        whole = self._lines(table)
        if self._policy.tables == "skip":
            return
        if self._policy.tables == "summary" and len(rows) > _ENOUGH:
            yield Block(BlockKind.CODE, whole, Summary("table", len(rows) - 1))
            return
        for row in rows:
            if row:
                yield Block(BlockKind.ROW, join(row, ", "))

    def _inline(self, token: Token, start: int) -> SpokenText | None:
        self._cursor = start
        parts = list(self._parts(token.children or ()))
        return join(parts, "") if any(part.text.strip() for part in parts) else None

    def _parts(self, tokens: Sequence[Token]) -> Iterator[SpokenText]:
        for token in tokens:
            if token.type in {"softbreak", "hardbreak"}:
                yield self._find("\n", " ")
            elif token.type == "html_inline":
                self._skip(token.content)
                if token.content.lower().startswith("<br"):
                    yield self._find("", " ")
            elif token.type == "image":
                yield from self._parts(token.children or ())
                self._skip(")")
            elif token.type == "link_close" and token.info != "auto":
                self._skip_destination()
            elif token.type == "text_special":
                yield self._find(token.markup, token.content)
            elif token.content:
                yield self._find(token.content, token.content)

    def _find(self, written: str, said: str) -> SpokenText:
        """Find `written` behind the cursor and say `said` for it."""
        start = self._text.find(written, self._cursor)
        if start < 0:
            # Changed by the parser: a tab, an escaped bar in a table.
            place = self._spoken.part(self._cursor, self._cursor).span.start
            return SpokenText.instead(said, Span(place, place))
        self._cursor = start + len(written)
        part = self._spoken.part(start, self._cursor)
        return part if written == said else SpokenText.instead(said, part.span)

    def _skip(self, written: str) -> None:
        start = self._text.find(written, self._cursor)
        if start >= 0:
            self._cursor = start + len(written)

    def _skip_destination(self) -> None:
        """Go behind the address of a link: its title may hold words that follow."""
        found = re.compile(
            r"[^\]]*\](?:\((?:<[^>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\s*"
            r"(?:\"[^\"]*\"|'[^']*'|\([^)]*\))?\s*\)|\[[^\]]*\])?"
        ).match(self._text, self._cursor)
        if found is not None:
            self._cursor = found.end()
