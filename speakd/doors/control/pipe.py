r"""What both ends of the Windows named pipe share.

The pipe's name cannot carry permissions the way a folder does, so whoever connects proves with a
key, in turn with the server, that it can read the user's own files. Messages are bytes; nothing
is ever unpickled.
"""

from __future__ import annotations

import hashlib
import os
import time
from multiprocessing.connection import answer_challenge, deliver_challenge
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def pipe_address(path: str | os.PathLike[str]) -> str:
    r"""Derive the pipe's name, `\\.\pipe\speakd-...`, from the path of the control socket."""
    digest = hashlib.blake2s(os.fsencode(path), digest_size=12).hexdigest()
    return rf"\\.\pipe\speakd-{digest}"


def key_file(path: str | os.PathLike[str]) -> Path:
    """Name the file that holds the key."""
    return Path(path).with_suffix(".key")


class DeadlineConnection:
    """A connection on which nothing waits beyond a deadline.

    Args:
        connection: Carries whole messages.
        deadline_s: `time.monotonic()` at which waiting ends.
    """

    def __init__(self, connection: Connection[Any, Any], deadline_s: float) -> None:
        self._connection = connection
        self._deadline_s = deadline_s

    def send_bytes(self, message: bytes) -> None:
        """Send one message.

        Raises:
            OSError: The connection broke.
        """
        self._connection.send_bytes(message)

    def recv_bytes(self, max_bytes: int | None = None) -> bytes:
        """Receive one message of `max_bytes` at most.

        Raises:
            TimeoutError: None came in time.
            EOFError: The other side closed.
            OSError: The connection broke, or the message is too long.
        """
        if not self._connection.poll(max(0.0, self._deadline_s - time.monotonic())):
            raise TimeoutError
        return self._connection.recv_bytes(max_bytes)

    def welcome(self, key: bytes) -> None:
        """Prove as the server that both hold `key`.

        Raises:
            AuthenticationError: The client does not.
        """
        deliver_challenge(self, key)  # type: ignore[arg-type] # it sends and receives bytes, no more
        answer_challenge(self, key)  # type: ignore[arg-type] # likewise

    def introduce(self, key: bytes) -> None:
        """Prove as the client that both hold `key`.

        Raises:
            AuthenticationError: The server does not.
        """
        answer_challenge(self, key)  # type: ignore[arg-type] # likewise
        deliver_challenge(self, key)  # type: ignore[arg-type] # likewise
