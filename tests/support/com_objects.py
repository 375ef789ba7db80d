"""COM objects in this process: tables of functions, laid out as COM lays them out."""

from __future__ import annotations

import ctypes
import struct
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OK, FAILED = 0, -2147467259  # S_OK and E_FAIL

Pointer, Int = ctypes.c_void_p, ctypes.c_int


class FakeCom:
    """Makes COM objects and the libraries by which they are reached.

    Attributes:
        references: References held on each object, by its address.
        strings: Strings that were given away and not yet freed.
        initialised: How often COM was set up on a thread and not yet taken down.
        root: Address of the object that `CoCreateInstance` makes; 0 makes it fail.
    """

    def __init__(self) -> None:
        self.references: dict[int, int] = {}
        self.strings = 0
        self.initialised = 0
        self.root = 0
        self.created: list[tuple[bytes, bytes]] = []
        self._kept: list[Any] = []
        self.libraries = SimpleNamespace(
            ole32=SimpleNamespace(
                CoInitializeEx=self._initialise,
                CoCreateInstance=self._create,
                CoUninitialize=self._uninitialise,
            ),
            oleaut32=SimpleNamespace(SysStringByteLen=self._size, SysFreeString=self._free),
        )

    def object(self, methods: Mapping[int, tuple[tuple[Any, ...], Callable[..., int]]]) -> int:
        """Make an object of methods by their places, each with its arguments' types.

        Returns:
            Its address; it has no reference until it is given to somebody.
        """
        table = (Pointer * (max(methods, default=2) + 1))()
        address = ctypes.addressof(instance := (Pointer * 1)(ctypes.addressof(table)))

        def release(_this: int) -> int:
            self.references[address] -= 1
            return self.references[address]

        thunks = [ctypes.CFUNCTYPE(ctypes.c_ulong, Pointer)(release)]
        table[2] = ctypes.cast(thunks[0], Pointer).value
        for place, (types, function) in methods.items():
            thunk = ctypes.CFUNCTYPE(ctypes.c_long, Pointer, *types)(_without_this(function))
            table[place] = ctypes.cast(thunk, Pointer).value
            thunks.append(thunk)
        self.references[address] = 0
        self._kept.append((table, instance, thunks))
        return address

    def give(self, address: int, where: int) -> int:
        """Put an object, or none, where a caller wants it."""
        Pointer.from_address(where).value = address or None
        if address:
            self.references[address] += 1
        return OK

    def give_string(self, text: str, where: int) -> int:
        """Put a string where a caller wants it."""
        data = text.encode("utf-16-le")
        memory = ctypes.create_string_buffer(struct.pack("=I", len(data)) + data + b"\0\0")
        self._kept.append(memory)
        self.strings += 1
        Pointer.from_address(where).value = ctypes.addressof(memory) + 4
        return OK

    def _initialise(self, _reserved: None, model: int) -> int:
        assert model == 0
        self.initialised += 1
        return OK

    def _uninitialise(self) -> None:
        self.initialised -= 1

    def _create(self, kind: Any, _outer: None, _where: int, interface: Any, out: Any) -> int:
        self.created.append((kind.contents.raw, interface.contents.raw))
        if not self.root:
            return FAILED
        out._obj.value = self.root
        self.references[self.root] += 1
        return OK

    def _size(self, string: Any) -> int:
        return int(ctypes.c_uint32.from_address(string.value - 4).value)

    def _free(self, _string: Any) -> None:
        self.strings -= 1


def put_number(number: int, where: int) -> int:
    """Put a number where a caller wants it."""
    ctypes.c_int.from_address(where).value = number
    return OK


def _without_this(function: Callable[..., int]) -> Callable[..., int]:
    return lambda _this, *arguments: function(*arguments)
