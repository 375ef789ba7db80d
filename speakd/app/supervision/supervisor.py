"""Start the daemon, and start it again when it fails: for where nobody else does.

This is a process of its own that lives as long as the daemon: it imports next to nothing.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Protocol

from speakd.app.supervision.statuses import (
    FAILURES,
    MOST_FAILURES,
    SHORT_RUN_S,
    SUPERVISOR,
    describe_end,
    is_failure,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BACK_OFF_S = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Seconds to wait before each start after a failure. The first comes at once: somebody waits."""


class Children(Protocol):
    """Starts one process at a time and waits for it, while signals to us are passed on."""

    def was_told_to_stop(self) -> bool:
        """Whether a signal has asked us to end."""

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run a process to its end; the negative number of the signal if one ended it."""

    def wait(self, seconds: float) -> None:
        """Wait; less long if we are told to stop."""


def supervise(
    command: Sequence[str],
    environment: Mapping[str, str],
    children: Children | None = None,
    *,
    say: Callable[[str], None] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Keep a daemon running until it ends in order, is told to, or fails again and again.

    Args:
        command: The daemon, its program by its absolute path.
        environment: For the daemon.
        children: Starts it; those of this platform if None.
        say: Tells a person; standard error if None.
        clock: Monotonic seconds.

    Returns:
        The exit status: that of the daemon; 0 if it was told to stop.
    """
    children = children or platform_children()
    say = say or _say
    failures = 0
    while True:
        began_s = clock()
        status = children.run(
            command, {**environment, SUPERVISOR: "speakd", FAILURES: str(failures)}
        )
        lived_s = clock() - began_s
        if children.was_told_to_stop():
            return 0
        if not is_failure(status, lived_s):
            return max(status, 0)
        failures = failures + 1 if lived_s < SHORT_RUN_S else 1
        # Told so, the daemon gives up by itself, with a word and a notification. This is for one
        # that does not get that far.
        if failures > MOST_FAILURES:
            say(f"speakd: {describe_end(status)} {failures} times in a row and is given up")
            return 1
        say(f"speakd: {describe_end(status)} and is started again")
        children.wait(BACK_OFF_S[failures - 1])
        if children.was_told_to_stop():
            return 0


def daemon_command(config: str | None) -> tuple[str, ...]:
    """Name the command that is the daemon, in this same Python.

    Args:
        config: What `--config` says.
    """
    chosen = () if config is None else ("--config", config)
    # -P: a file in the working folder must not stand in for a module of ours.
    return (sys.executable, "-P", "-m", "speakd", *chosen, "run")


def platform_children(platform: str = sys.platform) -> Children:
    """Make what starts processes on this platform."""
    if platform == "win32":
        from speakd.app.supervision.children_windows import (  # noqa: PLC0415, one is needed
            WindowsChildren,
        )

        return WindowsChildren()
    from speakd.app.supervision.children_posix import PosixChildren  # noqa: PLC0415, one is needed

    return PosixChildren()


def _say(line: str) -> None:
    if sys.stderr is not None:  # pythonw has none
        try:
            print(line, file=sys.stderr, flush=True)
        except OSError:
            return
