"""Keeping ALSA's complaints off standard error."""

from __future__ import annotations

import ctypes
import sys
from functools import cache


@cache
def silence_alsa() -> None:
    """Have libasound drop its messages, once for the whole process; elsewhere do nothing.

    Looking for devices where there are none makes it write 175 lines, and an underrun one more.
    What matters of them comes back to us as an error code.
    """
    if sys.platform != "linux":
        return
    try:
        alsa, libc = ctypes.CDLL("libasound.so.2"), ctypes.CDLL(None)
    except OSError:
        return
    # The handler is called with a message's parts, perhaps where no Python may run. Any C function
    # without arguments and without effect will do: the caller clears the arguments away.
    alsa.snd_lib_error_set_handler(ctypes.cast(libc.getpid, ctypes.c_void_p))
