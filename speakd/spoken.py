"""Text that is to be spoken, and where in the copied text each part of it came from."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from speakd.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """A change to a text: say `say` for the characters from `start` to before `end`."""

    start: int
    end: int
    say: str

    def __repr__(self) -> str:
        return f"Edit({self.start}, {self.end})"  # what is said stays private


class _Piece(NamedTuple):
    """A part of a spoken text that begins at `start` and goes on to the next piece.

    A verbatim piece stands for its source character by character, any other one as a whole.
    """

    start: int
    source: Span
    verbatim: bool


@dataclass(frozen=True, slots=True)
class SpokenText:
    """What is to be said, with a map of every character back to the copied text.

    Spans are in order: what is spoken later never comes from an earlier place.

    Attributes:
        text: What is to be said. Never logged, never shown.
        pieces: The map; made by the methods here.
    """

    text: str = field(repr=False)
    pieces: tuple[_Piece, ...] = field(repr=False)

    @classmethod
    def verbatim(cls, text: str, start: int = 0) -> SpokenText:
        """Say `text` as it stands in the source at `start`."""
        return cls(text, (_Piece(0, Span(start, start + len(text)), verbatim=True),))

    @classmethod
    def instead(cls, text: str, source: Span) -> SpokenText:
        """Say `text` for all of `source`."""
        return cls(text, (_Piece(0, source, verbatim=False),))

    @property
    def span(self) -> Span:
        """All of the source that this was made from."""
        return Span(self.pieces[0].source.start, self.pieces[-1].source.end)

    def __len__(self) -> int:
        return len(self.text)

    def source(self, start: int, end: int) -> Span:
        """Find the source of the characters from `start` to before `end`.

        Args:
            start: Offset of the first of them in `text`.
            end: Offset behind the last of them; they are one at least.
        """
        return Span(self._piece_source(start).start, self._piece_source(max(start, end - 1)).end)

    def _piece_source(self, at: int) -> Span:
        piece = self.pieces[max(self._index(at), 0)]
        if not piece.verbatim:
            return piece.source
        source = piece.source.start + at - piece.start
        return Span(min(source, piece.source.end), min(source + 1, piece.source.end))

    def _index(self, at: int) -> int:
        """Find the last piece that begins at or before `at`."""
        # A shorter tuple comes before every longer one that begins alike.
        return bisect_left(self.pieces, (at + 1,)) - 1

    def part(self, start: int, end: int) -> SpokenText:
        """Take the characters from `start` to before `end`."""
        if start == 0 and end == len(self.text):
            return self
        if self._is_verbatim:
            # Nearly all text is plain prose, and most of the time would be spent here.
            begin = self.pieces[0].source.start + start
            return SpokenText.verbatim(self.text[start:end], begin)
        return SpokenText(self.text[start:end], tuple(self._cut(start, end)))

    @property
    def _is_verbatim(self) -> bool:
        return len(self.pieces) == 1 and self.pieces[0].verbatim

    def _cut_verbatim(self, start: int, end: int, moved_to: int) -> tuple[_Piece]:
        begin = self.pieces[0].source.start
        return (_Piece(moved_to, Span(begin + start, begin + end), verbatim=True),)

    def _cut(self, start: int, end: int, moved_to: int = 0) -> list[_Piece]:
        """Take the pieces between two offsets, the first of them to begin at `moved_to`."""
        cut: list[_Piece] = []
        for index in range(max(self._index(start), 0), len(self.pieces)):
            piece = self.pieces[index]
            if cut and piece.start >= end:
                break
            first = max(piece.start, start)
            source = piece.source
            if piece.verbatim:
                begin = source.start + first - piece.start
                source = Span(begin, min(source.end, begin + max(end - first, 0)))
            cut.append(_Piece(moved_to + first - start, source, piece.verbatim))
        return cut

    def edit(self, edits: Iterable[Edit]) -> SpokenText:
        """Carry out `edits`, which are in order and do not overlap."""
        said: list[str] = []
        pieces: list[_Piece] = []
        done = length = 0
        cut = self._cut_verbatim if self._is_verbatim else self._cut
        for start, end, say in edits:
            if start > done:
                pieces += cut(done, start, length)
                said.append(self.text[done:start])
                length += start - done
            if say:
                source = self.source(start, end) if end > start else self._border(start)
                pieces.append(_Piece(length, source, verbatim=False))
                said.append(say)
                length += len(say)
            done = end
        if done < len(self.text):
            pieces += cut(done, len(self.text), length)
            said.append(self.text[done:])
        text = "".join(said)
        return SpokenText(text, tuple(pieces)) if text else SpokenText.instead("", self.span)

    def _border(self, at: int) -> Span:
        """Give the place in the source at which something is put in."""
        if at >= len(self.text):
            return Span(self.span.end, self.span.end)
        start = self._piece_source(at).start
        # Two neighbours may be parts of one piece, which stands for its source as a whole.
        return Span(start, max(start, self._piece_source(at - 1).end if at else start))


def join(parts: Iterable[SpokenText], separator: str = " ") -> SpokenText:
    """Say several texts, at least one, in a row with `separator` between them."""
    said: list[str] = []
    pieces: list[_Piece] = []
    length = 0
    for part in parts:
        if said and separator:
            place = pieces[-1].source.end
            pieces.append(_Piece(length, Span(place, place), verbatim=False))
            said.append(separator)
            length += len(separator)
        pieces += [
            _Piece(length + piece.start, piece.source, piece.verbatim) for piece in part.pieces
        ]
        said.append(part.text)
        length += len(part.text)
    return SpokenText("".join(said), tuple(pieces))
