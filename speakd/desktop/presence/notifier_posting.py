"""Notifications that cost whoever asks for them nothing."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Protocol

from speakd.desktop.presence.api import Notifier
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable

CLOSING_S = 1.0
"""Seconds that closing waits for what is yet to be shown."""

_log = logging.getLogger(__name__)


class NotificationService(Protocol):
    """Shows notifications, and may take its time. One thread at a time."""

    @property
    def name(self) -> str:
        """Name of the backend."""

    def show(self, key: str, heading: str, line: str) -> None:
        """Show `line` below its heading, in place of the one shown under the same key.

        Raises:
            DesktopError: It cannot be shown.
        """

    def withdraw(self, key: str) -> None:
        """Take back what is shown under `key`.

        Raises:
            DesktopError: It cannot be taken back.
        """

    def close(self) -> None:
        """Give everything back."""


class PostingNotifier(Notifier):
    """Has a service show what is posted, on a thread that begins with the first problem.

    What waits for a service that hangs is bounded: only the last word on each matter is kept.

    Args:
        new_service: Makes the service, on that thread.
        heading: Says what a matter is about, by its key, on that thread.
    """

    name = "posting"

    def __init__(
        self,
        new_service: Callable[[], NotificationService],
        heading: Callable[[str], str] = lambda _: "speakd",
    ) -> None:
        self._new_service = new_service
        self._heading = heading
        self._changed = threading.Condition()
        self._wanted: dict[str, str | None] = {}
        self._closed = False
        self._idle = True
        self._thread: threading.Thread | None = None

    def show(self, key: str, line: str) -> None:
        """See `Notifier`."""
        self._post(key, line)

    def withdraw(self, key: str) -> None:
        """See `Notifier`."""
        self._post(key, None)

    def close(self) -> None:
        """See `Notifier`. Waits a moment for what is yet to be shown."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
            self._changed.wait_for(lambda: self._idle, CLOSING_S)
            self._wanted.clear()
        if thread is not None:
            thread.join(CLOSING_S)

    def _post(self, key: str, line: str | None) -> None:
        with self._changed:
            if self._closed:
                return
            if self._thread is None:
                if line is None:
                    return
                self._thread = threading.Thread(target=self._work, name="notifier", daemon=True)
                self._thread.start()
            self._wanted[key] = line
            self._idle = False
            self._changed.notify_all()

    def _work(self) -> None:
        service = self._new_service()
        shown: set[str] = set()
        while (order := self._next()) is not None:
            key, line = order
            try:
                if line is not None:
                    service.show(key, self._heading(key), line)
                    shown.add(key)
                elif key in shown:
                    shown.discard(key)
                    service.withdraw(key)
            except DesktopError as error:
                _log.info("no notification: %s", error)
            except Exception as error:  # noqa: BLE001, a faulty service must not cost the next one
                _log.warning("no notification: %s", type(error).__name__)
        service.close()

    def _next(self) -> tuple[str, str | None] | None:
        with self._changed:
            if not self._wanted:
                self._idle = True
                self._changed.notify_all()
            self._changed.wait_for(lambda: self._wanted or self._closed)
            if not self._wanted:
                return None
            key = next(iter(self._wanted))
            return key, self._wanted.pop(key)
