"""Calling what may hang: a sound server that does not answer, a driver that deadlocks."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


def start_watched(function: Callable[[], Result], *, name: str) -> Future[Result]:
    """Call `function` in a thread that may be left behind.

    Args:
        function: What may hang.
        name: The thread's name. It is a daemon: a hang must not outlive the process.

    Returns:
        The outcome to come.
    """
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            result = function()
        except BaseException as error:  # noqa: BLE001, it is raised where the outcome is asked for
            outcome.set_exception(error)
        else:
            outcome.set_result(result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return outcome


def finishes_within(limit_s: float, function: Callable[[], object], *, name: str) -> bool:
    """Call `function` and wait for it at most `limit_s` seconds; tell whether it came back.

    What it raises is raised here.
    """
    try:
        start_watched(function, name=name).result(limit_s)
    except TimeoutError:
        return False
    return True
