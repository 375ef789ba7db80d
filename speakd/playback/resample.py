"""Bringing chunks of any sample rate to the device's, without a seam between them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from speakd.audio import AudioFormat, Samples


class Resampler:
    """Resamples one utterance; one thread.

    A run of chunks of one rate comes out as if it had been resampled in one piece, wherever it
    was cut. Where the rates are equal, samples pass through untouched. soxr is imported here, not
    with the first chunk that needs it: by then somebody waits for the sound.

    Args:
        output: The format to be reached.
    """

    def __init__(self, output: AudioFormat) -> None:
        self._output = output
        self._library: Any = importlib.import_module("soxr")
        self._input: AudioFormat | None = None
        self._stream: Any = None

    def push(self, samples: Samples, format_: AudioFormat) -> Samples:
        """Resample the next samples.

        A resampler looks ahead: some of what goes in comes out with the next call, or with
        `flush`. A change of rate ends the run: its tail comes out before the new samples.

        Args:
            samples: float32, shape `(frames,)`.
            format_: Their format.

        Returns:
            float32, shape `(frames,)`, in the output format; may be empty.
        """
        tail = self.flush() if format_ != self._input else _NOTHING
        if self._input is None:
            self._start(format_)
        if self._stream is not None:
            samples = self._stream.resample_chunk(np.ascontiguousarray(samples, np.float32))
        return np.concatenate((tail, samples)) if len(tail) else samples

    def flush(self) -> Samples:
        """End the run and give what was held back of it; the next `push` begins another."""
        stream, self._stream, self._input = self._stream, None, None
        return _NOTHING if stream is None else stream.resample_chunk(_NOTHING, last=True)

    def _start(self, format_: AudioFormat) -> None:
        self._input = format_
        if format_ != self._output:
            self._stream = self._library.ResampleStream(
                format_.sample_rate_hz, self._output.sample_rate_hz, 1, dtype="float32"
            )


_NOTHING = np.zeros(0, np.float32)
