"""Waiting for what other processes and threads do, without guessing how long they take."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


def wait_until(
    predicate: Callable[[], Result],
    timeout_s: float = 10.0,
    what: str = "",
    *,
    every_s: float = 0.005,
) -> Result:
    """Ask `predicate` again and again until it answers with something true.

    Args:
        predicate: Cheap and free of side effects.
        timeout_s: Seconds until it is given up. The predicate is asked once at least.
        what: What is waited for, for the failure's message.
        every_s: Seconds between two questions.

    Returns:
        The first true answer.

    Raises:
        AssertionError: It did not come true in time.
    """
    pause = threading.Event()
    deadline = time.monotonic() + timeout_s
    while not (answer := predicate()):
        if time.monotonic() >= deadline:
            what = what or getattr(predicate, "__name__", "a condition")
            raise AssertionError(f"waited {timeout_s:g} s in vain for {what}")
        pause.wait(every_s)
    return answer
