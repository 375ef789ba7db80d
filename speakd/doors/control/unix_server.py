"""The control door as a Unix socket."""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import socket
import threading
import time
from typing import TYPE_CHECKING

from speakd.doors.control.connection import Connection
from speakd.doors.control.line import receive_line, set_deadline
from speakd.doors.control.peer import peer_uid
from speakd.doors.control.protocol import encode_error
from speakd.doors.control.socket_file import identity_of, listen, remove
from speakd.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_STOP_PATIENCE_S = 1.0
_ACCEPT_RETRY_S = 0.1

_log = logging.getLogger(__name__)


class UnixServer:
    """Gives each connection a thread of its own, so that none can hold up another.

    When all connections are taken, the one that has been sending its request for longest has to
    go: an honest client is done in milliseconds.

    Args:
        path: The socket.
        answer: Makes the reply to a message; called from several threads, must not raise.
        timeout_s: Seconds for a whole request, and again for its reply.
        max_connections: Connections served at a time.
        find_peer: Tells which user is at the other end.
    """

    def __init__(
        self,
        path: Path,
        answer: Callable[[bytes], bytes],
        *,
        timeout_s: float = 2.0,
        max_connections: int = 16,
        find_peer: Callable[[socket.socket], int] = peer_uid,
    ) -> None:
        self._path = path
        self._answer = answer
        self._timeout_s = timeout_s
        self._max_connections = max_connections
        self._find_peer = find_peer
        self._lock = threading.Lock()
        self._connections: list[Connection] = []  # oldest first
        self._closing = contextlib.ExitStack()

    def start(self) -> None:
        """Begin to listen; return once clients can connect.

        Raises:
            ControlError: It cannot listen there.
        """
        listener = listen(self._path)
        identity = identity_of(self._path)
        wake_receiver, wake_sender = socket.socketpair()
        thread = threading.Thread(
            target=self._accept, args=(listener, wake_receiver), name="control-door", daemon=True
        )
        # Done from the last to the first.
        self._closing.callback(remove, self._path, identity)
        self._closing.callback(self._end_connections)
        for each in (wake_receiver, wake_sender, listener):
            self._closing.callback(each.close)
        self._closing.callback(thread.join)
        self._closing.callback(wake_sender.sendall, b"x")
        thread.start()

    def stop(self) -> None:
        """Stop listening, close every connection, remove the socket. Idempotent."""
        self._closing.close()

    def _accept(self, listener: socket.socket, wake: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(listener, selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            while all(key.fileobj is not wake for key, _ in selector.select()):
                try:
                    accepted, _ = listener.accept()
                except BlockingIOError:  # the client has gone
                    continue
                except OSError as error:  # we are out of descriptors
                    _log.warning("a control connection was not accepted: %s", error.strerror)
                    selector.unregister(listener)
                    if selector.select(_ACCEPT_RETRY_S):
                        return
                    selector.register(listener, selectors.EVENT_READ)
                    continue
                self._serve(accepted)

    def _serve(self, accepted: socket.socket) -> None:
        with self._lock:
            connections = list(self._connections)
        if len(connections) >= self._max_connections and not any(
            each.give_way(_STOP_PATIENCE_S) for each in connections
        ):
            _refuse(accepted, "speakd is busy")
            return
        connection = Connection(accepted, self._exchange, self._forget)
        with self._lock:
            self._connections.append(connection)
        try:
            connection.start()
        except RuntimeError:  # the user may start no more threads now
            self._forget(connection)
            _log.warning("a control connection was refused: no thread can be started")
            _refuse(accepted, "speakd is busy")

    def _exchange(self, connection: Connection) -> None:
        """Serve one request, in the connection's own thread."""
        stream = connection.stream
        try:
            if self._find_peer(stream) != os.geteuid():
                _log.warning("another user tried to control speakd")
                raise ControlError("this speakd belongs to another user")  # noqa: TRY301, one way out for all refusals
            message = receive_line(stream, time.monotonic() + self._timeout_s)
            reply = self._answer(message) if connection.begin_answer() else b""
        except EOFError:
            return
        except TimeoutError:
            reply = encode_error("the request was not complete in time")
        except ControlError as error:
            reply = encode_error(error.message, error.remedy)
        set_deadline(stream, time.monotonic() + self._timeout_s)
        stream.sendall(reply)

    def _forget(self, connection: Connection) -> None:
        with self._lock:
            self._connections.remove(connection)

    def _end_connections(self) -> None:
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.break_off()
        deadline_s = time.monotonic() + _STOP_PATIENCE_S
        for connection in connections:
            if not connection.wait(max(0.0, deadline_s - time.monotonic())):
                _log.warning("a control command is still running and is left to itself")


def _refuse(stream: socket.socket, reason: str) -> None:
    with stream, contextlib.suppress(OSError):  # it is told if it listens
        stream.settimeout(0)
        stream.sendall(encode_error(reason, "try again in a moment"))
