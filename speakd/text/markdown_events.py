"""What a Markdown parser finds, with the place of each find in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from speakd.spoken import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speakd.spoken import SpokenText

_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_SPACES = re.compile(r"\s+")
_SPOKEN = frozenset({"Text", "Code", "SoftBreak", "HardBreak", "InlineHtml"})
_INLINE = _SPOKEN | frozenset(
    {"Emphasis", "Strong", "Strikethrough", "Link", "Image", "FootnoteReference"}
)


class Piece(NamedTuple):
    """A part of a text that is heard: as it stands there, or as `say` where that is not None."""

    start: int
    end: int
    say: str | None = None

    def __repr__(self) -> str:
        return f"Piece({self.start}, {self.end})"  # what is said stays private


class Event(NamedTuple):
    """Something that begins, ends or stands in a text.

    Attributes:
        kind: Its name in pulldown-cmark.
        start: Where it begins.
        end: Where it ends.
        is_end: Whether this is the end of something that has begun.
        info: What a fence of code says of its language.
        content: What is to be heard, of words.
    """

    kind: str
    start: int
    end: int
    is_end: bool = False
    info: str = ""
    content: str = ""

    def __repr__(self) -> str:
        return f"Event({self.kind}, {self.start}, {self.end})"  # what is said stays private

    @property
    def is_inline(self) -> bool:
        """Whether it stands among words, or is some."""
        return self.kind in _INLINE

    def pieces(self, text: str) -> Iterator[Piece]:
        """Yield what is heard of it, where it is words of `text`."""
        if self.kind in {"SoftBreak", "HardBreak"}:
            yield Piece(self.start, self.end, " ")
        elif self.kind == "InlineHtml":
            if self.content.lower().startswith("<br"):
                yield Piece(self.start, self.end, " ")
        elif self.content:
            start = text.find(self.content, self.start, self.end)
            if start < 0:
                # An entity, or code with a break in it.
                yield Piece(self.start, self.end, self.content)
            else:
                yield Piece(start, start + len(self.content))


def parse(text: str, references: frozenset[str]) -> Iterator[Event]:
    """Parse Markdown: CommonMark with tables and strikethrough.

    Args:
        text: The text, without lone surrogates.
        references: Labels of links that are defined elsewhere, as `label` makes them.
    """
    # Only a text that looks like Markdown pays for its parser.
    from pyromark import Options, events_with_range  # noqa: PLC0415

    def known(link: Mapping[str, Any]) -> tuple[str, str] | None:
        return ("", "") if label(link["reference"]) in references else None

    try:
        options = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH
        callback = known if references else None
        found = list(events_with_range(text, options=options, broken_link_callback=callback))
    except BaseException as error:
        # The parser's own faults are no `Exception`, and would end the thread.
        if type(error).__name__ != "PanicException":
            raise
        found = []
        yield Event("Text", 0, len(text), content=text)
        yield Event("Paragraph", 0, len(text), is_end=True)
    place = _Places(text)
    for event, where in found:
        yield _event(event, place(where["start"]), place(where["end"]))


def label(reference: str) -> str:
    """Bring the label of a link into the form by which labels are compared."""
    return _SPACES.sub(" ", reference.strip()).casefold()


def said(spoken: SpokenText, pieces: list[Piece]) -> SpokenText:
    """Say the pieces of `spoken`, which are in order, and nothing between them."""
    first, last = pieces[0].start, pieces[-1].end
    edits, done = [], first
    for piece in pieces:
        if piece.start > done:
            edits.append(Edit(done - first, piece.start - first, ""))
        if piece.say is not None:
            edits.append(Edit(piece.start - first, piece.end - first, piece.say))
        done = piece.end
    part = spoken.part(first, last)
    return part.edit(edits) if edits else part


def _event(event: Any, start: int, end: int) -> Event:
    if isinstance(event, str):
        return Event(event, start, end)
    ((kind, value),) = event.items()
    if kind not in {"Start", "End"}:
        return Event(kind, start, end, content=value if isinstance(value, str) else "")
    if isinstance(value, str):
        return Event(value, start, end, kind == "End")
    ((name, details),) = value.items()
    info = details.get("Fenced", "") if name == "CodeBlock" and isinstance(details, dict) else ""
    return Event(name, start, end, kind == "End", info)


class _Places:
    """From offsets in UTF-8, which the parser counts in, to those in a text."""

    def __init__(self, text: str) -> None:
        self._bytes: list[int] = []
        self._beyond: list[int] = [0]
        if text.isascii():
            return
        beyond = 0
        for found in _BEYOND_ASCII.finditer(text):
            width = len(found[0].encode())
            self._bytes.append(found.start() + beyond + width)
            beyond += width - 1
            self._beyond.append(beyond)

    def __call__(self, offset: int) -> int:
        return offset - self._beyond[bisect_right(self._bytes, offset)]
