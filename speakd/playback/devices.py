"""Choosing a backend and opening the best device there is."""

from __future__ import annotations

import importlib
import logging
import threading
import time
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from speakd.errors import PlaybackError
from speakd.playback.alsa import check_alsa, silence_alsa
from speakd.playback.watchdog import start_watched

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from speakd.playback.api import SoundDevice

_log = logging.getLogger(__name__)

AUTO = "auto"
DEFAULT = "default"
_LIMIT_S = 2.0
_SHARE_OF_FIRST = 0.6


class Backend(Protocol):
    """Opens a device by way of one library; may import it, and may hang."""

    def __call__(self, device: str, latency_s: float | None, *, relist: bool) -> SoundDevice:
        """Open `device`.

        Raises:
            ImportError: The library, or a library that it needs, is missing.
            OSError: The same, as sounddevice puts it.
            PlaybackError: There is no such device, or it cannot be opened.
        """


def _sounddevice(device: str, latency_s: float | None, *, relist: bool) -> SoundDevice:
    silence_alsa()
    check_alsa()
    library = _import("sounddevice")
    from speakd.playback.sounddevice_device import open_sounddevice  # noqa: PLC0415, lazy

    return open_sounddevice(library, device, latency_s, relist=relist)


def _miniaudio(device: str, latency_s: float | None, *, relist: bool) -> SoundDevice:
    del relist  # miniaudio looks every time
    library = _import("miniaudio")
    from speakd.playback.miniaudio_device import open_miniaudio  # noqa: PLC0415, lazy

    return open_miniaudio(library, device, latency_s)


def _import(name: str) -> Any:
    silence_alsa()
    try:
        return importlib.import_module(name)
    except (ImportError, OSError):
        raise
    except Exception as error:
        # sounddevice initialises PortAudio as it is imported; its error type is not there yet.
        raise PlaybackError(f"{name} failed ({error})", remedy=_CONNECT) from error


BACKENDS: Mapping[str, Backend] = {"sounddevice": _sounddevice, "miniaudio": _miniaudio}
"""By name, best first.

Measured on PulseAudio (`bench/playback_latency.py`), sounddevice is the quicker one: it starts a
stopped stream with the first block and drops what is buffered on an abort, where miniaudio's
device thread needs the interpreter lock for every few milliseconds and plays its measure to the
end. miniaudio in turn needs no system library, and so works where PortAudio is missing.
"""


class DeviceOpener:
    """Opens the best device, and remembers what cannot work.

    A library that cannot be imported is not tried again; a device that cannot be opened is, every
    time. An attempt that hangs is left behind: until it comes back its backend is passed over, and
    a device that comes too late is closed. Thread-safe.

    Args:
        device: `default`, or part of a device's name, in any case.
        backend: A name out of `backends`, or `auto` for the first that works.
        backends: Name to backend, best first.
        limit_s: Seconds that one call may take in all.
    """

    def __init__(
        self,
        device: str = "default",
        backend: str = AUTO,
        *,
        backends: Mapping[str, Backend] = BACKENDS,
        limit_s: float = _LIMIT_S,
    ) -> None:
        self._device = device
        self._backends = dict(backends) if backend == AUTO else {backend: backends[backend]}
        self._limit_s = limit_s
        self._lock = threading.Lock()
        self._missing: dict[str, str] = {}
        self._failed: set[str] = set()
        self._hanging: set[str] = set()

    def __call__(self, latency_s: float | None = None) -> SoundDevice:
        """Open the first device that can be opened.

        Args:
            latency_s: Seconds of sound that it may hold; None for the backend's own choice.

        Raises:
            PlaybackError: There is none; it names what was tried and what to do.
        """
        deadline_s = time.monotonic() + self._limit_s
        problems: dict[str, PlaybackError] = {}
        with self._lock:
            for place, name in enumerate(self._backends, start=1):
                left_s = max(0.0, deadline_s - time.monotonic())
                is_last = place == len(self._backends)
                try:
                    limit_s = left_s if is_last else left_s * _SHARE_OF_FIRST
                    return self._open(name, latency_s, limit_s)
                except PlaybackError as error:
                    _log.info("%s: %s", name, error)
                    problems[name] = error
        raise _summary(problems, self._missing)

    def _open(self, name: str, latency_s: float | None, limit_s: float) -> SoundDevice:
        if name in self._missing:
            raise PlaybackError(self._missing[name], remedy=_INSTALL)
        if name in self._hanging:
            raise _no_answer()
        backend, relist = self._backends[name], name in self._failed
        outcome = start_watched(
            lambda: backend(self._device, latency_s, relist=relist),
            name=f"speakd-open-{name}",
        )
        self._failed.add(name)
        try:
            device = outcome.result(limit_s)
        except PlaybackError:
            raise
        except (ImportError, OSError) as error:
            if not outcome.done() or outcome.exception() is None:  # TimeoutError is an OSError
                self._hanging.add(name)
                outcome.add_done_callback(lambda late: self._close_late(name, late))
                raise _no_answer() from error
            self._missing[name] = f"{name} is missing ({error})"
            raise PlaybackError(self._missing[name], remedy=_INSTALL) from error
        self._failed.discard(name)
        return device

    def _close_late(self, name: str, outcome: Future[SoundDevice]) -> None:
        """Give back a device that nobody waits for any more; only then may there be another."""
        if outcome.exception() is None:
            outcome.result().close()
        self._hanging.discard(name)


def open_best_device(
    device: str = "default", latency_s: float | None = None, backend: str = AUTO
) -> SoundDevice:
    """Open the best device there is, within two seconds.

    What is remembered of a backend's failure (see `DeviceOpener`) belongs to the process, as
    `sys.modules` does.

    Args:
        device: `default`, or part of a device's name, in any case.
        latency_s: Seconds of sound that the device may hold; None for the backend's own choice.
        backend: `auto`, `sounddevice` or `miniaudio`.

    Raises:
        PlaybackError: There is neither backend nor device; says what to do.
    """
    return _opener(device, backend)(latency_s)


def open_device_or_default(
    device: str = DEFAULT, latency_s: float | None = None, backend: str = AUTO
) -> SoundDevice:
    """Open a device; where a named one is missing, the default stands in: silence helps nobody.

    It says so in its `problem`. For the arguments and what it raises see `open_best_device`.
    """
    try:
        return open_best_device(device, latency_s, backend)
    except PlaybackError as missing:
        if device == DEFAULT:
            raise
        try:
            stand_in = open_best_device(DEFAULT, latency_s, backend)
        except PlaybackError:
            raise missing from None
        stand_in.problem = f"the default device stands in: {missing}"
        _log.warning("%s", stand_in.problem)
        return stand_in


@cache
def _opener(device: str, backend: str) -> DeviceOpener:
    return DeviceOpener(device, backend)


def _summary(problems: Mapping[str, PlaybackError], missing: Mapping[str, str]) -> PlaybackError:
    """Choose what the user is told: of a device where there is a backend, else of the backends."""
    for name, problem in problems.items():
        if name not in missing:
            return problem
    return PlaybackError("no sound backend: " + ", ".join(missing.values()), remedy=_INSTALL)


def _no_answer() -> PlaybackError:
    return PlaybackError("the sound server does not answer", remedy="restart it")


_CONNECT = "connect one or start the sound server"
_INSTALL = "install libportaudio2, or reinstall speakd"
