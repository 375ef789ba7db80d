"""Let a thread stand back behind the others, so that speech never stutters because of it."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from contextlib import suppress

_NICENESS = 10
_THREAD_PRIORITY_BELOW_NORMAL = -1
_QOS_CLASS_UTILITY = 0x11


def lower_priority(platform: str = sys.platform) -> None:
    """Lower the priority of the calling thread, where the system knows such a thing.

    It stays lowered for the life of the thread. Being refused changes nothing.

    Args:
        platform: As in `sys.platform`.
    """
    with suppress(OSError, AttributeError):
        if platform == "linux":
            # To Linux a thread is a process of its own here; elsewhere this would slow down all.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        elif platform == "darwin":
            ctypes.CDLL(None).pthread_set_qos_class_self_np(_QOS_CLASS_UTILITY, 0)
        elif platform == "win32":
            kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]  # Windows only
            kernel.SetThreadPriority(kernel.GetCurrentThread(), _THREAD_PRIORITY_BELOW_NORMAL)
