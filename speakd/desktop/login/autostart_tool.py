"""Running `systemctl` and `launchctl`, which say by their exit status how it went."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from speakd.desktop.bounded_call import CallTimedOutError
from speakd.desktop.bounded_process import run_bounded
from speakd.errors import DesktopError

_LIMIT_S = 15.0

Tool = Callable[[Sequence[str]], int]
"""Runs a command and returns its exit status; raises `DesktopError` if it cannot be run."""


def run_tool(command: Sequence[str]) -> int:
    """Run a command; return its exit status.

    Raises:
        DesktopError: It is missing, or did not end.
    """
    try:
        status = run_bounded(command, lambda _: True, time.monotonic() + _LIMIT_S)
    except CallTimedOutError as error:
        raise DesktopError(
            f"{command[0]} does not answer", remedy="log out and in again"
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DesktopError(f"{command[0]} cannot be run: {reason}") from error
    return -1 if status is None else status
