"""The sound of one utterance at the device's rate: what is to come and what may be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from speakd.playback.resample import Resampler

if TYPE_CHECKING:
    from speakd.audio import AudioFormat, Samples

_REMEMBERED_S = 1.0


class Track:
    """A tape that runs past the device and can be wound back a little; one thread.

    Args:
        format_: The device's format.
        position: Frame at which the tape begins.

    Attributes:
        format: The device's format.
        position: The next frame to be given to the device, counted from the utterance's begin.
    """

    def __init__(self, format_: AudioFormat, position: int = 0) -> None:
        self.format = format_
        self.position = position
        self._resampler = Resampler(format_)
        self._remembered = format_.frames(_REMEMBERED_S)
        self._samples: Samples = np.zeros(0, np.float32)
        self._begin = position  # position of the first sample that is still there

    @property
    def coming(self) -> int:
        """Frames between the position and the end."""
        return self._begin + len(self._samples) - self.position

    def push(self, samples: Samples, format_: AudioFormat) -> None:
        """Append samples of any rate; a few of the last are held back for the resampler."""
        self._append(self._resampler.push(samples, format_))

    def finish(self) -> None:
        """Append what the resampler held back."""
        self._append(self._resampler.flush())

    def ahead(self, frames: int) -> Samples:
        """Look at the next frames, at most `frames` of them."""
        start = self.position - self._begin
        return self._samples[start : start + frames]

    def advance(self, frames: int) -> None:
        """Note that the device has taken so many frames."""
        self.position += frames

    def rewind(self, frames: int) -> None:
        """Go back by so many frames, a second's worth at the most."""
        self.position = max(self._begin, self.position - frames)

    def moved_to(self, format_: AudioFormat) -> Track:
        """Go on at the same place on a device with another format."""
        self.finish()
        seconds = self.format.seconds(self.position)
        track = Track(format_, format_.frames(seconds))
        track.push(self.ahead(self.coming), self.format)
        return track

    def _append(self, samples: Samples) -> None:
        forgotten = max(0, self.position - self._remembered - self._begin)
        self._samples = np.concatenate((self._samples[forgotten:], samples))
        self._begin += forgotten
