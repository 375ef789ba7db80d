"""A program that copies and selects on Wayland, with as many types at once as it likes.

`wl-copy` offers one. This one speaks the protocol itself: requests and events are an object, a
size with an opcode, and arguments of 32 bits each; strings are padded to them.
"""

from __future__ import annotations

import os
import queue
import socket
import struct
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

_DISPLAY = 1
_SYNC, _GET_REGISTRY = 0, 1
_BIND = 0
_CREATE_SOURCE, _GET_DEVICE = 0, 1
_SET_SELECTION, _SET_PRIMARY_SELECTION = 0, 2
_OFFER = 0
_SEND = 0
_PATIENCE_S = 10.0


class WaylandOwner:
    """Owns clipboard and selection of one compositor; what was copied last is there.

    Args:
        display: Path of the compositor's socket.
    """

    def __init__(self, display: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(display)
        self._last = _DISPLAY
        self._globals: dict[str, tuple[int, int]] = {}
        self._content: dict[int, Mapping[str, bytes] | None] = {}
        self._done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._callbacks: set[int] = set()
        self._asked: list[int] = []
        self._error = ""
        self._registry = self._new_id()
        self._thread = threading.Thread(target=self._listen, name="wayland-owner")
        self._thread.start()
        self._request(_DISPLAY, _GET_REGISTRY, self._registry)
        self._sync()
        seat = self._bind("wl_seat", 1)
        self._manager = self._bind("zwlr_data_control_manager_v1", 2)
        self._device = self._new_id()
        self._request(self._manager, _GET_DEVICE, self._device, seat)

    def copy(self, content: Mapping[str, bytes]) -> None:
        """Copy something as several types; return once every client would see it."""
        self._own(_SET_SELECTION, content)

    def select(self, content: Mapping[str, bytes]) -> None:
        """Select it."""
        self._own(_SET_PRIMARY_SELECTION, content)

    def hang(self, *, types: Mapping[str, bytes], selected: bool = False) -> None:
        """Offer types and never send what is asked for."""
        silent = dict.fromkeys(types, b"")
        self._own(_SET_PRIMARY_SELECTION if selected else _SET_SELECTION, silent, answers=False)

    def close(self) -> None:
        """Leave; what it owned is nobody's. Calling it again does nothing."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()
        self._forget_asked()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _own(self, request: int, content: Mapping[str, bytes], *, answers: bool = True) -> None:
        source = 0
        if content:
            source = self._new_id()
            self._content[source] = content if answers else None
            self._request(self._manager, _CREATE_SOURCE, source)
            for name in content:
                self._request(source, _OFFER, name)
        self._request(self._device, request, source)
        self._sync()
        self._forget_asked()

    def _bind(self, interface: str, version: int) -> int:
        name, offered = self._globals[interface]
        assert offered >= version, f"{interface} {version} is not offered"
        identifier = self._new_id()
        self._request(self._registry, _BIND, name, interface, version, identifier)
        return identifier

    def _sync(self) -> None:
        """Wait until the compositor has done what it was asked."""
        callback = self._new_id()
        self._callbacks.add(callback)
        self._request(_DISPLAY, _SYNC, callback)
        with suppress(queue.Empty):
            while self._done.get(timeout=_PATIENCE_S) != callback:
                pass
            return
        raise AssertionError(f"the compositor does not answer: {self._error}")

    def _new_id(self) -> int:
        self._last += 1  # without gaps: the compositor counts along
        return self._last

    def _request(self, target: int, opcode: int, *arguments: int | str) -> None:
        body = b"".join(_argument(each) for each in arguments)
        size = 8 + len(body)
        self._socket.sendall(struct.pack("=II", target, size << 16 | opcode) + body)

    def _listen(self) -> None:
        data, descriptors = b"", list[int]()
        with suppress(OSError):
            while True:
                more, ancillary, _, _ = self._socket.recvmsg(65536, socket.CMSG_SPACE(64))
                if not more:
                    return
                data += more
                for _, _, packed in ancillary:
                    descriptors += struct.unpack(f"={len(packed) // 4}i", packed)
                while len(data) >= 8:
                    sender, word = struct.unpack_from("=II", data)
                    size, opcode = word >> 16, word & 0xFFFF
                    if len(data) < size:
                        break
                    self._take(sender, opcode, data[8:size], descriptors)
                    data = data[size:]

    def _take(self, sender: int, opcode: int, body: bytes, descriptors: list[int]) -> None:
        if (sender, opcode) == (_DISPLAY, 0):
            self._error, _ = _string(body, 8)
        elif sender in self._callbacks:
            self._done.put(sender)
        elif sender in self._content and opcode == _SEND:
            self._send(self._content[sender], _string(body, 0)[0], descriptors.pop(0))
        elif (sender, opcode) == (self._registry, 0):
            (name,) = struct.unpack_from("=I", body)
            interface, end = _string(body, 4)
            (version,) = struct.unpack_from("=I", body, end)
            self._globals[interface] = name, version

    def _send(self, content: Mapping[str, bytes] | None, name: str, descriptor: int) -> None:
        if content is None:
            self._asked.append(descriptor)
            return
        with suppress(BrokenPipeError), open(descriptor, "wb") as pipe:
            pipe.write(content[name])

    def _forget_asked(self) -> None:
        while self._asked:
            os.close(self._asked.pop())


def _argument(value: int | str) -> bytes:
    if isinstance(value, int):
        return struct.pack("=I", value)
    text = value.encode() + b"\0"
    return struct.pack("=I", len(text)) + text + bytes(-len(text) % 4)


def _string(body: bytes, start: int) -> tuple[str, int]:
    """Read a string and tell where it ends."""
    (length,) = struct.unpack_from("=I", body, start)
    begin = start + 4
    return body[begin : begin + length - 1].decode(), begin + length + -length % 4
