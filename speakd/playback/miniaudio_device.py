"""Sound through miniaudio, whose wheel needs no system library.

miniaudio pulls: its own thread asks a generator for the next few milliseconds. The generator is
fed from a small ring; where the ring is empty it gives silence, and it never waits for more than
the moment it takes to append to the ring. An abort empties the ring and calls nothing foreign, so
it cannot hang; what was pulled before is heard to its end, some 20 ms, and counts as heard. That
makes a pause exact.

Where the device has pulled too late, its thread kept from a busy processor, sound had a gap. Then a
stream with longer periods goes on where the gap was: it falls silent later, but does not stutter.

New sound queues behind what the device has pulled, silence too; even `stop` keeps that for the next
`start`. A stream that was never started plays its first sample at once. So each run of sound gets a
stream of its own, which takes a millisecond or two to open where queueing takes 25.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from speakd.audio import AudioFormat
from speakd.errors import PlaybackError
from speakd.playback.api import SoundDevice
from speakd.playback.miniaudio_stream import CONNECT, PERIODS, Streams
from speakd.playback.watchdog import finishes_within

if TYPE_CHECKING:
    from collections.abc import Generator

    from speakd.audio import Samples

_log = logging.getLogger(__name__)

DEFAULT_LATENCY_S = 0.04
_BUSY_LATENCY_S = 0.1
"""What a stream holds once one with less has had a gap; with both cores busy it had none."""

_LOST_AFTER_S = 1.0
_CLOSE_LIMIT_S = 1.0
_RENEW_S = 1.0
_ABANDONED = "speakd-leave-miniaudio"


class MiniaudioDevice(SoundDevice):
    """A miniaudio device fed from a ring.

    Args:
        streams: Opens its streams.
        latency_s: Seconds of sound that a stream may hold.

    Raises:
        PlaybackError: None can be opened.
    """

    backend: ClassVar[str] = "miniaudio"

    def __init__(self, streams: Streams, latency_s: float) -> None:
        self._streams = streams
        self._period_s = latency_s / PERIODS
        self._stream: Any = streams.open(0, self._period_s)
        rate_hz = int(self._stream._device.sampleRate)  # noqa: SLF001, the only place that knows it
        self.format = AudioFormat(rate_hz)
        self._condition = threading.Condition()
        self._ring: deque[Samples] = deque()
        self._queued = 0  # frames in the ring
        self._accepting = False
        self._running = False
        self._ending = False  # the stream is used up: nothing but its rest is heard of it
        self._closed = False
        self._lost = False
        self._ran_dry = False
        self._underruns = 0
        self._sounding = 0  # frames of sound pulled since it was last silent
        self._trailing = 0  # frames of silence pulled since
        self._pulled_at_s = 0.0
        self._measure_out()

    def _measure_out(self) -> None:
        """Work out what follows from the length of a period."""
        period = self.format.frames(self._period_s)
        # Its own periods, and one for what a sound server has taken from them.
        self._pulled_ahead = (PERIODS + 1) * period
        # At its start the device takes all its periods at once, and must not find the ring empty.
        self._measure = PERIODS * period
        self._capacity = self._pulled_ahead
        self.latency_s = self.format.seconds(self._pulled_ahead + self._capacity)

    @property
    def underruns(self) -> int:
        """How often the device asked too late, or found the ring empty and sound came after all."""
        return self._underruns

    def start(self) -> None:
        """Accept sound from now on; the device is started once its measure is in the ring."""
        with self._condition:
            self._accepting = not self._closed
            self._ran_dry = False

    def write(self, block: Samples) -> int:
        """Wait for room in the ring and put the block in."""
        taken = 0
        with self._condition:
            while self._accepting and taken < len(block):
                part = block[taken : taken + self._capacity]
                if not self._room_for(len(part)):
                    continue
                if self._ran_dry:
                    self._underruns += 1
                    self._ran_dry = False
                self._ring.append(part)
                self._queued += len(part)
                taken += len(part)
                if self._queued >= self._measure:
                    self._run()
        return taken

    def pending(self) -> int:
        """Count the ring and what is still inside the device."""
        with self._condition:
            return self._queued + self._inside()

    def abort(self) -> int:
        """Empty the ring. What the device has pulled is heard to its end, within its latency."""
        with self._condition:
            self._accepting = False
            dropped = self._queued
            self._ring.clear()
            self._queued = self._sounding = 0
            self._ending |= self._running
            self._condition.notify_all()
            return dropped

    def flush(self) -> None:
        """Wait until ring and device have been heard, then stop the device."""
        with self._condition:
            if self._queued and self._accepting:
                self._run()
            if not self._running:
                return
            while self._accepting and (self._queued or self._inside()):
                if self._ending:
                    self._run()
                self._wait_for_pull()
            if not self._accepting:
                return
            self._ran_dry = self._running = False
            self._ending = True
            self._sounding = 0
        # Not under the lock: the library waits for a pull that may just have begun.
        with self._streams.translated():
            self._stream.stop()

    def close(self) -> None:
        """Stop and close the device; a close that hangs is left behind."""
        with self._condition:
            if self._closed:
                return
            self._closed = True
            self._running = False
        self.abort()
        if not finishes_within(_CLOSE_LIMIT_S, self._release, name=_ABANDONED):
            _log.warning("the sound device did not let itself be closed")

    def _release(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            self._streams.give_back(stream)

    def _renew(self) -> None:
        self._release()
        self._stream = self._streams.open(self.format.sample_rate_hz, self._period_s)
        if self._closed:  # it took too long
            self._release()

    def _room_for(self, frames: int) -> bool:
        if self._queued + frames <= self._capacity:
            return True
        self._run()
        self._wait_for_pull()
        return False

    def _wait_for_pull(self) -> None:
        """Wait until something is taken from the ring, or an abort; the condition is held."""
        notified = self._condition.wait(_LOST_AFTER_S)
        if self._lost or not notified:
            raise _stopped()

    def _run(self) -> None:
        """Start a stream if none runs; the condition is held, and let go in between."""
        if self._running and not self._ending:
            return
        self._running = False
        feed = self._feed()
        next(feed)
        # The first pull happens inside `start`, in another thread on some systems.
        self._condition.release()
        try:
            with self._streams.translated():
                if self._ending and not finishes_within(_RENEW_S, self._renew, name=_ABANDONED):
                    raise _stopped()
                self._ending = False
                self._pulled_at_s = time.monotonic()
                self._stream.stop_callback = self._on_stopped
                self._stream.start(feed)
        finally:
            self._condition.acquire()
        self._running = True

    def _feed(self) -> Generator[bytes, int, None]:
        """Give the device what it asks for; its own thread. Must not raise and not wait."""
        wanted = yield b""
        while True:
            wanted = yield self._pull(wanted)

    def _pull(self, wanted: int) -> bytes:
        block = np.zeros(wanted, np.float32)
        filled = 0
        with self._condition:
            self._note_late_pull()
            # What is new belongs to the next stream.
            while filled < wanted and self._ring and not self._ending:
                part = self._ring.popleft()
                fits = min(len(part), wanted - filled)
                block[filled : filled + fits] = part[:fits]
                if fits < len(part):
                    self._ring.appendleft(part[fits:])
                filled += fits
            self._queued -= filled
            self._ran_dry |= filled < wanted and self._accepting and not self._ending
            self._sounding += filled
            self._trailing = wanted - filled + (0 if filled else self._trailing)
            self._condition.notify_all()
        return block.tobytes()

    def _note_late_pull(self) -> None:
        """Leave a stream behind that has run dry, for one that holds more."""
        before_s, self._pulled_at_s = self._pulled_at_s, time.monotonic()
        has_sounded = self._sounding and not self._trailing and not self._ending
        if not has_sounded or self._pulled_at_s - before_s <= PERIODS * self._period_s:
            return
        self._underruns += 1
        if PERIODS * self._period_s < _BUSY_LATENCY_S:
            self._period_s = _BUSY_LATENCY_S / PERIODS
            self._measure_out()
            self._ending = True
            self._sounding = 0  # all of it has been heard

    def _inside(self) -> int:
        """Count the sound that the device has pulled and that later pulls have not pushed out."""
        return max(0, min(self._sounding, self._pulled_ahead - self._trailing))

    def _on_stopped(self) -> None:
        """Note that the device stopped by itself; its own thread."""
        with self._condition:
            if self._running:
                self._lost = True
                self._condition.notify_all()


def open_miniaudio(
    library: Any, device: str = "default", latency_s: float | None = None
) -> MiniaudioDevice:
    """Open a device at its own sample rate.

    Args:
        library: The `miniaudio` module.
        device: `default`, or part of a device's name, in any case.
        latency_s: Seconds of sound that the device may pull ahead; None for 40 ms. On PulseAudio
            the library keeps half of it in the server: less of it stutters sooner on a busy
            machine, more of it lets sound begin and end later.

    Raises:
        PlaybackError: There is no such device, or it cannot be opened.
    """
    return MiniaudioDevice(
        Streams(library, device), DEFAULT_LATENCY_S if latency_s is None else latency_s
    )


def _stopped() -> PlaybackError:
    return PlaybackError("the sound device stopped taking sound", remedy=CONNECT)
