"""Notifications on macOS, through `osascript`.

The notification framework proper serves only programs in an application bundle, which speakd is
not. What a script shows cannot be taken back.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from speakd.desktop.bounded_call import CallTimedOutError
from speakd.desktop.bounded_process import run_bounded
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANSWER_S = 5.0

# The line is an argument of the script and never a part of it, so it needs no quoting.
_SCRIPT = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)


class MacosNotifications:
    """Shows notifications as a script does. One thread at a time.

    Args:
        program: `osascript`, or what stands in for it.
    """

    name = "osascript"

    def __init__(self, program: str = "/usr/bin/osascript") -> None:
        self._program = program

    def show(self, key: str, heading: str, line: str) -> None:
        """Show a line below its heading; older ones stay.

        Raises:
            DesktopError: It cannot be shown.
        """
        del key
        try:
            status = run_bounded(
                self._command(heading, line), lambda _: True, time.monotonic() + _ANSWER_S
            )
        except (OSError, CallTimedOutError) as problem:
            raise DesktopError("osascript shows no notification") from problem
        if status:
            raise DesktopError(f"osascript shows no notification, it ended with {status}")

    def withdraw(self, key: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""

    def _command(self, heading: str, line: str) -> Sequence[str]:
        statements = [part for statement in _SCRIPT for part in ("-e", statement)]
        # The heading goes first: what follows it is never taken for an option.
        return [self._program, *statements, heading, line]
