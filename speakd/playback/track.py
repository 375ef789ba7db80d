"""The sound of one utterance at the device's rate: what is to come and what may be taken back."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from speakd.playback.resample import Resampler
from speakd.playback.stretch import Stretcher

if TYPE_CHECKING:
    from speakd.audio import AudioFormat, Samples

_REMEMBERED_S = 1.0


class Track:
    """A tape that runs past the device and can be wound back a little; one thread.

    What was pushed is the source, and stays as it is until the device wants it: only then is it
    stretched, so that a change of the speaking rate is heard at once. Every position on the tape
    has a place in the source.

    Args:
        format_: The device's format.
        begin_s: Place in the source, in seconds, at which it begins.

    Attributes:
        format: The device's format.
        position: The next frame to be given to the device.
        rate: The speaking rate that is wanted.
    """

    def __init__(self, format_: AudioFormat, begin_s: float = 0.0) -> None:
        self.format = format_
        self.position = 0
        self.rate = 1.0
        self._begin_s = begin_s
        self._resampler = Resampler(format_)
        self._stretcher = Stretcher(format_)
        self._remembered = format_.frames(_REMEMBERED_S)
        self._samples: Samples = np.zeros(0, np.float32)
        self._begin = 0  # position of the first sample that is still there
        self._rates: deque[_Rate] = deque()
        self._stretches: deque[_Stretch] = deque()

    @property
    def coming(self) -> int:
        """Frames between the position and the end of what was made ready."""
        return self._begin + len(self._samples) - self.position

    @property
    def has_more(self) -> bool:
        """Whether the device could be given something now."""
        return self.coming > 0 or self._stretcher.can_pull(self._factor())

    def push(self, samples: Samples, format_: AudioFormat, rate: float = 1.0) -> None:
        """Append samples of any format; a few of the last are held back for the resampler.

        Args:
            samples: float32, shape `(frames,)`.
            format_: Their format.
            rate: The speaking rate at which they were synthesized.
        """
        if not self._rates or self._rates[-1].rate != rate:
            self._rates.append(_Rate(self._stretcher.end, rate))
        self._stretcher.push(self._resampler.push(samples, format_))

    def finish(self) -> None:
        """Have all that was held back made ready too."""
        self._stretcher.push(self._resampler.flush())
        self._stretcher.finish()

    def make_ready(self, frames: int) -> bool:
        """Stretch until `frames` are coming; return whether the source sufficed."""
        pieces: list[Samples] = []
        missing = frames - self.coming
        while missing > 0 and self._stretcher.can_pull(factor := self._factor()):
            place = self._stretcher.position
            piece = self._stretcher.pull(factor, missing)
            self._note(frames - missing + self.position, place, factor)
            pieces.append(piece)
            missing -= len(piece)
        if pieces:
            self._append(pieces)
        return missing <= 0

    def ahead(self, frames: int) -> Samples:
        """Look at the next frames that are ready, at most `frames` of them."""
        start = self.position - self._begin
        return self._samples[start : start + frames]

    def advance(self, frames: int) -> None:
        """Note that the device has taken so many frames."""
        self.position += frames

    def rewind(self, frames: int) -> None:
        """Go back by so many frames, a second's worth at the most."""
        self.position = max(self._begin, self.position - frames)

    def source_s(self, position: int) -> float:
        """Give the place in the source, in seconds, that is heard at `position`."""
        return self._begin_s + self._place(position) / self.format.sample_rate_hz

    def moved_to(self, format_: AudioFormat) -> Track:
        """Go on at the same place on a device with another format."""
        self.finish()
        track = Track(format_, self.source_s(self.position))
        track.rate = self.rate
        start = max(0, round(self._place(self.position)))
        ends = [*(each.start for each in self._rates), self._stretcher.end][1:]
        for each, end in zip(self._rates, ends, strict=True):
            if end > start:
                samples = self._stretcher.rest(max(start, each.start))
                track.push(samples[: end - max(start, each.start)], self.format, each.rate)
        return track

    def _factor(self) -> float:
        place = self._stretcher.position
        rates = [each.rate for each in self._rates if each.start <= place]
        return self.rate / rates[-1] if rates else self.rate

    def _place(self, position: int) -> float:
        stretch = _NOT_STRETCHED
        for each in self._stretches:
            if each.start > position:
                break
            stretch = each
        return stretch.place + (position - stretch.start) * stretch.factor

    def _note(self, position: int, place: float, factor: float) -> None:
        """Remember that the tape goes on at `position` from `place` in the source."""
        before = self._stretches[-1] if self._stretches else _NOT_STRETCHED
        if factor != before.factor or abs(self._place(position) - place) > _ROUNDING:
            self._stretches.append(_Stretch(position, place, factor))

    def _append(self, pieces: list[Samples]) -> None:
        forgotten = max(0, self.position - self._remembered - self._begin)
        self._samples = np.concatenate((self._samples[forgotten:], *pieces))
        self._begin += forgotten
        place = self._place(self._begin)
        self._stretcher.forget(place)
        while len(self._stretches) > 1 and self._stretches[1].start <= self._begin:
            self._stretches.popleft()
        while len(self._rates) > 1 and self._rates[1].start <= place:
            self._rates.popleft()


class _Rate(NamedTuple):
    """From a place of the source on, the speaking rate at which it was synthesized."""

    start: int
    rate: float


class _Stretch(NamedTuple):
    """From a position of the tape on, the place it was made from and frames of it to a frame."""

    start: int
    place: float
    factor: float


_NOT_STRETCHED = _Stretch(0, 0.0, 1.0)
_ROUNDING = 1e-6
