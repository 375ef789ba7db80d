"""The contracts of sound output: a device, and the bounded queue in front of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from speakd.audio import AudioChunk, AudioFormat, Samples


class SoundDevice(ABC):
    """One open stream to a sound device, silent until `start`.

    `start`, `write` and `flush` belong to one thread; `abort`, `pending` and `close` to any.
    """

    backend: ClassVar[str]
    """Name of the library that drives it, for `status`."""

    format: AudioFormat
    """What `write` takes; the device's own rate, so that nothing resamples twice."""

    latency_s: float
    """Seconds from a write to the ear while the device is kept full, as far as the backend knows.

    The first sound after `start` comes sooner.
    """

    problem: str = ""
    """Why it is not the device that was asked for, with the remedy; empty if it is."""

    @abstractmethod
    def start(self) -> None:
        """Accept sound from now on; counting frames begins anew. Returns at once, cannot fail."""

    @abstractmethod
    def write(self, block: Samples) -> int:
        """Hand over a block and wait until the device has taken it.

        Args:
            block: Samples in `self.format`; a few milliseconds' worth.

        Returns:
            How many frames the device took: all, or fewer where `abort` came first. Until
            `start` it takes none.

        Raises:
            PlaybackError: The device is gone.
        """

    @abstractmethod
    def pending(self) -> int:
        """Count the frames taken that have not been heard yet, as far as the backend knows.

        After a device was lost, what the lost device still held when it was last asked.
        """

    @abstractmethod
    def abort(self) -> int:
        """Fall silent now, drop what the device holds, and free a waiting `write` or `flush`.

        It takes no more until `start`: a write that was under way when the sound was stopped can
        never be heard. Never raises.

        Returns:
            How many of the frames taken since `start` will not be heard.
        """

    @abstractmethod
    def flush(self) -> None:
        """Wait until everything taken has been heard, or `abort` is called.

        Raises:
            PlaybackError: The device is gone.
        """

    @property
    @abstractmethod
    def underruns(self) -> int:
        """How often the device ran dry since it was opened though sound was still to come."""

    @abstractmethod
    def close(self) -> None:
        """Fall silent and give the device back. Calling it again does nothing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an utterance has come, in frames of `format` since it began.

    What counts is the sound as it was written: a minute of it is a minute, however long it took
    to be heard at the speaking rate of the moment.

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

        Silence at its end need not be heard: whoever listens takes the last sound for the end.

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
    def set_rate(self, rate: float) -> None:
        """Speak at this rate from now on, what is queued included; 1.0 is the voice's own.

        A chunk that was synthesized at another rate (`AudioChunk.rate`) is made faster or slower
        by what is missing, its pitch kept; one that was synthesized at `rate` is left alone.

        Args:
            rate: 0.5 to 4.
        """

    @abstractmethod
    def progress(self) -> Progress:
        """Tell how far the current utterance has come."""

    @abstractmethod
    def status(self) -> OutputStatus:
        """Tell how the output is doing."""

    @abstractmethod
    def close(self) -> None:
        """Fall silent and give the device back. Calling it again does nothing."""
