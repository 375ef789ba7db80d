"""The control door: answers the requests of the same user's other processes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

from speakd.doors.control.answer import answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from speakd.doors.control.answer import Handler


class Transport(Protocol):
    """Carries messages; every platform has its own."""

    def start(self) -> None:
        """Begin to listen; return once clients can connect."""

    def stop(self) -> None:
        """Stop listening and close every connection. Calling it again does nothing."""


class ControlServer:
    """Takes one request per connection, several connections at a time.

    Args:
        path: The socket, in a folder that only its user can enter. On Windows, where the server
            is a named pipe, the pipe's name and its key file are derived from it.
        handle: Carries out a command with its arguments. It is called from several threads and
            should return at once; `SpeakdError` becomes an error reply.
        platform: As in `sys.platform`.
    """

    def __init__(self, path: Path, handle: Handler, *, platform: str = sys.platform) -> None:
        self._transport = _transport_for(platform)(path, lambda message: answer(message, handle))

    def start(self) -> None:
        """Begin to listen; return once clients can connect.

        The caller holds the instance lock of the socket's folder: a socket that is found there
        was left behind by a dead process and is replaced.

        Raises:
            ControlError: It cannot listen there.
        """
        self._transport.start()

    def stop(self) -> None:
        """Stop listening, close every connection, remove the socket. Idempotent."""
        self._transport.stop()


def _transport_for(
    platform: str,
) -> Callable[[Path, Callable[[bytes], bytes]], Transport]:
    if platform == "win32":
        from speakd.doors.control.pipe_server import PipeServer  # noqa: PLC0415, Windows only

        return PipeServer
    from speakd.doors.control.unix_server import UnixServer  # noqa: PLC0415, not on Windows

    return UnixServer
