"""How the daemon ends, and what its supervisor makes of that."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HUNG = 70
"""Exit status of a daemon whose watchdog ended it; `EX_SOFTWARE` of sysexits.h."""

SUPERVISOR = "SPEAKD_SUPERVISOR"
"""Environment variable in which a supervisor gives its name: `launchd` or `speakd`."""

FAILURES = "SPEAKD_FAILURES"
"""Environment variable in which our own supervisor says how many short runs failed in a row."""

MOST_FAILURES = 5
"""So many runs in a row may fail soon after their start; then it is not tried again."""

SHORT_RUN_S = 60.0
"""A run that lived longer is no part of a crash loop."""

_STARTING_S = 10.0
_DONE, _FAILED, _WRONG, _INTERRUPTED = 0, 1, 2, 130
_ASKED_TO_END = tuple(
    -number
    for name in ("SIGHUP", "SIGINT", "SIGTERM")
    if (number := getattr(signal, name, None)) is not None
)


def is_failure(status: int, lived_s: float) -> bool:
    """Tell whether a daemon that ended so is to be started again.

    Args:
        status: Its exit status; the negative number of the signal that ended it.
        lived_s: How long it ran. 1 soon after the start means that it could not start and has said
            why; later it is a failure (Python's own watchdog has no other status).
    """
    if status in {_DONE, _WRONG, _INTERRUPTED} or status in _ASKED_TO_END:
        return False
    return status != _FAILED or lived_s > _STARTING_S


def describe_end(status: int) -> str:
    """Say how a daemon ended, in a few words."""
    if status == HUNG:
        return "it hung"
    if status >= 0:
        return f"it failed with status {status:#x}" if status > 255 else f"it failed ({status})"  # noqa: PLR2004, Windows' own begin above a byte
    try:
        return f"it crashed ({signal.Signals(-status).name})"
    except ValueError:
        return f"it crashed (signal {-status})"


def status_for_supervisor(status: int, environment: Mapping[str, str]) -> int:
    """Give the exit status that the supervisor understands.

    launchd restarts whatever does not end with 0. What cannot start, and has said why, must not be
    started every ten seconds for ever.
    """
    if environment.get(SUPERVISOR) == "launchd" and status in {_FAILED, _WRONG}:
        return _DONE
    return status
