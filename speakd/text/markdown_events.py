"""What a Markdown parser finds, with the place of each find in the text."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from speakd.spoken import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speakd.spoken import SpokenText

_SPACES = re.compile(r"\s+")
_BREAKS = frozenset({"SoftBreak", "HardBreak"})
_SPOKEN = _BREAKS | {"Text", "Code", "InlineHtml"}
_AROUND_WORDS = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})
_GOES_ON = bytes([0] * 128 + [1] * 64 + [0] * 64)
"""Which bytes of UTF-8 begin no character."""


class Piece(NamedTuple):
    """A part of a text that is heard: as it stands there, or as `say` where that is not None."""

    start: int
    end: int
    say: str | None = None

    def __repr__(self) -> str:
        return f"Piece({self.start}, {self.end})"  # what is said stays private


class Event(NamedTuple):
    """A block that begins, ends or stands in a text.

    Attributes:
        kind: Its name in pulldown-cmark.
        start: Where it begins.
        end: Where it ends.
        is_end: Whether this is the end of something that has begun.
        info: What a fence of code says of its language.
    """

    kind: str
    start: int
    end: int
    is_end: bool = False
    info: str = ""

    def __repr__(self) -> str:
        return f"Event({self.kind}, {self.start}, {self.end})"  # what is said stays private


def parse(text: str, references: frozenset[str]) -> Iterator[Event | Piece]:
    """Parse Markdown: CommonMark with tables and strikethrough.

    Yields blocks, and what is heard of the words within them.

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
        yield Piece(0, len(text))
        yield Event("Paragraph", 0, len(text), is_end=True)
    beyond = _bytes_beyond(text)
    for event, where in found:
        start, end = where["start"], where["end"]
        one = _found(event, start - beyond[start], end - beyond[end], text)
        if one is not None:
            yield one


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


def _found(event: Any, start: int, end: int, text: str) -> Event | Piece | None:
    """Make of the parser's event what is told about it; None where that is nothing."""
    ((kind, value),) = ((event, ""),) if isinstance(event, str) else event.items()
    if kind in _SPOKEN:
        return _piece(kind, value, start, end, text)
    if kind not in {"Start", "End"}:
        return Event(kind, start, end)
    if isinstance(value, str):
        return None if value in _AROUND_WORDS else Event(value, start, end, kind == "End")
    ((name, details),) = value.items()
    if name in _AROUND_WORDS:
        return None
    info = details.get("Fenced", "") if name == "CodeBlock" and isinstance(details, dict) else ""
    return Event(name, start, end, kind == "End", info)


def _piece(kind: str, content: str, start: int, end: int, text: str) -> Piece | None:
    if kind in _BREAKS:
        return Piece(start, end, " ")
    if kind == "InlineHtml":
        return Piece(start, end, " ") if content.lower().startswith("<br") else None
    begin = text.find(content, start, end)
    # What is not found is an entity, or code with a break in it.
    return Piece(start, end, content) if begin < 0 else Piece(begin, begin + len(content))


def _bytes_beyond(text: str) -> Sequence[int]:
    """Tell how far each offset in UTF-8, which the parser counts in, is beyond that in `text`."""
    if text.isascii():
        return bytes(len(text) + 1)
    return list(accumulate(text.encode().translate(_GOES_ON), initial=0))
