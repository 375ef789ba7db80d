"""Processes and signals on POSIX systems, with nothing that Python must import for it."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class PosixChildren:
    """Waits for its child and for signals in one call, so that none can come in between.

    Main thread only; the signals stay blocked from the first `run` on.
    """

    def __init__(self) -> None:
        self._is_stopping = False
        self._awaited = {*_STOPPING, signal.SIGCHLD, signal.SIGALRM}

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run a process to its end; the negative number of the signal if one ended it."""
        self._take_signals()
        child = os.posix_spawn(command[0], tuple(command), environment, setsigmask=())
        while True:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            if self._next_signal() in _STOPPING:
                # A terminal sends ctrl+c to the child as well; being asked twice is no matter.
                os.kill(child, signal.SIGTERM)

    def was_told_to_stop(self) -> bool:
        """Whether a signal has asked us to end."""
        return self._is_stopping

    def wait(self, seconds: float) -> None:
        """Wait; less long if we are told to stop."""
        self._take_signals()
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))
        while self._next_signal() == signal.SIGCHLD:
            pass
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _take_signals(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, self._awaited)
        # Where the default is to ignore a signal, some systems do not even keep it for `sigwait`.
        signal.signal(signal.SIGCHLD, _nothing)

    def _next_signal(self) -> int:
        number = signal.sigwait(self._awaited)
        if number in _STOPPING:
            self._is_stopping = True
        return number


def _nothing(*_: object) -> None:
    """Stand in for the default."""
