"""One go at a reading: from a segment on, until it ends, is stopped or jumps elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from speakd.cancel import CancelToken

if TYPE_CHECKING:
    from speakd.playback.api import Progress
    from speakd.reader.reading import Reading
    from speakd.speech import Segment


class Run:
    """What the pipeline is given to speak.

    Args:
        number: The number of its utterance, never used again.
        reading: What it is a part of.
        first: Number of the segment it begins with.
        pause_s: Length of the silence before its first sound, in seconds.

    Attributes:
        cancel: Calls it off.
        sounds: Whether its first sound was written.
        announcement: What is said before the text, as if it were segment -1.
    """

    def __init__(
        self, number: int, reading: Reading, first: int = 0, *, pause_s: float = 0.0
    ) -> None:
        self.number = number
        self.reading = reading
        self.first = first
        self.pause_s = pause_s
        self.cancel = CancelToken()
        self.sounds = False
        self.announcement: Segment | None = None
        self._starts_s: list[float] = []
        self._places: list[int] = []

    def announce(self, announcement: Segment) -> None:
        """Say something before the text that neither `previous` nor `repeat` comes back to."""
        self.announcement = announcement
        self.first = -1

    def segment_begins(self, progress: Progress, place: int = 0) -> None:
        """Note that what is written next belongs to the next segment, which begins at `place`."""
        self._places.append(place)
        # In seconds: what a frame is depends on the device, which may open or change meanwhile.
        self._starts_s.append(progress.format.seconds(progress.written))

    def heard(self, progress: Progress) -> tuple[int, float]:
        """Tell the number of the segment that is being heard, and since how many seconds."""
        index = self._index(progress)
        start_s = self._starts_s[index] if self._starts_s else 0.0
        return self.first + index, max(0.0, progress.format.seconds(progress.heard) - start_s)

    def place(self, progress: Progress) -> int:
        """Tell where in the text, in characters, the segment begins that is being heard."""
        return self._places[self._index(progress)] if self._places else 0

    def _index(self, progress: Progress) -> int:
        """Count the segments that began before the one that is being heard."""
        heard_s = progress.format.seconds(progress.heard)
        return max(0, bisect_right(self._starts_s, heard_s) - 1)
