"""A sound device without sound, and a sound system to open it from."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from speakd.audio import AudioFormat
from speakd.errors import PlaybackError
from speakd.playback.api import SoundDevice

if TYPE_CHECKING:
    from speakd.audio import Samples


class FakeDevice(SoundDevice):
    """Keeps what would have been heard; time passes at once, or as the test lets it.

    Args:
        sample_rate_hz: The device's rate.
        latency_s: Seconds of sound that it holds before a write waits.
        instant: Sound is heard the moment it is written. Otherwise the device is a clock that
            stands still: `play` lets it run for a number of frames. A device whose clock is not
            moved is one that hangs.
    """

    backend: ClassVar[str] = "fake"

    def __init__(
        self, sample_rate_hz: int = 48_000, *, latency_s: float = 0.05, instant: bool = True
    ) -> None:
        self.format = AudioFormat(sample_rate_hz)
        self.latency_s = latency_s
        self._instant = instant
        self._capacity = self.format.frames(latency_s)
        self._condition = threading.Condition()
        self._heard: list[Samples] = []
        self._buffer = np.zeros(0, np.float32)
        self._time = 0  # frames that may be played although nothing was there to play yet
        self._accepting = False
        self._lost = False
        self._closed = False
        self._underruns = 0

    @property
    def heard(self) -> Samples:
        """Every sample that has been heard since the device was opened, in order."""
        with self._condition:
            return np.concatenate([np.zeros(0, np.float32), *self._heard])

    @property
    def closed(self) -> bool:
        """Whether the device was given back."""
        return self._closed

    @property
    def underruns(self) -> int:
        """As often as `run_dry` was called."""
        return self._underruns

    def play(self, frames: int) -> None:
        """Let the next so many frames be heard, those that are there and those to come."""
        with self._condition:
            self._time += frames
            self._pass_time()

    def run_dry(self) -> None:
        """Pretend an underrun."""
        self._underruns += 1

    def lose(self) -> None:
        """Let the device go, as if it had been unplugged: writes and flushes raise."""
        with self._condition:
            self._lost = True
            self._condition.notify_all()

    def wait_until_heard(self, frames: int, timeout_s: float = 10.0) -> bool:
        """Wait until so many frames have been heard since the device was opened."""
        with self._condition:
            return self._condition.wait_for(lambda: sum(map(len, self._heard)) >= frames, timeout_s)

    def start(self) -> None:
        """See `SoundDevice`."""
        with self._condition:
            self._accepting = not self._closed

    def write(self, block: Samples) -> int:
        """See `SoundDevice`."""
        taken = 0
        with self._condition:
            while self._accepting and taken < len(block):
                self._raise_if_lost()
                room = self._capacity - len(self._buffer)
                if room == 0:
                    self._condition.wait()
                    continue
                part = np.array(block[taken : taken + room], np.float32)
                self._buffer = np.concatenate((self._buffer, part))
                taken += len(part)
                self._pass_time()
        return taken

    def pending(self) -> int:
        """See `SoundDevice`."""
        with self._condition:
            return len(self._buffer)

    def abort(self) -> int:
        """See `SoundDevice`."""
        with self._condition:
            self._accepting = False
            dropped = len(self._buffer)
            self._buffer = self._buffer[:0]
            self._condition.notify_all()
            return dropped

    def flush(self) -> None:
        """See `SoundDevice`."""
        with self._condition:
            while self._accepting and len(self._buffer):
                self._raise_if_lost()
                self._condition.wait()

    def close(self) -> None:
        """See `SoundDevice`."""
        self._closed = True
        self.abort()

    def _pass_time(self) -> None:
        passed = len(self._buffer) if self._instant else min(self._time, len(self._buffer))
        self._heard.append(self._buffer[:passed])
        self._buffer = self._buffer[passed:]
        self._time = max(0, self._time - passed)
        self._condition.notify_all()

    def _raise_if_lost(self) -> None:
        if self._lost:
            raise PlaybackError("the fake device is lost", remedy="expect this in a test")


class FakeSoundSystem:
    """Opens fake devices: `QueuedOutput(FakeSoundSystem())`.

    Args:
        sample_rates_hz: The rate of the first device to be opened, of the second, and so on; the
            last serves for all that follow.
        latency_s: See `FakeDevice`.
        instant: See `FakeDevice`.

    Attributes:
        devices: All that were opened, in order.
        error: What opening raises, while it is set.
        answers: Opening waits until it is set, which it is from the beginning.
    """

    def __init__(
        self, *sample_rates_hz: int, latency_s: float = 0.05, instant: bool = True
    ) -> None:
        self.devices: list[FakeDevice] = []
        self.error: PlaybackError | None = None
        self.answers = threading.Event()
        self.answers.set()
        self._rates_hz = sample_rates_hz or (48_000,)
        self._latency_s = latency_s
        self._instant = instant
        self._opened = threading.Condition()

    def __call__(self) -> FakeDevice:
        """Open the next device.

        Raises:
            PlaybackError: `error` is set.
        """
        self.answers.wait()
        if self.error is not None:
            raise self.error
        with self._opened:
            rate_hz = self._rates_hz[min(len(self.devices), len(self._rates_hz) - 1)]
            device = FakeDevice(rate_hz, latency_s=self._latency_s, instant=self._instant)
            self.devices.append(device)
            self._opened.notify_all()
        return device

    def wait_for_device(self, number: int = 1, timeout_s: float = 10.0) -> FakeDevice:
        """Wait until the device of that number has been opened, counted from 1."""
        with self._opened:
            if not self._opened.wait_for(lambda: len(self.devices) >= number, timeout_s):
                raise AssertionError(f"device {number} was not opened within {timeout_s:g} s")
            return self.devices[number - 1]

    @property
    def heard(self) -> Samples:
        """What was heard from all devices, one after the other."""
        return np.concatenate([np.zeros(0, np.float32), *(one.heard for one in self.devices)])
