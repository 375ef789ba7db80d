"""Calls into foreign code that may never come back."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.cancel import CancelToken

Result = TypeVar("Result")


class CallTimedOutError(Exception):
    """The call, or the one before it, has not come back in time."""


class CallCancelledError(Exception):
    """Nobody waits for the call any more."""


@dataclass(slots=True)
class _Outcome(Generic[Result]):
    """What became of a call. `settled` is set when it ended and when it was cancelled."""

    settled: threading.Event = field(default_factory=threading.Event)
    ended: bool = False
    results: list[Result] = field(default_factory=list, repr=False)
    error: BaseException | None = None


class BoundedCaller:
    """Makes calls on a thread of their own, so that one that hangs cannot hang the caller.

    There is one such thread at most. While a call that was given up still hangs, or another thread
    makes one, the next one waits for it, and is given up as well if that takes too long.

    Args:
        thread_name: What the thread is called.
    """

    def __init__(self, thread_name: str) -> None:
        self._thread_name = thread_name
        self._thread: threading.Thread | None = None
        self._turn = threading.Lock()

    def call(
        self, function: Callable[[], Result], timeout_s: float, cancel: CancelToken | None = None
    ) -> Result:
        """Call `function` and wait for it, `timeout_s` seconds at most; any thread.

        Raises:
            CallTimedOutError: It did not come back in time; it is left to itself.
            CallCancelledError: `cancel` was raised first; the call is left to itself.
            BaseException: Whatever `function` raised.
        """
        deadline_s = time.monotonic() + timeout_s
        if not self._turn.acquire(timeout=timeout_s):
            raise CallTimedOutError
        try:
            return self._call(function, deadline_s, cancel)
        finally:
            self._turn.release()

    def _call(
        self, function: Callable[[], Result], deadline_s: float, cancel: CancelToken | None
    ) -> Result:
        if not self.join(max(0.0, deadline_s - time.monotonic())):
            raise CallTimedOutError
        outcome: _Outcome[Result] = _Outcome()
        thread = threading.Thread(
            target=_run, args=(function, outcome), name=self._thread_name, daemon=True
        )
        thread.start()
        # Not before: another thread may want to join it, which it cannot until it has begun.
        self._thread = thread
        forget = cancel.on_cancel(outcome.settled.set) if cancel is not None else None
        try:
            outcome.settled.wait(max(0.0, deadline_s - time.monotonic()))
        finally:
            if forget is not None:
                forget()
        if not outcome.ended:
            if cancel is not None and cancel.cancelled:
                raise CallCancelledError
            raise CallTimedOutError
        if outcome.error is not None:
            raise outcome.error
        return outcome.results[0]

    def join(self, timeout_s: float) -> bool:
        """Wait for a call that was given up; return whether nothing is running any more."""
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()


def _run(function: Callable[[], Result], outcome: _Outcome[Result]) -> None:
    try:
        outcome.results.append(function())
    except BaseException as error:  # noqa: BLE001, it is raised again in the caller's thread
        outcome.error = error
    outcome.ended = True
    outcome.settled.set()
