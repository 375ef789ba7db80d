"""What a Wayland compositor offers, asked over its own protocol.

Two requests and the replies to them, as the chapter "Wire Format" of the Wayland book has them.
"""

from __future__ import annotations

import socket
import struct
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DISPLAY, _REGISTRY, _CALLBACK = 1, 2, 3
"""Objects: the first is always there, the others get their numbers from us."""

_SYNC, _GET_REGISTRY = 0, 1
"""Requests to the display."""

_GLOBAL = 0
"""The registry's event for something that is offered."""

_WORD = struct.Struct("=I")
_HEADER = struct.Struct("=II")
"""The object; then the size of the message in the upper half of a word, its kind in the lower."""

_PIECE_BYTES = 64 * 1024


def compositor_offers(address: str, timeout_s: float = 1.0) -> Mapping[str, int]:
    """Ask a compositor for the interfaces that it offers, each with its version.

    Args:
        address: Path of the socket on which it listens.
        timeout_s: Seconds it may take.

    Raises:
        OSError: It cannot be reached, does not answer in time or breaks the protocol.
    """
    offers: dict[str, int] = {}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout_s)
        connection.connect(address)
        connection.sendall(_request(_GET_REGISTRY, _REGISTRY) + _request(_SYNC, _CALLBACK))
        for sender, kind, content in _events(connection, time.monotonic() + timeout_s):
            if sender == _CALLBACK:
                return offers
            if sender == _REGISTRY and kind == _GLOBAL:
                name, version = _offer(content)
                offers[name] = version
    raise ConnectionResetError


def _request(kind: int, new_object: int) -> bytes:
    size = _HEADER.size + _WORD.size
    return _HEADER.pack(_DISPLAY, size << 16 | kind) + _WORD.pack(new_object)


def _events(connection: socket.socket, deadline_s: float) -> Iterator[tuple[int, int, bytes]]:
    """Yield events as their sender, kind and content, until the compositor hangs up."""
    received = b""
    while True:
        while len(received) >= _HEADER.size:
            sender, word = _HEADER.unpack_from(received)
            size = max(word >> 16, _HEADER.size)
            if len(received) < size:
                break
            yield sender, word & 0xFFFF, received[_HEADER.size : size]
            received = received[size:]
        left_s = deadline_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        connection.settimeout(left_s)
        piece = connection.recv(_PIECE_BYTES)
        if not piece:
            return
        received += piece


def _offer(content: bytes) -> tuple[str, int]:
    """Take an offer apart: a number, a string behind its length, filled up to words, a version."""
    try:
        (length,) = _WORD.unpack_from(content, _WORD.size)
        begin = 2 * _WORD.size
        words = -(-length // _WORD.size)
        (version,) = _WORD.unpack_from(content, begin + words * _WORD.size)
    except struct.error as problem:
        raise ConnectionAbortedError from problem
    return content[begin : begin + length - 1].decode("ascii", "replace"), version
