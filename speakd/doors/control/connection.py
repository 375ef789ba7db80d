"""One client of the control door, with the thread that serves it."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class Connection:
    """A connected client.

    Args:
        stream: The connection; closed when its thread ends.
        exchange: Receives the request and sends the reply, in the connection's own thread.
        forget: Told when all is over.
    """

    def __init__(
        self,
        stream: socket.socket,
        exchange: Callable[[Connection], None],
        forget: Callable[[Connection], None],
    ) -> None:
        self.stream = stream
        self._exchange = exchange
        self._forget = forget
        self._lock = threading.Lock()
        self._is_receiving = True
        self._is_broken_off = False
        self._thread = threading.Thread(target=self._run, name="control-connection", daemon=True)

    def start(self) -> None:
        """Begin to serve the client."""
        self._thread.start()

    def begin_answer(self) -> bool:
        """Note that the request is complete; return whether it is still to be answered."""
        with self._lock:
            self._is_receiving = False
            return not self._is_broken_off

    def give_way(self, timeout_s: float) -> bool:
        """End for the sake of another client, unless the request is complete already.

        Returns:
            Whether it has ended.
        """
        with self._lock:
            if not self._is_receiving:
                return False
            self._is_broken_off = True
        self.break_off()
        return self.wait(timeout_s)

    def break_off(self) -> None:
        """Close the connection under its thread, whatever that is doing."""
        with self._lock:
            self._is_broken_off = True
        with contextlib.suppress(OSError):  # it may have gone by itself
            self.stream.shutdown(socket.SHUT_RDWR)

    def wait(self, timeout_s: float) -> bool:
        """Wait until the thread has ended; return whether it has."""
        if self._thread is threading.current_thread():
            return True  # the command that stops the server is itself being answered
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._exchange(self)
        except OSError as error:
            _log.debug("a control client went away: %s", error.strerror or type(error).__name__)
        finally:
            self.stream.close()
            self._forget(self)
