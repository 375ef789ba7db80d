"""How far a stream has come, between the moments at which it says so."""

from __future__ import annotations

import time


class PlayedFrames:
    """Estimates the frames that a stream has played; whoever uses it sees to its lock.

    A sound server reports what it has played in coarse steps. The truth is never less than the
    report, and in between it moves on with the clock.

    Args:
        sample_rate_hz: Frames per second.

    Attributes:
        pushed: Frames handed to the stream since it was started.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        self.restart(step=0)

    def restart(self, step: int) -> None:
        """Begin at zero, with a stream that reports in steps of about so many frames."""
        self.pushed = 0
        self._step = step
        self._reported = 0
        self._played = 0.0
        self._asked_at_s = self._moved_at_s = time.monotonic()

    def push(self, frames: int) -> None:
        """Note that so many frames were handed over."""
        if self.pushed == self._reported:
            self._moved_at_s = time.monotonic()  # it stood still for want of sound
        self.pushed += frames

    def report(self, held: int) -> None:
        """Note that the stream says it holds so many frames that were not played."""
        reported = self.pushed - held
        self._played = max(reported, min(self.now(), reported + self._step))
        self._asked_at_s = time.monotonic()
        if reported != self._reported:
            self._reported, self._moved_at_s = reported, self._asked_at_s

    def now(self) -> float:
        """Estimate the frames that have been played."""
        elapsed_s = time.monotonic() - self._asked_at_s
        return min(self.pushed, self._played + elapsed_s * self._sample_rate_hz)

    @property
    def stands_still_s(self) -> float:
        """Seconds since the stream last told of progress, though it holds sound; 0 without any."""
        return time.monotonic() - self._moved_at_s if self.pushed > self._reported else 0.0
