"""The tray on Linux: an icon and a menu that the desktop draws, over the session bus."""

from __future__ import annotations

import logging
import selectors
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from speakd.desktop.presence.api import Tray
from speakd.desktop.presence.status_notifier_service import StatusNotifierService
from speakd.desktop.session_bus import connect_to_bus, interrupt
from speakd.errors import DesktopError, describe_bug

if TYPE_CHECKING:
    from collections.abc import Callable

    from jeepney.io.blocking import DBusConnection

    from speakd.desktop.presence.api import TrayView

SETTLING_S = 0.1
"""Seconds between a change and looking at it, so that it costs the first sound nothing."""

_ENDING_S = 2.0
_FIRST_RETRY_S = 1.0
_LAST_RETRY_S = 60.0
_WAKING_BYTES = 4096

_log = logging.getLogger(__name__)


class StatusNotifierTray(Tray):
    """Serves the icon on a thread of its own, and comes back after the bus was lost.

    Args:
        connect: Connects to the session bus.
        settling_s: Seconds between `refresh` and the look that follows; more calls in between are
            one.
    """

    name = "StatusNotifier"
    looks_on_opening = True

    def __init__(
        self,
        connect: Callable[[], DBusConnection] = connect_to_bus,
        settling_s: float = SETTLING_S,
    ) -> None:
        self._connect = connect
        self._settling_s = settling_s
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)  # noqa: FBT003, it takes no keyword
        self._waker.setblocking(False)  # noqa: FBT003, likewise
        self._stopped = threading.Event()
        self._connection: DBusConnection | None = None
        self._thread: threading.Thread | None = None

    def start(self, look: Callable[[], TrayView]) -> None:
        """See `Tray`."""
        self._connection = self._connect()
        self._thread = threading.Thread(target=self._work, args=(look,), name="tray", daemon=True)
        self._thread.start()

    def refresh(self) -> None:
        """See `Tray`."""
        with suppress(OSError):  # it has been told often enough already, or was stopped
            self._waker.send(b"\0")

    def stop(self) -> None:
        """See `Tray`."""
        self._stopped.set()
        self.refresh()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_ENDING_S)
            if thread.is_alive() and self._connection is not None:
                interrupt(self._connection)  # the bus takes nothing any more
                thread.join(_ENDING_S)
        if thread is None or not thread.is_alive():
            self._woken.close()
            self._waker.close()

    def _work(self, look: Callable[[], TrayView]) -> None:
        retry_s = _FIRST_RETRY_S
        while not self._stopped.is_set():
            began_s = time.monotonic()
            try:
                if self._connection is None:
                    self._connection = self._connect()
                self._serve(self._connection, look)
            except (DesktopError, OSError) as problem:
                _log.info("the tray has lost the desktop: %s", problem)
            except Exception as error:  # noqa: BLE001, the bus may say anything at all
                _log.error("the tray broke down and begins anew: %s", describe_bug(error))
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            if time.monotonic() - began_s > _LAST_RETRY_S:
                retry_s = _FIRST_RETRY_S
            self._stopped.wait(retry_s)
            retry_s = min(2 * retry_s, _LAST_RETRY_S)

    def _serve(self, connection: DBusConnection, look: Callable[[], TrayView]) -> None:
        """Serve on one connection until stopped.

        Raises:
            OSError: The connection is lost.
        """
        service = StatusNotifierService(connection, look)
        service.begin()
        look_at_s: float | None = None
        with selectors.DefaultSelector() as selector:
            selector.register(connection.sock, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._stopped.is_set():
                # What came in with the answers of the beginning is not seen by the selector.
                _handle_all(connection, service)
                wait_s = None if look_at_s is None else max(0.0, look_at_s - time.monotonic())
                woken = [key.fileobj for key, _ in selector.select(wait_s)]
                now_s = time.monotonic()
                if self._woken in woken:
                    self._woken.recv(_WAKING_BYTES)
                    look_at_s = look_at_s or now_s + self._settling_s
                if look_at_s is not None and now_s >= look_at_s:
                    look_at_s = None
                    service.look_again()


def _handle_all(connection: DBusConnection, service: StatusNotifierService) -> None:
    """Handle what has come in."""
    while True:
        try:
            message = connection.receive(timeout=0)
        except TimeoutError:
            return
        service.handle(message)
