"""Access to the clipboard of the running Windows."""

from __future__ import annotations

import ctypes
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN_S = 0.3
_OPEN_AGAIN_S = 0.01
"""Other programs hold the clipboard open for moments, and only one can."""


class ClipboardFormats(Protocol):
    """What Windows is asked about the clipboard."""

    def count(self) -> int:
        """Give the number of formats on offer."""

    def has(self, number: int) -> bool:
        """Tell whether a format is on offer."""

    def register(self, name: str) -> int:
        """Give the number of a format that has a name."""

    def data(self, number: int) -> bytes | None:
        """Give what a format holds; None if it cannot be had."""


class User32Clipboard:
    """`ClipboardFormats` of the running Windows.

    Args:
        libraries: `ctypes.windll`, or what stands in for it.
    """

    def __init__(self, libraries: Any = None) -> None:
        # `windll` exists on Windows only.
        libraries = vars(ctypes)["windll"] if libraries is None else libraries
        self._user32, self._kernel32 = libraries.user32, libraries.kernel32
        self._user32.GetClipboardData.restype = ctypes.c_void_p
        self._kernel32.GlobalLock.restype = ctypes.c_void_p
        self._kernel32.GlobalLock.argtypes = [ctypes.c_void_p]
        self._kernel32.GlobalUnlock.argtypes = [ctypes.c_void_p]
        self._kernel32.GlobalSize.restype = ctypes.c_size_t
        self._kernel32.GlobalSize.argtypes = [ctypes.c_void_p]

    def count(self) -> int:
        """See `ClipboardFormats`."""
        return int(self._user32.CountClipboardFormats())

    def has(self, number: int) -> bool:
        """See `ClipboardFormats`."""
        return bool(self._user32.IsClipboardFormatAvailable(number))

    def register(self, name: str) -> int:
        """See `ClipboardFormats`."""
        return int(self._user32.RegisterClipboardFormatW(ctypes.c_wchar_p(name)))

    def data(self, number: int) -> bytes | None:
        """See `ClipboardFormats`."""
        with self.opened() as is_open:
            return self.opened_data(number) if is_open else None

    def opened_data(self, number: int) -> bytes | None:
        """As `data`, while the clipboard is open. Only for formats that hold memory."""
        handle = self._user32.GetClipboardData(number)
        address = self._kernel32.GlobalLock(handle) if handle else None
        if not address:
            return None
        try:
            return ctypes.string_at(address, self._kernel32.GlobalSize(handle))
        finally:
            self._kernel32.GlobalUnlock(handle)

    @contextmanager
    def opened(self, window: Any = None) -> Iterator[bool]:
        """Hold the clipboard open; give whether it could be had in time."""
        deadline_s = time.monotonic() + _OPEN_S
        while not (is_open := bool(self._user32.OpenClipboard(window))):
            if time.monotonic() >= deadline_s:
                break
            time.sleep(_OPEN_AGAIN_S)
        try:
            yield is_open
        finally:
            if is_open:
                self._user32.CloseClipboard()
