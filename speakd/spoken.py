"""Text that is to be spoken, and where in the copied text each part of it came from."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import islice
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

    It stands for the source from `begin` to before `end`: character by character where it is
    verbatim, else as a whole.
    """

    start: int
    begin: int
    end: int
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
        return cls(text, (_Piece(0, start, start + len(text), verbatim=True),))

    @classmethod
    def instead(cls, text: str, source: Span) -> SpokenText:
        """Say `text` for all of `source`."""
        return cls(text, (_Piece(0, source.start, source.end, verbatim=False),))

    @property
    def span(self) -> Span:
        """All of the source that this was made from."""
        return Span(self.pieces[0].begin, self.pieces[-1].end)

    def __len__(self) -> int:
        return len(self.text)

    def source(self, start: int, end: int) -> Span:
        """Find the source of the characters from `start` to before `end`.

        Args:
            start: Offset of the first of them in `text`.
            end: Offset behind the last of them; they are one at least.
        """
        return Span(self._character(start)[0], self._character(max(start, end - 1))[1])

    def _character(self, at: int) -> tuple[int, int]:
        """Find where the source of a character begins and ends."""
        start, begin, end, verbatim = self.pieces[self._index(at)]
        if not verbatim:
            return begin, end
        begin = min(begin + at - start, end)
        return begin, min(begin + 1, end)

    def _index(self, at: int) -> int:
        """Find the last piece that begins at or before `at`, or the first one."""
        # A shorter tuple comes before every longer one that begins alike.
        return max(bisect_left(self.pieces, (at + 1,)) - 1, 0)

    def part(self, start: int, end: int) -> SpokenText:
        """Take the characters from `start` to before `end`."""
        if start == 0 and end == len(self.text):
            return self
        return SpokenText(self.text[start:end], self._cut(start, end))

    def _cut(self, start: int, end: int, moved_to: int = 0) -> tuple[_Piece, ...]:
        """Take the pieces between two offsets, the first of them to begin at `moved_to`."""
        if len(self.pieces) == 1 and self.pieces[0].verbatim:
            # Nearly all text is plain prose, and most of the time would be spent here.
            begin = self.pieces[0].begin
            return (_Piece(moved_to, begin + start, begin + end, verbatim=True),)
        cut: list[_Piece] = []
        for piece in islice(self.pieces, self._index(start), None):
            if cut and piece.start >= end:
                break
            first, begin, stop = max(piece.start, start), piece.begin, piece.end
            if piece.verbatim:
                begin += first - piece.start
                stop = min(stop, begin + max(end - first, 0))
            cut.append(_Piece(moved_to + first - start, begin, stop, piece.verbatim))
        return tuple(cut)

    def edit(self, edits: Iterable[Edit]) -> SpokenText:
        """Carry out `edits`, which are in order and do not overlap."""
        said: list[str] = []
        pieces: list[_Piece] = []
        done = length = 0
        for start, end, say in edits:
            if start > done:
                pieces += self._cut(done, start, length)
                said.append(self.text[done:start])
                length += start - done
            if say:
                pieces.append(_Piece(length, *self._place(start, end), verbatim=False))
                said.append(say)
                length += len(say)
            done = end
        if done < len(self.text):
            pieces += self._cut(done, len(self.text), length)
            said.append(self.text[done:])
        text = "".join(said)
        return SpokenText(text, tuple(pieces)) if text else SpokenText.instead("", self.span)

    def _place(self, start: int, end: int) -> tuple[int, int]:
        """Give the part of the source that something is said for, or is put in at."""
        first = self.pieces[0]
        if len(self.pieces) == 1 and first.verbatim:
            return first.begin + start, first.begin + end
        if end > start:
            return self._character(start)[0], self._character(end - 1)[1]
        if start >= len(self.text):
            return self.pieces[-1].end, self.pieces[-1].end
        begin = self._character(start)[0]
        # Two neighbours may be parts of one piece, which stands for its source as a whole.
        return begin, max(begin, self._character(start - 1)[1] if start else begin)


def join(parts: Iterable[SpokenText], separator: str = " ") -> SpokenText:
    """Say several texts, at least one, in a row with `separator` between them."""
    said: list[str] = []
    pieces: list[_Piece] = []
    length = 0
    for part in parts:
        if said and separator:
            place = pieces[-1].end
            pieces.append(_Piece(length, place, place, verbatim=False))
            said.append(separator)
            length += len(separator)
        pieces += [piece._replace(start=length + piece.start) for piece in part.pieces]
        said.append(part.text)
        length += len(part.text)
    return SpokenText("".join(said), tuple(pieces))
