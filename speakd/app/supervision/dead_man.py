"""A dead man's handle: it ends the process unless somebody says in time that all is well.

It needs no interpreter lock, so it works where foreign code holds that and never gives it back.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class DeadMan(Protocol):
    """Ends the process, with the stacks of its threads written down, unless told in time."""

    def hold(self, seconds: float) -> None:
        """Say that all is well, and will be for some seconds; any thread."""

    def let_go(self) -> None:
        """Say that nobody holds the handle for now; any thread."""


class StackFile:
    """Where C code writes stacks to when Python cannot: the log, else a supervisor's journal.

    Python's `faulthandler` writes names of files and functions, and line numbers; nothing else.
    A person at a terminal is spared them.

    Args:
        find_log: Names the log; None where none is kept.
    """

    def __init__(self, find_log: Callable[[], Path | None]) -> None:
        self._find_log = find_log
        self._descriptor: int | None = None

    def open(self) -> int | None:
        """Give a descriptor of the file that is the log now; None where there is nowhere to write.

        It stays open until the next call.
        """
        before, self._descriptor = self._descriptor, None
        number = self._descriptor = self._open_log()
        if number is None and sys.stderr is not None and not sys.stderr.isatty():
            with suppress(OSError, ValueError):
                number = sys.stderr.fileno()
        if number is not None:
            # A crash leaves the same trace. The new file counts before the old one is closed.
            faulthandler.enable(number, all_threads=True)
        else:
            faulthandler.disable()
        if before is not None:
            os.close(before)
        return number

    def close(self) -> None:
        """Give it back."""
        faulthandler.disable()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open_log(self) -> int | None:
        path = self._find_log()
        if path is None or (path.exists() and not path.is_file()):
            return None
        try:
            # The log itself may not have been begun yet.
            path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError:
            return None


class AlarmDeadMan:
    """POSIX: the kernel's timer sends `SIGALRM`, on which C code writes the stacks; then it kills.

    Holding it is one system call. No thread wakes up for it. The process ends by `SIGALRM`, which
    every supervisor takes for a failure.

    Args:
        file: Where the stacks go.
    """

    def __init__(self, file: StackFile) -> None:
        self._file = file
        self._open()

    def hold(self, seconds: float) -> None:
        """See `DeadMan`."""
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def let_go(self) -> None:
        """See `DeadMan`."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        # The log may have been rotated. There is time now, and none when a key was just pressed.
        self._open()

    def _open(self) -> None:
        if (number := self._file.open()) is not None:
            faulthandler.register(signal.SIGALRM, number, all_threads=True, chain=True)


class ThreadDeadMan:
    """Elsewhere: a thread of Python's own, in C. The process ends with status 1.

    Args:
        file: Where the stacks go.
    """

    def __init__(self, file: StackFile) -> None:
        self._file = file
        self._number = file.open()

    def hold(self, seconds: float) -> None:
        """See `DeadMan`."""
        if self._number is not None:
            faulthandler.dump_traceback_later(seconds, file=self._number, exit=True)

    def let_go(self) -> None:
        """See `DeadMan`."""
        faulthandler.cancel_dump_traceback_later()
        self._number = self._file.open()  # the log may have been rotated


def platform_dead_man(file: StackFile) -> DeadMan:
    """Make the one that this platform can have."""
    return AlarmDeadMan(file) if hasattr(signal, "setitimer") else ThreadDeadMan(file)
