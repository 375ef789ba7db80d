"""Sound through PortAudio, by way of the sounddevice package.

PortAudio's blocking write cannot be combined with an abort from another thread: the writer may
spin for ever (seen on ALSA, known on macOS), and a stream is not made for two threads at once. So
nothing here blocks inside PortAudio. A write waits on a condition until the device has room, and
only then hands over what fits; every call into PortAudio is made under one lock that is held for
about a millisecond at most, and an abort waits for nothing else.

The stream runs only while there is sound: from the first write, when PortAudio starts to play
within a period, to the end of a flush. An open device that is silent costs no power, and the
first block never queues behind silence.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from speakd.audio import AudioFormat
from speakd.errors import PlaybackError
from speakd.playback.api import SoundDevice
from speakd.playback.played import PlayedFrames
from speakd.playback.watchdog import finishes_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.audio import Samples

_log = logging.getLogger(__name__)

DEFAULT_LATENCY_S = 0.1
_STALLED_S = 3.0
_SUSPECT_S = 0.2
_ABORT_LIMIT_S = 0.2
_CLOSE_LIMIT_S = 1.0
_SHORTEST_WAIT_S = 0.004

_BEHIND_S = 0.075
"""Sound that the buffers behind PortAudio's may hold."""

ABANDONED = "speakd-leave-sounddevice"
"""Name of a thread that stops or closes a stream, and may hang in it."""


class SounddeviceDevice(SoundDevice):
    """An open PortAudio stream that is written to without blocking in PortAudio.

    Args:
        library: The `sounddevice` module.
        stream: An `OutputStream` of it with float32 samples, open and not started.
    """

    backend: ClassVar[str] = "sounddevice"

    def __init__(self, library: Any, stream: Any) -> None:
        self.format = AudioFormat(round(stream.samplerate))
        self.latency_s = float(stream.latency)
        self._error: type[Exception] = library.PortAudioError
        self._stream = stream
        self._channels: int = stream.channels
        self._condition = threading.Condition()
        self._accepting = False
        self._running = False
        self._written = False
        self._closed = False
        self._capacity = 0  # frames that the stream's buffer holds, known once it runs
        self._held = 0  # frames in that buffer when it was last asked
        self._padding = 0  # frames of silence at the end of what was handed over
        self._played = PlayedFrames(self.format.sample_rate_hz)
        self._stuck = False  # an abort has not come back
        self._underruns = 0

    @property
    def underruns(self) -> int:
        """How often the buffer ran empty between two writes."""
        return self._underruns

    def start(self) -> None:
        """Accept sound from now on; the stream itself is started by the first write."""
        with self._condition:
            self._accepting = not self._closed

    def write(self, block: Samples) -> int:
        """Wait for room in the stream's buffer and hand the block over."""
        return self._hand_over(block)

    def pending(self) -> int:
        """Count what the stream's buffer holds; a sound server's own buffer is not seen."""
        with self._condition:
            if self._running:
                with suppress(PlaybackError):  # a lost device keeps its last figure
                    self._room()
            return self._unheard()

    def abort(self) -> int:
        """Drop what the stream's buffer holds, by way of `Pa_AbortStream`."""
        with self._condition:
            self._accepting = False
            # Not asked of PortAudio but told by the clock: with another call into it, the
            # interpreter lock could stand between the stop and silence.
            dropped = self._unheard()
            self._halt()
            self._condition.notify_all()
            return dropped

    def flush(self) -> None:
        """Wait until the sound, and most of as much silence as the device holds, have been taken.

        The silence carries the last samples through the buffers behind PortAudio's, and makes
        PortAudio play what is too short to start a stream by itself. The stream is halted once
        enough of it is gone, and before all of it is, for ALSA complains of an underrun on
        standard error.
        """
        if not self._running:
            return
        latency = self.format.frames(self.latency_s)
        self._hand_over(np.zeros(latency, np.float32), silence=True)
        enough = max(latency // 4, latency - self.format.frames(_BEHIND_S))
        with self._condition:
            deadline_s = time.monotonic() + _STALLED_S + self.latency_s
            while self._accepting and self._running:
                self._room()
                if self._held <= enough:
                    self._halt()
                    return
                if time.monotonic() > deadline_s:
                    raise _stalled()
                self._wait_for(self._held - enough)

    def close(self) -> None:
        """Close the stream; a close that hangs, as macOS may let it, is left behind."""
        with self._condition:
            if self._closed:
                return
            self._closed = True
            # From here on no other thread calls into a stream that is about to vanish.
            self._accepting = self._running = False
            self._condition.notify_all()
        if self._stuck or not finishes_within(_CLOSE_LIMIT_S, self._stream.close, name=ABANDONED):
            _log.warning("the sound device did not let itself be closed")

    def _hand_over(self, block: Samples, *, silence: bool = False) -> int:
        taken = 0
        with self._condition:
            moved_s = time.monotonic()
            while self._accepting and taken < len(block):
                room = self._room() if self._running else self._run()
                # Half a buffer at a time: a block longer than the buffer is no reason to starve.
                wanted = min(len(block) - taken, max(1, self._capacity // 2))
                if room >= wanted:
                    self._push(block[taken : taken + wanted], silence=silence)
                    taken += wanted
                    moved_s = time.monotonic()
                elif time.monotonic() - moved_s > _STALLED_S:
                    raise _stalled()
                else:
                    self._wait_for(wanted - room)
        return taken

    def _run(self) -> int:
        """Start the stream and learn how much its buffer holds; the condition is held."""
        if self._stuck:
            raise _stalled()
        with _translated(self._error):
            self._stream.start()
            self._capacity = self._stream.write_available
        self._running = True
        self._held = self._padding = 0
        self._played.restart(self._capacity // 3)
        return self._capacity

    def _room(self) -> int:
        """Ask for the room in the running stream's buffer; the condition is held."""
        with _translated(self._error):
            room = int(self._stream.write_available)
        self._held = max(0, self._capacity - room)
        self._played.report(self._held)
        return room

    def _push(self, samples: Samples, *, silence: bool) -> None:
        """Hand over what surely fits; the condition is held."""
        ran_dry = self._held <= 0
        with _translated(self._error):
            underflowed = self._stream.write(self._interleaved(samples))
        # After a start PortAudio may report that the silence of the last flush has ended.
        if (ran_dry or underflowed) and self._written and not silence:
            self._underruns += 1
        self._written = True
        self._held += len(samples)
        self._played.push(len(samples))
        self._padding = self._padding + len(samples) if silence else 0

    def _halt(self) -> None:
        """Have the stream fall silent; the condition is held."""
        if not self._running:
            return
        stands_still_s = self._played.stands_still_s
        self._running = self._written = False
        with suppress(self._error):  # it is silent when it is gone, too
            if stands_still_s < _SUSPECT_S:
                self._stream.abort()
            # A frozen sound server would keep the abort, and whoever wanted the stop, for ever.
            elif not finishes_within(_ABORT_LIMIT_S, self._stream.abort, name=ABANDONED):
                self._stuck = True
                _log.warning("the sound device does not let itself be stopped")

    def _unheard(self) -> int:
        if not self._running:
            return 0
        return max(0, self._played.pushed - self._padding - round(self._played.now()))

    def _wait_for(self, frames: int) -> None:
        """Wait until about so many frames have been played; the condition is held."""
        self._condition.wait(max(_SHORTEST_WAIT_S, self.format.seconds(frames)))

    def _interleaved(self, samples: Samples) -> Samples:
        column = np.ascontiguousarray(samples, np.float32)[:, np.newaxis]
        return column if self._channels == 1 else np.repeat(column, self._channels, axis=1)


def open_sounddevice(
    library: Any, device: str = "default", latency_s: float | None = None, *, relist: bool = False
) -> SounddeviceDevice:
    """Open a device at its own sample rate.

    Args:
        library: The `sounddevice` module.
        device: `default`, or part of a device's name, in any case.
        latency_s: Seconds of sound that the device may hold; None for 100 ms, with which
            there was no underrun while twice as many threads as cores were busy. It hardly delays
            anything: the first block starts the stream, and an abort drops what it holds.
        relist: Have PortAudio look for devices again; it remembers those of its start. No other
            stream may be open.

    Raises:
        PlaybackError: There is no such device, or it cannot be opened.
    """
    with _translated(library.PortAudioError, "no sound device can be opened"):
        # While a call is stuck in there, PortAudio must not be taken down under it.
        if relist and not any(thread.name == ABANDONED for thread in threading.enumerate()):
            library._terminate()  # noqa: SLF001, the package's documented way to list anew
            library._initialize()  # noqa: SLF001, see above
        found = _find(library, device)
        return SounddeviceDevice(library, _open_stream(library, found, latency_s))


def _find(library: Any, device: str) -> Any:
    if device == "default":
        try:
            return library.query_devices(kind="output")
        except (ValueError, library.PortAudioError) as error:
            raise PlaybackError("no sound device", remedy=_CONNECT) from error
    for candidate in library.query_devices():
        if device.lower() in candidate["name"].lower() and candidate["max_output_channels"] > 0:
            return candidate
    raise PlaybackError(f"no sound device is called {device!r}", remedy=_RENAME)


def _open_stream(library: Any, device: Any, latency_s: float | None) -> Any:
    settings = {
        "device": device["index"],
        "samplerate": device["default_samplerate"],
        "latency": DEFAULT_LATENCY_S if latency_s is None else latency_s,
        "dtype": "float32",
    }
    try:
        return library.OutputStream(channels=1, **settings)
    except library.PortAudioError:
        # Some hardware, opened with nothing between, insists on its two channels.
        if device["max_output_channels"] == 1:
            raise
        return library.OutputStream(channels=2, **settings)


@contextmanager
def _translated(
    portaudio_error: type[Exception], message: str = "the sound device failed"
) -> Iterator[None]:
    """Turn PortAudio's errors into ours."""
    try:
        yield
    except portaudio_error as error:
        reason = str(error.args[0]) if error.args else "PortAudio error"
        raise PlaybackError(f"{message} ({reason})", remedy=_CONNECT) from error


def _stalled() -> PlaybackError:
    return PlaybackError("the sound device stopped taking sound", remedy=_CONNECT)


_CONNECT = "connect one or start the sound server"
_RENAME = "set [output] device to `default` or to part of a name that `speakd doctor` lists"
