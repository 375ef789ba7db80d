"""The segments of a text by number, made as they are asked for and kept for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speakd.speech import Segment

_KEPT = 1_000
"""Segments that can be gone back to; half a megabyte at most, whatever the length of the text."""


class SegmentTape:
    """Winds forward as far as it is asked, and back as far as it remembers. One thread at a time.

    Args:
        segments: The segments in order, made lazily.
    """

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._ahead = iter(segments)
        self._kept: dict[int, Segment] = {}
        self._made = 0

    def __getitem__(self, number: int) -> Segment:
        """Give segment `number`, counted from 0; the oldest that is kept where it is forgotten.

        Raises:
            IndexError: The text ends before it.
        """
        while self._made <= number:
            segment = next(self._ahead, None)
            if segment is None:
                raise IndexError(number)
            self._kept[self._made] = segment
            self._made += 1
            self._kept.pop(self._made - 1 - _KEPT, None)
        return self._kept[max(number, min(self._kept))]
