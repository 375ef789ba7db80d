"""Calls to COM objects, by the places of their methods in the interface's table.

comtypes does this too, but writes and imports a module for each type library at run time and costs
some ten megabytes; what is asked of UI Automation here are ten methods.
"""

from __future__ import annotations

import ctypes
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_RELEASE = 2
_IN_PROCESS = 1
_MULTITHREADED = 0

# Where both exist they differ on 32-bit Windows only; elsewhere there is but the one.
_FUNCTION = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)


class ComError(Exception):
    """A method failed; the message is its HRESULT."""


class ComObject:
    """A COM object that is released at the end of a `with`. False where there is none.

    Args:
        address: Where it is; 0 is nowhere.
    """

    def __init__(self, address: int | None) -> None:
        self._address = address or 0

    def __bool__(self) -> bool:
        return self._address != 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._address:
            self._method(_RELEASE, ctypes.c_ulong)(self._address)
            self._address = 0

    def argument(self) -> Any:
        """Give it as an argument of a method; it stays ours."""
        return ctypes.c_void_p(self._address)

    def call(self, place: int, *arguments: Any) -> None:
        """Call the method at `place`; the arguments are values of ctypes.

        Raises:
            ComError: It failed.
        """
        method = self._method(place, ctypes.c_long, *(type(each) for each in arguments))
        check(method(self._address, *arguments))

    def object(self, place: int, *arguments: Any) -> ComObject:
        """Call a method whose last argument is where it puts an object.

        Raises:
            ComError: It failed.
        """
        found = ctypes.c_void_p()
        self.call(place, *arguments, ctypes.pointer(found))
        return ComObject(found.value)

    def number(self, place: int) -> int:
        """Call a method whose only argument is where it puts a number.

        Raises:
            ComError: It failed.
        """
        found = ctypes.c_int()
        self.call(place, ctypes.pointer(found))
        return found.value

    def _method(self, place: int, result: Any, *types: Any) -> Any:
        table = ctypes.cast(self._address, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
        return _FUNCTION(result, ctypes.c_void_p, *types)(table[place] or 0)


def check(result: int) -> None:
    """Raise `ComError` for an HRESULT that is a failure."""
    if result < 0:
        raise ComError(f"{result & 0xFFFFFFFF:#010x}")


def guid(text: str) -> Any:
    """Make a GUID of its usual text; it can be passed as an argument."""
    return ctypes.pointer(ctypes.create_string_buffer(uuid.UUID(text).bytes_le, 16))


@contextmanager
def com_object(class_id: str, interface: str, libraries: Any = None) -> Iterator[ComObject]:
    """Make a COM object, on a thread that has not used COM before.

    Args:
        class_id: GUID of its class.
        interface: GUID of the interface that is wanted.
        libraries: `ctypes.windll`, or what stands in for it.

    Raises:
        ComError: It cannot be made.
    """
    # `windll` exists on Windows only.
    ole = (vars(ctypes)["windll"] if libraries is None else libraries).ole32
    check(ole.CoInitializeEx(None, _MULTITHREADED))
    try:
        made = ctypes.c_void_p()
        check(
            ole.CoCreateInstance(
                guid(class_id), None, _IN_PROCESS, guid(interface), ctypes.byref(made)
            )
        )
        with ComObject(made.value) as instance:
            yield instance
    finally:
        ole.CoUninitialize()
