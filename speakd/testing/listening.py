"""Listening to the chunks that an engine yields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from speakd.audio import AudioChunk, Samples

AUDIBLE = 0.01
"""Amplitude from which a sample counts as sound."""


class Chunks:
    """An iterator that can be closed, whether the engine wrote a generator or not."""

    def __init__(self, chunks: Iterator[AudioChunk]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Chunks:
        return self

    def __next__(self) -> AudioChunk:
        return next(self._chunks)

    def close(self) -> None:
        """Close the engine's iterator, which must allow it."""
        close = getattr(self._chunks, "close", None)
        assert close is not None, "synthesize must return an iterator that can be closed"
        close()


def samples_of(chunks: Iterable[AudioChunk]) -> Samples:
    """Put the chunks together."""
    pieces = [chunk.samples for chunk in chunks]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def is_audible(chunks: Iterable[AudioChunk]) -> bool:
    """Whether anything can be heard in the chunks."""
    samples = samples_of(chunks)
    return bool(samples.size) and float(np.abs(samples).max()) > AUDIBLE


def seconds_of(chunks: Iterable[AudioChunk]) -> float:
    """How long the chunks are together."""
    return sum(chunk.duration_s for chunk in chunks)


def longest_silence_s(chunks: Iterable[AudioChunk]) -> float:
    """The longest stretch without a sound before or between sounds."""
    listed = list(chunks)
    audible = np.flatnonzero(np.abs(samples_of(listed)) > AUDIBLE)
    if not audible.size:
        return 0.0
    return listed[0].format.seconds(int(np.diff(audible, prepend=0).max()))
