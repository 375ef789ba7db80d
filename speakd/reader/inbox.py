"""The reader's inbox, and the thread that does what comes in."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING

from speakd.errors import SpeakdError, describe_bug

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class Inbox:
    """Does what is put in, one after another, on a thread of its own. Any thread may put.

    Args:
        fail: Told on that thread what went wrong. If even this breaks, the thread ends, and its
            watchdog sees to the rest.

    Attributes:
        acting: What has been begun, for ever where the thread ended by a mistake; None where
            nothing has. Any thread may look.
    """

    def __init__(self, fail: Callable[[SpeakdError], None]) -> None:
        self.acting: Callable[[], None] | None = None
        self._fail = fail
        self._before_work: Callable[[], None] = _nobody_watches
        self._acts: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="reader", daemon=True)

    @property
    def is_open(self) -> bool:
        """Whether what is put in is done."""
        return self._thread.is_alive()

    def open(self) -> None:
        """Begin with what was put in first."""
        self._thread.start()

    def put(self, act: Callable[[], None]) -> None:
        """Have `act` called after what was put in before it."""
        self._acts.put(act)

    def before_work(self, listener: Callable[[], None]) -> None:
        """Have `listener`, which must not wait, called before each act, on the thread.

        Args:
            listener: Takes the place of the one before.
        """
        self._before_work = listener

    def settle(self, timeout_s: float) -> bool:
        """Wait until all that was put in before is done; return whether it is.

        Args:
            timeout_s: Seconds to wait at most. The thread must not wait for itself.
        """
        settled = threading.Event()
        self.put(settled.set)
        return settled.wait(timeout_s)

    def close(self) -> None:
        """Do what was put in, and end; any thread but its own."""
        self._acts.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (act := self._acts.get()) is not None:
            self.acting = act
            if (error := self._error_of(act)) is not None:
                self._fail(error)
            self.acting = None

    def _error_of(self, act: Callable[[], None]) -> SpeakdError | None:
        """Do what was asked for; give what went wrong with it."""
        try:
            self._before_work()
            act()
        except SpeakdError as known:
            _log.error("%s", known)
            return known
        except Exception as unknown:  # noqa: BLE001, the next key press must work
            # The message may quote the text; the type and the place never do.
            _log.error("the reader broke with %s", describe_bug(unknown))
            return SpeakdError(f"an internal error, {type(unknown).__name__}, ended the reading")
        return None


def _nobody_watches() -> None:
    """Stand in for a watchdog."""
