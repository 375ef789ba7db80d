"""The clipboard of Windows, borrowed for a copy."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, ClassVar

from speakd.desktop.copied.clipboard_windows import (
    CF_BITMAP,
    CF_DIB,
    CF_DIBV5,
    windows_content,
)
from speakd.desktop.copied.selection_copy import MOST_SAVED_BYTES, BorrowedClipboard, UnsavableError
from speakd.desktop.copied.windows_clipboard import User32Clipboard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.desktop.api import ClipboardContent, ClipboardRequest

CF_METAFILEPICT, CF_PALETTE, CF_ENHMETAFILE = 3, 9, 14

_HANDLES = range(0x200, 0x400)
"""Formats whose content only the program that copied can make sense of."""

_DISPLAY = {0x80, 0x81, 0x82, 0x83, 0x8E}
"""What a clipboard viewer shows instead, and nobody pastes."""

_MADE_BY_WINDOWS = {
    CF_BITMAP: (CF_DIB, CF_DIBV5),
    CF_PALETTE: (CF_DIB, CF_DIBV5),
    CF_METAFILEPICT: (CF_ENHMETAFILE,),
}
"""Formats that are no memory, and those that Windows makes them from by itself."""

_BOOKKEEPING = ("DataObject", "Ole Private Data")
"""Pointers of the program that copied; the other formats are pasted just as well without."""

_MODIFIERS = (0x10, 0x11, 0x12, 0x5B, 0x5C)
"""Shift, control, alt and the two Windows keys."""

_CONTROL, _C = 0x11, 0x43
_KEYBOARD, _KEY_UP = 1, 2
_DOWN_NOW = 0x8000
_MOVABLE = 2


class _KeyboardInput(ctypes.Structure):
    _fields_: ClassVar = [
        ("key", ctypes.c_uint16),
        ("scan", ctypes.c_uint16),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_size_t),
    ]


class _MouseInput(ctypes.Structure):
    # It is not used, but it is the largest of the union and so gives it its size.
    _fields_: ClassVar = [
        ("x", ctypes.c_int32),
        ("y", ctypes.c_int32),
        ("data", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_size_t),
    ]


class _AnyInput(ctypes.Union):
    _fields_: ClassVar = [("mouse", _MouseInput), ("keyboard", _KeyboardInput)]


class Input(ctypes.Structure):
    """`INPUT` of the Windows API."""

    _fields_: ClassVar = [("kind", ctypes.c_uint32), ("any", _AnyInput)]


class WindowsBorrowedClipboard(BorrowedClipboard):
    """The clipboard, and the keys that copy to it.

    Args:
        new_libraries: Gives `ctypes.windll`, or what stands in for it.
    """

    def __init__(self, new_libraries: Callable[[], Any] | None = None) -> None:
        # `windll` exists on Windows only.
        self._libraries = new_libraries or (lambda: vars(ctypes)["windll"])

    def change_count(self) -> int:
        """See `BorrowedClipboard`."""
        return int(self._libraries().user32.GetClipboardSequenceNumber())

    def save(self) -> dict[int, bytes]:
        """Give what every format holds, in their order."""
        clipboard = User32Clipboard(self._libraries())
        bookkeeping = {clipboard.register(name) for name in _BOOKKEEPING}
        with clipboard.opened() as is_open:
            if not is_open:
                raise UnsavableError
            formats = list(self._formats())
            saved: dict[int, bytes] = {}
            for number in formats:
                if number in _DISPLAY or number in bookkeeping:
                    continue
                if any(source in formats for source in _MADE_BY_WINDOWS.get(number, ())):
                    continue
                saved[number] = self._saved(clipboard, number)
                if sum(map(len, saved.values())) > MOST_SAVED_BYTES:
                    raise UnsavableError
        return saved

    def is_ready(self) -> bool:
        """Tell whether no modifier is held, which would make another chord of ctrl+C."""
        state = self._libraries().user32.GetAsyncKeyState
        return not any(state(key) & _DOWN_NOW for key in _MODIFIERS)

    def copy(self) -> bool:
        """Press ctrl+C; the key is the one with the letter on the present layout."""
        presses = [(_CONTROL, 0), (_C, 0), (_C, _KEY_UP), (_CONTROL, _KEY_UP)]
        inputs = (Input * len(presses))()
        for each, (key, flags) in zip(inputs, presses, strict=True):
            each.kind = _KEYBOARD
            each.any.keyboard = _KeyboardInput(key, 0, flags, 0, 0)
        sent = self._libraries().user32.SendInput(
            len(inputs), ctypes.byref(inputs), ctypes.sizeof(Input)
        )
        return bool(sent == len(presses))

    def read(self, request: ClipboardRequest) -> ClipboardContent:
        """See `BorrowedClipboard`."""
        return windows_content(User32Clipboard(self._libraries()), request)

    def restore(self, saved: object) -> bool:
        """See `BorrowedClipboard`."""
        assert isinstance(saved, dict)  # noqa: S101, `save` made it
        user32 = self._libraries().user32
        # Who empties the clipboard without a window of their own cannot fill it.
        user32.CreateWindowExW.restype = ctypes.c_void_p
        user32.DestroyWindow.argtypes = [ctypes.c_void_p]
        window = user32.CreateWindowExW(
            0, ctypes.c_wchar_p("STATIC"), None, 0, 0, 0, 0, 0, None, None, None, None
        )
        try:
            with User32Clipboard(self._libraries()).opened(ctypes.c_void_p(window)) as is_open:
                if not is_open or not user32.EmptyClipboard():
                    return False
                # All of them are tried, whatever becomes of one.
                put = [self._put(number, data) for number, data in saved.items()]
                return all(put)
        finally:
            user32.DestroyWindow(window)

    def _formats(self) -> Iterator[int]:
        enumerate_formats = self._libraries().user32.EnumClipboardFormats
        number = enumerate_formats(0)
        while number:
            yield int(number)
            number = enumerate_formats(number)

    def _saved(self, clipboard: User32Clipboard, number: int) -> bytes:
        if number == CF_ENHMETAFILE:
            data = self._metafile(self._libraries().user32.GetClipboardData(number))
        elif number in _HANDLES or number in _MADE_BY_WINDOWS:
            data = None
        else:
            data = clipboard.opened_data(number)
        if data is None:
            raise UnsavableError
        return data

    def _metafile(self, handle: int | None) -> bytes | None:
        gdi32 = self._libraries().gdi32
        gdi32.GetEnhMetaFileBits.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p]
        size = gdi32.GetEnhMetaFileBits(handle, 0, None) if handle else 0
        bits = ctypes.create_string_buffer(max(1, size))
        if not size or not gdi32.GetEnhMetaFileBits(handle, size, bits):
            return None
        return bits.raw

    def _put(self, number: int, data: bytes) -> bool:
        user32 = self._libraries().user32
        user32.SetClipboardData.argtypes = [ctypes.c_uint32, ctypes.c_void_p]
        user32.SetClipboardData.restype = ctypes.c_void_p
        handle = self._metafile_of(data) if number == CF_ENHMETAFILE else self._memory_of(data)
        # The clipboard owns the handle from then on.
        return bool(handle and user32.SetClipboardData(number, handle))

    def _metafile_of(self, data: bytes) -> int | None:
        gdi32 = self._libraries().gdi32
        gdi32.SetEnhMetaFileBits.restype = ctypes.c_void_p
        handle: int | None = gdi32.SetEnhMetaFileBits(len(data), data)
        return handle

    def _memory_of(self, data: bytes) -> int | None:
        kernel32 = self._libraries().kernel32
        kernel32.GlobalAlloc.restype = ctypes.c_void_p
        kernel32.GlobalAlloc.argtypes = [ctypes.c_uint32, ctypes.c_size_t]
        handle: int | None = kernel32.GlobalAlloc(_MOVABLE, max(1, len(data)))
        address = kernel32.GlobalLock(handle) if handle else None
        if not address:
            return None
        ctypes.memmove(address, data, len(data))
        kernel32.GlobalUnlock(handle)
        return handle
