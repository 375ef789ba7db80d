"""Receive one line from a socket before a deadline."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from speakd.doors.control.protocol import MAX_MESSAGE_BYTES
from speakd.errors import ControlError

if TYPE_CHECKING:
    import socket

_BLOCK_BYTES = 1 << 16


def receive_line(connection: socket.socket, deadline_s: float) -> bytes:
    """Receive until the first line end, and return what came before it.

    Args:
        connection: A connected stream.
        deadline_s: `time.monotonic()` at which the whole line must be there, so that sending
            it drop by drop gains no time.

    Raises:
        EOFError: The other side closed without sending anything.
        TimeoutError: The line was not complete in time.
        ControlError: The line was cut short, or is too long.
        OSError: The connection broke.
    """
    received = bytearray()
    while True:
        set_deadline(connection, deadline_s)
        block = connection.recv(_BLOCK_BYTES)
        if not block:
            if received:
                raise ControlError("the message was cut short")
            raise EOFError
        end = block.find(b"\n")
        received += block if end < 0 else block[:end]
        if len(received) > MAX_MESSAGE_BYTES:
            raise ControlError(f"the message is longer than {MAX_MESSAGE_BYTES >> 20} MiB")
        if end >= 0:
            return bytes(received)


def set_deadline(connection: socket.socket, deadline_s: float) -> None:
    """Let the next call on `connection` take no longer than until `deadline_s`.

    Raises:
        TimeoutError: The time is over.
    """
    remaining_s = deadline_s - time.monotonic()
    if remaining_s <= 0:
        raise TimeoutError
    connection.settimeout(remaining_s)
