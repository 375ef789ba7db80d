"""Running a small tool of the desktop that may hang or write without end."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from speakd.desktop.bounded_wait import CANCEL_CHECK_S, time_left_s, wait_readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from speakd.cancel import CancelToken

_PIECE_BYTES = 256 * 1024


def run_bounded(
    command: Sequence[str],
    take: Callable[[bytes], bool],
    deadline_s: float,
    cancel: CancelToken | None = None,
) -> int | None:
    """Run a program and take what it writes; when this returns it is gone, children and all.

    Only its standard output is connected, so a child that it leaves behind holds nothing of ours.

    Args:
        command: The program and its arguments, never text that is being read.
        take: Called with each piece; returns whether more is wanted.
        deadline_s: `time.monotonic()` at which it is given up.
        cancel: Calls it off.

    Returns:
        Its exit status; None if no more was wanted of it.

    Raises:
        CallTimedOutError: Time was up; it was killed.
        CallCancelledError: It was called off and killed.
        OSError: It could not be started.
    """
    with _group(command) as process:
        assert process.stdout is not None  # noqa: S101, it was asked for
        output = process.stdout.fileno()
        while True:
            wait_readable(output, deadline_s, cancel)
            piece = os.read(output, _PIECE_BYTES)
            if not piece:
                break
            if not take(piece):
                return None
        while True:
            try:
                return process.wait(min(time_left_s(deadline_s, cancel), CANCEL_CHECK_S))
            except subprocess.TimeoutExpired:
                continue


@contextmanager
def _group(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a process group of its own, and kill what is left of the group."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError, PermissionError):  # it has ended by itself
                os.killpg(process.pid, signal.SIGKILL)
