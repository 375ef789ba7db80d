"""The names of the sound devices, for somebody who wants to choose one."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

from speakd.playback.alsa import check_alsa, silence_alsa
from speakd.playback.devices import AUTO, BACKENDS
from speakd.playback.miniaudio_stream import kept_devices

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)


def device_names(backend: str = AUTO) -> list[str]:
    """List the devices that can play, as the first backend that can be asked names them.

    It may hang, as any call of a sound library may, and is for a process that ends without giving
    anything back.

    Args:
        backend: `auto`, `sounddevice` or `miniaudio`.

    Returns:
        Each name once; nothing where no backend can be asked.
    """
    for name in BACKENDS if backend == AUTO else (backend,):
        try:
            silence_alsa()
            library = importlib.import_module(name)
            names = _of_sounddevice(library) if name == "sounddevice" else _of_miniaudio(library)
            return list(dict.fromkeys(names))
        except Exception as error:  # noqa: BLE001, a list is all that is lost
            _log.debug("%s lists no devices: %s", name, type(error).__name__)
    return []


def _of_sounddevice(library: Any) -> Iterator[str]:
    check_alsa()
    for device in library.query_devices():
        if device["max_output_channels"] > 0:
            yield device["name"]


def _of_miniaudio(library: Any) -> Iterator[str]:
    for device in kept_devices(library).get_playbacks():
        yield device["name"]
