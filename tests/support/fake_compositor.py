"""A small Wayland compositor that tells of what was copied, and can be made to misbehave.

It knows the requests of `ext-data-control-v1` that a reader needs, and is strict about them.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Handler = Callable[["Client", bytes], None]

EXT, WLR = "ext_data_control_manager_v1", "zwlr_data_control_manager_v1"
DATA_CONTROL = {"wl_compositor": 6, "wl_seat": 9, EXT: 1}
COPIED, SELECTED = 1, 3
"""Numbers of the events that tell of them."""

_DISPLAY = 1
_FIRST_OFFER = 0xFF000000


class FakeCompositor:
    """Listens at a path and shows every client the same.

    Args:
        path: Where it listens.
        offers: Interfaces and their versions.

    Attributes:
        offers: As above; it may be changed.
        content: What is copied and what is selected, as types with their bytes; None for bytes
            is an owner that never writes.
        asked: The types that were asked for, in order.
        bound: The interfaces that were bound, with their versions.
        is_silent: Whether it answers nobody.
        nonsense: What it says instead of any answer; None for sense.
        hangs_up: Whether it hangs up after that.
        piece_bytes: How much it sends at a time.
        tells_late: Whether it tells what was copied only after it has said that it is done.
        on_receive: Stands in for the owner: called instead, with the client and the pipe.
    """

    def __init__(self, path: Path, offers: Mapping[str, int] | None = None) -> None:
        self.offers: Mapping[str, int] = DATA_CONTROL if offers is None else offers
        self.content: dict[int, Mapping[str, bytes | None]] = {}
        self.asked: list[str] = []
        self.bound: list[tuple[str, int]] = []
        self.is_silent = False
        self.nonsense: bytes | None = None
        self.hangs_up = True
        self.piece_bytes = 1 << 16
        self.tells_late = False
        self.on_receive: Callable[[Client, int], None] | None = None
        self.kept: list[int] = []
        self._clients: list[Client] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._path = path
        self._begin(self._serve)

    def close(self) -> None:
        """Hang up on everybody and stop listening."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        for client in self._clients:
            client.hang_up()
        for thread in self._threads:
            thread.join()
        self._listener.close()
        self._path.unlink()
        for descriptor in self.kept:
            os.close(descriptor)

    def _begin(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, name="fake-compositor")
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client = Client(self, self._listener.accept()[0])
                self._clients.append(client)
                self._begin(client.serve)


class Client:
    """One connection, as the compositor sees it."""

    def __init__(self, compositor: FakeCompositor, connection: socket.socket) -> None:
        self._compositor = compositor
        self._connection = connection
        self._last_object = _DISPLAY
        self._next_offer = _FIRST_OFFER
        self._handlers: dict[tuple[int, int], Handler] = {
            (_DISPLAY, 0): Client._sync,
            (_DISPLAY, 1): Client._get_registry,
        }
        self._descriptors: list[int] = []
        self._told: Callable[[], None] | None = None
        self.device = 0

    def serve(self) -> None:
        """Answer until the client leaves."""
        data = b""
        with suppress(OSError), self._connection:
            while True:
                more, descriptors, _, _ = socket.recv_fds(self._connection, 1 << 16, 8)
                if not more:
                    return
                self._descriptors += descriptors
                if self._compositor.nonsense is not None:
                    self._send(self._compositor.nonsense)
                    if self._compositor.hangs_up:
                        return
                data += more
                while len(data) >= 8 and len(data) >= (size := _word(data, 4) >> 16):
                    request = _word(data, 0), _word(data, 4) & 0xFFFF
                    body, data = data[8:size], data[size:]
                    if not self._compositor.is_silent:
                        self._handlers[request](self, body)

    def hang_up(self) -> None:
        """End the connection."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def tell(self, which: int) -> None:
        """Tell of what is copied or selected now."""
        content = self._compositor.content.get(which)
        offer = 0
        if content:
            offer = self._next_offer
            self._next_offer += 1
            self.event(self.device, 0, struct.pack("=I", offer))
            for name in content:
                self.event(offer, 0, string(name))
            self._handlers[offer, 0] = lambda client, body: client.receive(content, body)
        self.event(self.device, which, struct.pack("=I", offer))

    def event(self, sender: int, kind: int, body: bytes = b"") -> None:
        """Send an event."""
        self._send(message(sender, kind, body))

    def receive(self, content: Mapping[str, bytes | None], body: bytes) -> None:
        """Have the owner write."""
        name, end = _string(body, 0)
        assert end == len(body)
        (descriptor,) = self._descriptors
        self._descriptors.clear()
        self._compositor.asked.append(name)
        if self._compositor.on_receive:
            self._compositor.on_receive(self, descriptor)
            return
        data = content[name]
        if data is None:
            self._compositor.kept.append(descriptor)
            return
        with suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as pipe:
            pipe.write(data)

    def _sync(self, body: bytes) -> None:
        callback = self._new_object(body)
        self.event(callback, 0, struct.pack("=I", 1))
        self.event(_DISPLAY, 1, struct.pack("=I", callback))
        if self._told:
            self._told()
            self._told = None

    def _get_registry(self, body: bytes) -> None:
        registry = self._new_object(body)
        self._handlers[registry, 0] = Client._bind
        for number, (name, version) in enumerate(self._compositor.offers.items()):
            body = struct.pack("=I", number) + string(name) + struct.pack("=I", version)
            self.event(registry, 0, body)

    def _bind(self, body: bytes) -> None:
        interface, end = _string(body, 4)
        version = _word(body, end)
        assert list(self._compositor.offers)[_word(body, 0)] == interface
        assert 1 <= version <= self._compositor.offers[interface]
        new = self._new_object(body[end + 4 :])
        self._compositor.bound.append((interface, version))
        if interface in {EXT, WLR}:
            self._handlers[new, 1] = Client._get_device

    def _get_device(self, body: bytes) -> None:
        self.device = self._new_object(body[:4])

        def tell() -> None:
            self.tell(COPIED)
            self.tell(SELECTED)

        if self._compositor.tells_late:
            self._told = tell
        else:
            tell()

    def _new_object(self, body: bytes) -> int:
        (number,) = struct.unpack("=I", body)
        self._last_object += 1
        assert number == self._last_object, "objects are numbered without gaps"
        return self._last_object

    def _send(self, data: bytes) -> None:
        size = self._compositor.piece_bytes
        for at in range(0, len(data), size):
            self._connection.sendall(data[at : at + size])


def message(sender: int, kind: int, body: bytes = b"") -> bytes:
    """Put an event together."""
    return struct.pack("=II", sender, 8 + len(body) << 16 | kind) + body


def string(text: str) -> bytes:
    """Put a string together."""
    data = text.encode() + b"\0"
    return struct.pack("=I", len(data)) + data + bytes(-len(data) % 4)


def _word(data: bytes, at: int) -> int:
    (word,) = struct.unpack_from("=I", data, at)
    return int(word)


def _string(data: bytes, at: int) -> tuple[str, int]:
    """Read a string and tell where it ends."""
    length = _word(data, at)
    return data[at + 4 : at + 3 + length].decode(), at + 4 + length + -length % 4
