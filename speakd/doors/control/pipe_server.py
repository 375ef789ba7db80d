"""The control door as a Windows named pipe."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from typing import TYPE_CHECKING, Any

from speakd.doors.control.pipe import DeadlineConnection, key_file, pipe_address
from speakd.doors.control.protocol import MAX_MESSAGE_BYTES
from speakd.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

_KEY_BYTES = 32
_BACKLOG = 64

_log = logging.getLogger(__name__)


class PipeServer:
    """Gives each connection a thread of its own, so that none can hold up another.

    Args:
        path: What the pipe's name and its key file are derived from.
        answer: Makes the reply to a message; called from several threads, must not raise.
        timeout_s: Seconds for a whole request.
        max_connections: Connections served at a time; further ones are closed at once.
        address: Where to listen; empty derives it from `path`.
        family: How `multiprocessing` calls the kind of address.
    """

    def __init__(
        self,
        path: Path,
        answer: Callable[[bytes], bytes],
        *,
        timeout_s: float = 2.0,
        max_connections: int = 16,
        address: str = "",
        family: str = "AF_PIPE",
    ) -> None:
        self._path = path
        self._answer = answer
        self._timeout_s = timeout_s
        self._slots = threading.BoundedSemaphore(max_connections)
        self._address = address or pipe_address(path)
        self._family = family
        self._stopping = threading.Event()
        self._closing = contextlib.ExitStack()

    def start(self) -> None:
        """Begin to listen; return once clients can connect.

        Raises:
            ControlError: It cannot listen there.
        """
        key = secrets.token_bytes(_KEY_BYTES)
        try:
            _write_key(key_file(self._path), key)
            # With a key the listener itself would wait, for ever, for one client's proof.
            listener = Listener(self._address, self._family, _BACKLOG)
        except OSError as error:
            raise ControlError(f"the control pipe cannot be made: {error.strerror}") from error
        thread = threading.Thread(
            target=self._accept, args=(listener, key), name="control-door", daemon=True
        )
        # Done from the last to the first.
        self._closing.callback(key_file(self._path).unlink, missing_ok=True)
        self._closing.callback(listener.close)
        self._closing.callback(thread.join)
        self._closing.callback(self._wake)
        thread.start()

    def stop(self) -> None:
        """Stop listening and remove the key. Idempotent.

        Connections end by themselves within their time limit.
        """
        self._closing.close()

    def _wake(self) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):  # the thread has ended already
            Client(self._address, self._family).close()

    def _accept(self, listener: Listener, key: bytes) -> None:
        while not self._stopping.is_set():
            try:
                connection = listener.accept()
            except (OSError, EOFError) as error:  # the client has gone
                _log.debug("a control connection was not accepted: %s", type(error).__name__)
                self._stopping.wait(0.01)
                continue
            if self._stopping.is_set() or not self._slots.acquire(blocking=False):
                connection.close()
                continue
            try:
                threading.Thread(
                    target=self._serve,
                    args=(connection, key),
                    name="control-connection",
                    daemon=True,
                ).start()
            except RuntimeError:  # the user may start no more threads now
                _log.warning("a control connection was refused: no thread can be started")
                connection.close()
                self._slots.release()

    def _serve(self, raw: Connection[Any, Any], key: bytes) -> None:
        try:
            with raw:
                connection = DeadlineConnection(raw, time.monotonic() + self._timeout_s)
                connection.welcome(key)
                message = connection.recv_bytes(MAX_MESSAGE_BYTES + 1)
                connection.send_bytes(self._answer(message))
        except (AuthenticationError, AssertionError):
            _log.warning("somebody without the key tried to control speakd")
        except (OSError, EOFError) as error:
            _log.debug("a control client went away: %s", type(error).__name__)
        finally:
            self._slots.release()


def _write_key(path: Path, key: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
