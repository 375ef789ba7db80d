"""Streams of miniaudio: opened as they are wanted, given back whole."""

from __future__ import annotations

import ctypes
import functools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from speakd.errors import PlaybackError

if TYPE_CHECKING:
    from collections.abc import Iterator

PERIODS = 2
"""A stream holds so many periods of sound."""


class Streams:
    """Opens streams to one device; the library's errors become ours.

    Args:
        library: The `miniaudio` module.
        device: `default`, or part of a device's name, in any case.
    """

    def __init__(self, library: Any, device: str) -> None:
        self._library = library
        self._device = device

    def open(self, sample_rate_hz: int, period_s: float) -> Any:
        """Open a `PlaybackDevice` with one channel of float32, not started.

        Args:
            sample_rate_hz: 0 for the device's own.
            period_s: Seconds of sound that it pulls at a time.

        Raises:
            PlaybackError: There is no such device, or it cannot be opened.
        """
        library = self._library
        with self.translated("no sound device can be opened"):
            stream = self._new(
                output_format=library.SampleFormat.FLOAT32,
                nchannels=1,
                sample_rate=sample_rate_hz,
                buffersize_msec=max(1, round(1000 * period_s)),
                callback_periods=PERIODS,
                device_id=None if self._device == "default" else _find(library, self._device),
                app_name="speakd",
            )
        if stream.backend.lower() == "null":
            # The library's last resort swallows everything without a word.
            self.give_back(stream)
            raise PlaybackError("no sound device", remedy=CONNECT)
        return stream

    def give_back(self, stream: Any) -> None:
        """Close a stream; not a second time, which would end the process."""
        stream.close()
        # The package forgets its context, and with it a connection to the sound server.
        if context := getattr(stream, "_context", None):
            self._library.lib.ma_context_uninit(context)

    @contextmanager
    def translated(self, message: str = "the sound device failed") -> Iterator[None]:
        """Turn miniaudio's errors into ours."""
        try:
            yield
        except self._library.MiniaudioError as error:
            raise PlaybackError(f"{message} ({error.args[0]})", remedy=CONNECT) from error

    def _new(self, **settings: Any) -> Any:
        """Make a `PlaybackDevice`; leave nothing behind where it cannot be opened."""
        stream = self._library.PlaybackDevice.__new__(self._library.PlaybackDevice)
        try:
            stream.__init__(**settings)
        except self._library.MiniaudioError:
            self.give_back(stream)
            raise
        return stream


@functools.cache
def kept_devices(library: Any) -> Any:
    """Make the library's list of devices, once: giving it back may abort the whole process.

    Seen twice, on PulseAudio, in `ma_context_uninit`.
    """
    devices = library.Devices()
    # Python would give it back as the process ends.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(devices))
    return devices


def _find(library: Any, device: str) -> Any:
    for candidate in kept_devices(library).get_playbacks():
        if device.lower() in candidate["name"].lower():
            return candidate["id"]
    raise PlaybackError(f"no sound device is called {device!r}", remedy=_RENAME)


CONNECT = "connect one or start the sound server"
_RENAME = "set [output] device to `default` or to part of a name that `speakd doctor` lists"
