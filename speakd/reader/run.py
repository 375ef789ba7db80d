"""One go at a reading: from a segment on, until it ends, is stopped or jumps elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from speakd.cancel import CancelToken

if TYPE_CHECKING:
    from speakd.playback.api import Progress
    from speakd.reader.reading import Reading


class Run:
    """What the pipeline is given to speak.

    Args:
        number: The number of its utterance, never used again.
        reading: What it is a part of.
        first: Number of the segment it begins with.

    Attributes:
        cancel: Calls it off.
        sounds: Whether its first sound was written.
    """

    def __init__(self, number: int, reading: Reading, first: int = 0) -> None:
        self.number = number
        self.reading = reading
        self.first = first
        self.cancel = CancelToken()
        self.sounds = False
        self._starts: list[int] = []

    def segment_begins_at(self, frame: int) -> None:
        """Note the frame at which the next segment begins, in the output's frames."""
        self._starts.append(frame)

    def heard(self, progress: Progress) -> tuple[int, float]:
        """Tell the number of the segment that is being heard, and since how many seconds."""
        index = max(0, bisect_right(self._starts, progress.heard) - 1)
        start = self._starts[index] if self._starts else 0
        return self.first + index, progress.format.seconds(max(0, progress.heard - start))
