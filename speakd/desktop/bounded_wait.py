"""Waiting for a descriptor, until a time and unless called off."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING

from speakd.desktop.bounded_call import CallCancelledError, CallTimedOutError

if TYPE_CHECKING:
    from speakd.cancel import CancelToken

CANCEL_CHECK_S = 0.02
"""Seconds after which a wait looks whether it was called off."""


def time_left_s(deadline_s: float, cancel: CancelToken | None) -> float:
    """Tell how long may still be waited.

    Raises:
        CallTimedOutError: Time is up.
        CallCancelledError: It was called off.
    """
    if cancel is not None and cancel.cancelled:
        raise CallCancelledError
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        raise CallTimedOutError
    return left_s


def wait_readable(descriptor: int, deadline_s: float, cancel: CancelToken | None) -> None:
    """Wait until there is something to read, or the end of it.

    Args:
        descriptor: Of a socket or a pipe.
        deadline_s: `time.monotonic()` at which it is given up.
        cancel: Calls it off.

    Raises:
        CallTimedOutError: Time is up.
        CallCancelledError: It was called off.
    """
    while True:
        wait_s = min(time_left_s(deadline_s, cancel), CANCEL_CHECK_S)
        if select.select([descriptor], [], [], wait_s)[0]:
            return
