"""What ALSA, Linux's sound library, needs before others call it."""

from __future__ import annotations

import ctypes
import sys
from functools import cache

from speakd.errors import PlaybackError


@cache
def silence_alsa() -> None:
    """Have libasound drop its messages, once for the whole process; elsewhere do nothing.

    Looking for devices where there are none makes it write 175 lines, and an underrun one more.
    What matters of them comes back to us as an error code.
    """
    alsa = _libasound()
    if alsa is None:
        return
    # The handler is called with a message's parts, perhaps where no Python may run. Any C function
    # without arguments and without effect will do: the caller clears the arguments away.
    alsa.snd_lib_error_set_handler(ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p))


def check_alsa() -> None:
    """Check that ALSA has found its configuration; elsewhere do nothing.

    Without it PortAudio ends the whole process by a failed assertion as it looks for devices. It
    happens where ALSA's data files are not installed or its library was built for another place.

    Raises:
        PlaybackError: It has not.
    """
    alsa = _libasound()
    if alsa is None:
        return
    alsa.snd_config_update()
    devices = ctypes.c_void_p()
    configuration = ctypes.c_void_p.in_dll(alsa, "snd_config")
    if alsa.snd_config_search(configuration, b"pcm", ctypes.byref(devices)) < 0:
        raise PlaybackError(
            "ALSA has no configuration", remedy="install its data files (libasound2-data)"
        )


def _libasound() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    try:
        return ctypes.CDLL("libasound.so.2")
    except OSError:
        return None
