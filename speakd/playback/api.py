"""The contracts of sound output: a device, and the bounded queue in front of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from speakd.audio import AudioChunk, AudioFormat, Samples


class SoundDevice(ABC):
    """One open stream to a sound device. Writing belongs to one thread."""

    backend: ClassVar[str]
    """Name of the library that drives it, for `status`."""

    format: AudioFormat
    """What `write` takes; the device's own rate, so that nothing resamples twice."""

    latency_s: float
    """Seconds from a write to the ear, as far as the backend knows."""

    @abstractmethod
    def write(self, block: Samples) -> None:
        """Hand over a block and wait until the device has room for the next.

        Args:
            block: Samples in `self.format`; a few milliseconds' worth.

        Raises:
            PlaybackError: The device is gone. After `abort` it returns without an error.
        """

    @abstractmethod
    def abort(self) -> None:
        """Fall silent now, dropping what the device holds; any thread; frees a waiting write.

        The next `write` starts afresh.
        """

    @abstractmethod
    def flush(self) -> None:
        """Wait until everything written has been heard, or `abort` is called."""

    @abstractmethod
    def close(self) -> None:
        """Give the device back. Calling it again does nothing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an utterance has come, in frames of `format` since it began.

    Attributes:
        written: Frames accepted.
        heard: Frames that have reached the ear; never more than `written`.
        format: What the frames are counted in.
    """

    written: int
    heard: int
    format: AudioFormat


@dataclass(frozen=True, slots=True)
class OutputStatus:
    """What `status` and `doctor` tell about sound output.

    Attributes:
        backend: Library in use; empty while no device has been opened.
        is_open: Whether a device is open now.
        underruns: Times the device ran dry while an utterance was being written.
        problem: The last thing that went wrong, with its remedy; empty after a success.
    """

    backend: str
    is_open: bool
    underruns: int
    problem: str


class AudioOutput(ABC):
    """Plays one utterance at a time.

    Every utterance has a number; what arrives for any other than the current one is dropped, so
    that no late chunk can leak into the next reading. Unless said otherwise a method may be
    called from any thread and returns at once.
    """

    @abstractmethod
    def begin(self, utterance: int) -> None:
        """Make `utterance` the current one and start opening the device in the background.

        Whatever was playing is cleared.
        """

    @abstractmethod
    def write(self, utterance: int, chunk: AudioChunk) -> bool:
        """Queue a chunk; wait while the queue holds its full measure of seconds.

        Returns:
            Whether the chunk was taken; False when `utterance` is no longer the current one.

        Raises:
            PlaybackError: No sound can be played.
        """

    @abstractmethod
    def drain(self, utterance: int) -> bool:
        """Wait until all that was written has been heard; return False if cleared before.

        Raises:
            PlaybackError: No sound can be played.
        """

    @abstractmethod
    def clear(self) -> None:
        """Fall silent now and drop what is queued; waiting writes and drains return False."""

    @abstractmethod
    def pause(self) -> None:
        """Fall silent now, keeping every sample that was not heard yet."""

    @abstractmethod
    def resume(self) -> None:
        """Go on at the sample after the last one heard."""

    @abstractmethod
    def set_volume(self, volume: float) -> None:
        """Scale what is written to the device from now on; 1.0 leaves it alone."""

    @abstractmethod
    def progress(self) -> Progress:
        """Tell how far the current utterance has come."""

    @abstractmethod
    def status(self) -> OutputStatus:
        """Tell how the output is doing."""

    @abstractmethod
    def close(self) -> None:
        """Fall silent and give the device back. Calling it again does nothing."""
