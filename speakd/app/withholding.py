"""Keep what is read out of everything that the process, its packages or the system write about it.

Our own messages hold no text. Warnings, tracebacks and images of the memory are made by others,
and may.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from speakd.errors import describe_bug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)

_NEITHER_FILE_NOR_PIPE = 1
"""Bytes of a core dump. With 0, Linux writes no file, but still gives the memory to the program
that `core_pattern` names; 1 is the value by which the kernel is told not to."""


@contextmanager
def text_withheld() -> Iterator[None]:
    """Withhold text from warnings, and from errors that nobody caught; log where they came from."""
    before = threading.excepthook, sys.unraisablehook
    threading.excepthook, sys.unraisablehook = _in_thread, _in_callback
    # The formatters of our log leave out what is not our own message.
    logging.captureWarnings(capture=True)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        threading.excepthook, sys.unraisablehook = before


_WER_FAULT_REPORTING_FLAG_NOHEAP = 1


def forbid_core_dumps(
    platform: str = sys.platform, set_report_flags: Callable[[int], object] | None = None
) -> None:
    """Have the system write no image of the memory when this process or a child of it crashes.

    `PR_SET_DUMPABLE` would do so, too, but hides the process from desktop portals, which then
    refuse to talk to it.

    Args:
        platform: As in `sys.platform`. Windows is told to leave the heap out of its reports.
        set_report_flags: `WerSetFlags` of Windows; the system's own if None.
    """
    if platform == "win32":
        (set_report_flags or _windows_report_flags())(_WER_FAULT_REPORTING_FLAG_NOHEAP)
        return
    import resource  # noqa: PLC0415, not on Windows

    limit = _NEITHER_FILE_NOR_PIPE if platform.startswith("linux") else 0
    hardest = resource.getrlimit(resource.RLIMIT_CORE)[1]
    if hardest != resource.RLIM_INFINITY:
        limit = min(limit, hardest)
    with contextlib.suppress(OSError, ValueError):  # some sandbox does not permit it
        resource.setrlimit(resource.RLIMIT_CORE, (limit, hardest))


def _windows_report_flags() -> Callable[[int], object]:
    import ctypes  # noqa: PLC0415, Windows only

    library: Any = ctypes
    set_flags: Callable[[int], object] = library.WinDLL("kernel32").WerSetFlags
    return set_flags


def _in_thread(arguments: threading.ExceptHookArgs) -> None:
    name = arguments.thread.name if arguments.thread is not None else "?"
    if arguments.exc_value is not None:
        _log.error("thread %s broke down: %s", name, describe_bug(arguments.exc_value))


def _in_callback(arguments: sys.UnraisableHookArgs) -> None:
    if arguments.exc_value is not None:
        _log.error("a callback broke down: %s", describe_bug(arguments.exc_value))
