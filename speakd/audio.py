"""Sound as values: a format, a chunk of samples, and what is marked in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from speakd.types import Span

    Samples = NDArray[np.float32]
    """Mono samples, shape `(frames,)`, in [-1, 1]."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """How samples are to be understood. Audio inside speakd is always mono float32.

    Attributes:
        sample_rate_hz: Frames per second.
    """

    sample_rate_hz: int

    def seconds(self, frames: int) -> float:
        """Convert a number of frames to seconds."""
        return frames / self.sample_rate_hz

    def frames(self, seconds: float) -> int:
        """Convert seconds to the nearest whole number of frames."""
        return round(seconds * self.sample_rate_hz)


@dataclass(frozen=True, slots=True)
class WordMark:
    """Where a word begins in a chunk.

    Attributes:
        frame: Offset of the word's first sample within its chunk.
        span: The word's characters, as offsets into the segment's text.
    """

    frame: int
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class AudioChunk:
    """A piece of synthesized sound.

    Attributes:
        samples: float32, shape `(frames,)`, mono, in [-1, 1]. Treat as read-only.
        format: The samples' format.
        marks: Words that begin in this chunk, in order, where the engine reports them.
        barrier: An engine that speaks through the operating system, not through us, yields one
            empty barrier first: all sound written before must have been heard before the next
            chunk is asked for.
        rate: The speaking rate at which it was synthesized. Sound output stretches it by what
            is missing to the rate that is wanted when it is played.
    """

    samples: Samples = field(repr=False)
    format: AudioFormat
    marks: tuple[WordMark, ...] = field(default=(), repr=False)
    barrier: bool = False
    rate: float = 1.0

    @property
    def frames(self) -> int:
        """Number of samples."""
        return len(self.samples)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.format.seconds(self.frames)
