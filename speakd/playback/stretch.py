"""Making speech faster or slower while its pitch stays: WSOLA, in numpy.

The method is that of W. Verhelst and M. Roelands, "An overlap-add technique based on waveform
similarity (WSOLA) for high quality time-scale modification of speech", ICASSP 1993, pp. 554-557.
Sound is taken from the source in blocks, nearer together or further apart than they stood there;
each is shifted a little, to where the wave looks most like what would have come next, and faded
into. Where what would have come next is near enough to its place, it is simply taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from speakd.audio import AudioFormat, Samples

_BLOCK_S = 0.015
"""Length of a block and of the fade into it: a period of the lowest voice."""

_SHIFT_S = 0.010
"""How far a block may be from its place. Twice that holds every period from 50 Hz on."""

_SILENT = 1e-7
"""Mean square below which no likeness is looked for."""


class Stretcher:
    """Stretches one utterance, piece by piece; one thread.

    Positions are frames of the source, counted from its beginning. With factor 1 samples pass
    through untouched and unwatched, and the factor may change from one `pull` to the next.

    Args:
        format_: Of the source and of the result.
    """

    def __init__(self, format_: AudioFormat) -> None:
        self._block = format_.frames(_BLOCK_S)
        self._shift = format_.frames(_SHIFT_S)
        turn = np.pi * (np.arange(self._block) + 0.5) / self._block
        self._fade: Samples = (0.5 - 0.5 * np.cos(turn)).astype(np.float32)
        self._fft_size = 1 << (self._block + 2 * self._shift).bit_length()
        self._source: Samples = np.zeros(0, np.float32)
        self._begin = 0  # position of the first sample that is still there
        self._position = 0.0  # where the result stands, if blocks were never shifted
        self._next = 0  # where the last block would go on
        self._finished = False

    @property
    def position(self) -> float:
        """The place in the source that the next sample of the result stands for."""
        return self._position

    @property
    def end(self) -> int:
        """Frames pushed so far."""
        return self._begin + len(self._source)

    def push(self, samples: Samples) -> None:
        """Append to the source."""
        if len(samples):
            self._source = np.concatenate((self._source, samples))
            self._finished = False

    def finish(self) -> None:
        """Have the rest of the source come out: until more is pushed, silence follows it."""
        self._finished = True

    def can_pull(self, factor: float) -> bool:
        """Whether `pull` would give something."""
        if self._position >= self.end:
            return False
        if factor == 1:
            return self._next < self.end
        return self._finished or self._needed() <= self.end

    def pull(self, factor: float, frames: int) -> Samples:
        """Give the next part of the result.

        Args:
            factor: Frames of the source to a frame of the result; 2.0 is twice as fast.
            frames: At most so many with factor 1; else a block comes, whatever its length.

        Returns:
            Nothing where the source has to go on first.
        """
        if not self.can_pull(factor):
            return _NOTHING
        if factor == 1:
            return self._passed_on(frames)
        block = self._faded_block()
        self._position += factor * self._block
        if self._finished and self._position >= self.end:
            surplus = int((self._position - self.end) / factor)
            self._position = self._next = self.end
            block = block[: self._block - surplus]
        return block

    def rest(self, position: int) -> Samples:
        """Look at the source from `position` on."""
        return self._source[max(0, position - self._begin) :]

    def forget(self, position: float) -> None:
        """Drop what of the source lies before `position` and is of no more use."""
        keep = min(int(position), self._next, int(self._position) - self._shift)
        surplus = max(0, keep - self._begin)
        # Not for every block: what is kept has to be copied.
        if surplus > len(self._source) // 4:
            self._source = self._source[surplus:].copy()
            self._begin += surplus

    def _passed_on(self, frames: int) -> Samples:
        start = self._next - self._begin
        samples = self._source[start : start + frames]
        self._next += len(samples)
        self._position = float(self._next)
        return samples

    def _needed(self) -> int:
        """Give the position up to which the source must be there for the next block."""
        if self._goes_on():
            return self._next + self._block
        return max(self._next, round(self._position) + self._shift) + self._block

    def _goes_on(self) -> bool:
        return abs(self._next - self._position) <= self._shift

    def _faded_block(self) -> Samples:
        expected = self._read(self._next)
        if self._goes_on():
            self._next += self._block
            return expected
        start = self._most_like(expected)
        self._next = start + self._block
        return expected + self._fade * (self._read(start) - expected)

    def _most_like(self, expected: Samples) -> int:
        """Find the block near its place that looks most like `expected`."""
        place = round(self._position)
        if np.dot(expected, expected) < _SILENT * self._block:
            return place
        first = max(self._begin, place - self._shift)
        starts = place + self._shift - first + 1
        around = self._read(first, starts + self._block - 1)
        spectrum = np.fft.rfft(around, self._fft_size)
        spectrum *= np.conj(np.fft.rfft(expected, self._fft_size))
        likeness = np.fft.irfft(spectrum, self._fft_size)[:starts]
        energy = np.cumsum(np.concatenate(([0.0], np.square(around, dtype=np.float64))))
        energy = energy[self._block :] - energy[: -self._block]
        return first + int(np.argmax(likeness / np.sqrt(energy + _SILENT * self._block)))

    def _read(self, position: int, frames: int | None = None) -> Samples:
        """Give a part of the source, with silence for what is not there."""
        frames = self._block if frames is None else frames
        start = position - self._begin
        samples = self._source[start : start + frames]
        missing = frames - len(samples)
        return np.pad(samples, (0, missing)) if missing else samples


_NOTHING = np.zeros(0, np.float32)
