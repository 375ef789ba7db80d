"""The client's end of the Windows named pipe."""

from __future__ import annotations

from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from typing import TYPE_CHECKING

from speakd.doors.control.pipe import DeadlineConnection, key_file, pipe_address
from speakd.doors.control.protocol import MAX_MESSAGE_BYTES
from speakd.errors import ControlError

if TYPE_CHECKING:
    import os


def exchange(
    path: str | os.PathLike[str],
    message: bytes,
    deadline_s: float,
    *,
    address: str = "",
    family: str = "AF_PIPE",
) -> bytes:
    """Send a message and receive the reply to it.

    Args:
        path: What the pipe's name is derived from.
        message: What to send.
        deadline_s: `time.monotonic()` at which the reply must be there.
        address: Where the server listens; empty derives it from `path`.
        family: How `multiprocessing` calls the kind of address.

    Raises:
        OSError: There is nobody, or the connection broke.
        EOFError: The server closed without a reply.
        ControlError: The server does not know the user's key.
    """
    key = key_file(path).read_bytes()
    with Client(address or pipe_address(path), family) as raw:
        connection = DeadlineConnection(raw, deadline_s)
        try:
            connection.introduce(key)
        except (AuthenticationError, AssertionError) as error:
            raise ControlError("the control pipe belongs to another user") from error
        connection.send_bytes(message)
        return connection.recv_bytes(MAX_MESSAGE_BYTES)
