"""A connection to a Wayland compositor, in the words of its own protocol.

A message is a header of two words, the object and the size with the kind, and its arguments:
words, and strings behind their lengths, filled up to words. Descriptors travel beside them. That
is all there is to it ("Wire Format" in the Wayland book), so no library is needed: pywayland
would bring libwayland and a compiled module along, for five requests.
"""

from __future__ import annotations

import os
import socket
import struct
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from speakd.desktop.bounded_call import CallTimedOutError
from speakd.desktop.bounded_wait import wait_readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.cancel import CancelToken
    from speakd.desktop.copied.text_place import Place

DISPLAY = 1
"""The object that is always there; the others get their numbers from us, without gaps."""

_SYNC = 0
_ERROR = 0
"""A request to the display and an event of it."""

_WORD = struct.Struct("=I")
_HEADER = struct.Struct("=II")
"""The object; then the size of the message in the upper half of a word, its kind in the lower."""

_PIECE_BYTES = 64 * 1024
_MAX_BYTES = 4 * 1024 * 1024
"""What a compositor may tell over one connection; in earnest it is a few thousand."""

_REMEDY = "`speakd say -` still reads what it is given on standard input"


class CompositorUnreachableError(Exception):
    """No compositor listens there."""


class CompositorSilentError(Exception):
    """The compositor has not answered in time."""


class CompositorLostError(Exception):
    """The compositor ended the connection, or what it says makes no sense."""


class Arguments:
    """The arguments of an event, taken one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def number(self) -> int:
        """Take a number, or an object.

        Raises:
            CompositorLostError: There is none.
        """
        try:
            (number,) = _WORD.unpack_from(self._content, self._at)
        except struct.error as problem:
            raise CompositorLostError from problem
        self._at += _WORD.size
        return int(number)

    def text(self) -> str:
        """Take a string.

        Raises:
            CompositorLostError: There is none.
        """
        length = self.number()
        begin, self._at = self._at, self._at + length + -length % _WORD.size
        return self._content[begin : begin + max(0, length - 1)].decode("utf-8", "replace")


class WaylandConnection:
    """Speaks with the compositor, in one thread. Use it as a context manager.

    Args:
        address: Path of the socket on which the compositor listens.
        cancel: Calls every wait off.

    Raises:
        CompositorUnreachableError: No compositor listens there.
        CompositorSilentError: One does, and takes nobody in.
    """

    def __init__(self, address: str, cancel: CancelToken | None = None) -> None:
        self._cancel = cancel
        self._last_object = DISPLAY
        self._received = bytearray()
        self._at = 0
        self._bytes = 0
        self._socket = socket.socket(socket.AF_UNIX)
        # All that we ask fits into the buffer.
        self._socket.settimeout(0)
        try:
            self._socket.connect(address)
        except BlockingIOError as problem:  # too many wait already
            self._socket.close()
            raise CompositorSilentError from problem
        except OSError as problem:
            self._socket.close()
            raise CompositorUnreachableError from problem

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc_info: object) -> None:
        self._socket.close()

    def new_object(self) -> int:
        """Give the number for an object that the next request makes."""
        self._last_object += 1
        return self._last_object

    def request(
        self, target: int, kind: int, *arguments: int | str, descriptor: int | None = None
    ) -> None:
        """Ask an object for something.

        Args:
            target: The object.
            kind: Number of the request in the object's interface.
            arguments: Numbers, objects and strings.
            descriptor: One that the compositor gets a copy of.

        Raises:
            CompositorLostError: The connection has ended.
        """
        content = b"".join(map(_argument, arguments))
        message = _HEADER.pack(target, _HEADER.size + len(content) << 16 | kind) + content
        try:
            socket.send_fds(self._socket, [message], [] if descriptor is None else [descriptor])
        except OSError as problem:
            raise CompositorLostError from problem

    def round_trip(self, take: Callable[[int, int, Arguments], None], deadline_s: float) -> None:
        """Return once the compositor has done all that it was asked.

        Args:
            take: Called with each event: its object, its kind and its arguments.
            deadline_s: `time.monotonic()` at which the compositor is given up.

        Raises:
            CompositorSilentError: It did not answer in time.
            CompositorLostError: It ended the connection, refused something or breaks the protocol.
            CallCancelledError: It was called off.
        """
        callback = self.new_object()
        self.request(DISPLAY, _SYNC, callback)
        while True:
            sender, kind, content = self._event(deadline_s)
            if sender == callback:
                return
            if (sender, kind) == (DISPLAY, _ERROR):
                raise CompositorLostError
            take(sender, kind, Arguments(content))

    def _event(self, deadline_s: float) -> tuple[int, int, bytes]:
        while True:
            left = len(self._received) - self._at
            if left >= _HEADER.size:
                sender, word = _HEADER.unpack_from(self._received, self._at)
                size = word >> 16
                if size < _HEADER.size:
                    raise CompositorLostError
                if left >= size:
                    begin, self._at = self._at + _HEADER.size, self._at + size
                    return sender, word & 0xFFFF, bytes(self._received[begin : self._at])
            self._receive(deadline_s)

    def _receive(self, deadline_s: float) -> None:
        del self._received[: self._at]
        self._at = 0
        try:
            wait_readable(self._socket.fileno(), deadline_s, self._cancel)
        except CallTimedOutError as problem:
            raise CompositorSilentError from problem
        try:
            piece = self._socket.recv(_PIECE_BYTES)
        except OSError as problem:
            raise CompositorLostError from problem
        self._bytes += len(piece)
        if not piece or self._bytes > _MAX_BYTES:
            raise CompositorLostError
        self._received += piece


def _argument(value: int | str) -> bytes:
    if isinstance(value, int):
        return _WORD.pack(value)
    text = value.encode() + b"\0"
    return _WORD.pack(len(text)) + text + bytes(-len(text) % _WORD.size)


def compositor_address() -> str:
    """Give the path of the socket on which the compositor listens, as the environment says."""
    name = os.environ.get("WAYLAND_DISPLAY", "wayland-0")
    return str(Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name))


@contextmanager
def compositor_errors(place: Place) -> Iterator[None]:
    """Say for what is read there what is wrong with the compositor.

    Raises:
        DesktopError: It cannot be reached, does not answer or ended the connection.
    """
    try:
        yield
    except CompositorUnreachableError as problem:
        raise place.absence(
            f"the Wayland compositor {Path(compositor_address()).name} cannot be reached",
            "start speakd inside the desktop session",
        ) from problem
    except CompositorSilentError as problem:
        raise place.silence("the Wayland compositor") from problem
    except CompositorLostError as problem:
        raise place.absence("the Wayland compositor ended the connection", _REMEDY) from problem
