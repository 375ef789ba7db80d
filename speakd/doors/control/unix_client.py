"""The client's end of the Unix socket."""

from __future__ import annotations

import contextlib
import os
import socket
from typing import TYPE_CHECKING

from speakd.doors.control.line import receive_line, set_deadline
from speakd.doors.control.peer import peer_uid
from speakd.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Callable


def exchange(
    path: str | os.PathLike[str],
    message: bytes,
    deadline_s: float,
    *,
    find_peer: Callable[[socket.socket], int] = peer_uid,
) -> bytes:
    """Send a message and receive the reply to it.

    Args:
        path: The socket.
        message: With its line end.
        deadline_s: `time.monotonic()` at which the reply must be there.
        find_peer: Tells which user is at the other end.

    Raises:
        OSError: There is nobody, or the connection broke.
        EOFError: The server closed without a reply.
        ControlError: The server is another user's, or its reply was cut short.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        set_deadline(connection, deadline_s)
        connection.connect(os.fspath(path))
        if find_peer(connection) != os.geteuid():
            # In a folder for all, whoever comes first could listen to what we send.
            raise ControlError("the control socket belongs to another user")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            # A server that has heard enough says so and closes: its reply is still to be had.
            connection.sendall(message)
        return receive_line(connection, deadline_s)
