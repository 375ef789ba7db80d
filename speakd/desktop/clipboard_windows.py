"""The clipboard of Windows."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Protocol

from speakd.desktop.api import ClipboardContent, ClipboardKind
from speakd.desktop.clipboard_call import EMPTY, CallClipboard, text_content, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

CF_BITMAP, CF_DIB, CF_UNICODETEXT, CF_HDROP, CF_DIBV5 = 2, 8, 13, 15, 17

_CONCEALED = ("ExcludeClipboardContentFromMonitorProcessing", "Clipboard Viewer Ignore")
_HISTORY = "CanIncludeInClipboardHistory"
"""Its content is a number; 0 keeps it out of the history and is what password managers set."""


class ClipboardFormats(Protocol):
    """What Windows is asked about the clipboard before its text."""

    def count(self) -> int:
        """Give the number of formats on offer."""

    def has(self, number: int) -> bool:
        """Tell whether a format is on offer."""

    def register(self, name: str) -> int:
        """Give the number of a format that has a name."""

    def number_in(self, number: int) -> int | None:
        """Give the 32-bit number that a format holds; None if it cannot be read."""


class WindowsClipboard(CallClipboard):
    """Asks for the formats itself and has pyperclip fetch the text.

    Args:
        new_formats: Gives access to the formats; on the thread for calls.
        paste: Gives the text; pyperclip's own, if None.
    """

    name = "windows"

    def __init__(
        self,
        new_formats: Callable[[], ClipboardFormats] | None = None,
        paste: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._new_formats = new_formats or User32Formats
        self._paste = paste or _pyperclip_paste

    def _check(self) -> None:
        self._new_formats().count()

    def _fetch(self, max_chars: int) -> ClipboardContent:
        formats = self._new_formats()
        if _is_concealed(formats):
            return ClipboardContent(ClipboardKind.CONCEALED)
        if formats.has(CF_UNICODETEXT):
            return self._text(max_chars)
        if formats.has(CF_HDROP):
            return ClipboardContent(ClipboardKind.FILES)
        if any(formats.has(number) for number in (CF_DIB, CF_DIBV5, CF_BITMAP)):
            return ClipboardContent(ClipboardKind.IMAGE)
        return ClipboardContent(ClipboardKind.OTHER) if formats.count() else EMPTY

    def _text(self, max_chars: int) -> ClipboardContent:
        try:
            return text_content(self._paste(), max_chars)
        except (OSError, RuntimeError) as problem:
            # Another program holds the clipboard open; pyperclip has tried for half a second.
            raise unavailable(
                f"the clipboard is held by another program ({type(problem).__name__})",
                "press the key again",
            ) from None


def _is_concealed(formats: ClipboardFormats) -> bool:
    if any(formats.has(formats.register(name)) for name in _CONCEALED):
        return True
    history = formats.register(_HISTORY)
    return formats.has(history) and formats.number_in(history) == 0


def _pyperclip_paste() -> object:
    import pyperclip  # noqa: PLC0415, lazily: it looks for programs

    return pyperclip.paste()


class User32Formats:
    """`ClipboardFormats` of the running Windows."""

    def __init__(self) -> None:
        # `windll` exists on Windows only.
        libraries: Any = vars(ctypes)["windll"]
        self._user32 = libraries.user32
        self._kernel32 = libraries.kernel32
        self._user32.GetClipboardData.restype = ctypes.c_void_p
        self._kernel32.GlobalLock.restype = ctypes.c_void_p
        self._kernel32.GlobalLock.argtypes = [ctypes.c_void_p]
        self._kernel32.GlobalUnlock.argtypes = [ctypes.c_void_p]

    def count(self) -> int:
        """See `ClipboardFormats`."""
        return int(self._user32.CountClipboardFormats())

    def has(self, number: int) -> bool:
        """See `ClipboardFormats`."""
        return bool(self._user32.IsClipboardFormatAvailable(number))

    def register(self, name: str) -> int:
        """See `ClipboardFormats`."""
        return int(self._user32.RegisterClipboardFormatW(ctypes.c_wchar_p(name)))

    def number_in(self, number: int) -> int | None:
        """See `ClipboardFormats`."""
        if not self._user32.OpenClipboard(None):
            return None
        try:
            handle = self._user32.GetClipboardData(number)
            address = self._kernel32.GlobalLock(handle) if handle else None
            if not address:
                return None
            try:
                return int(ctypes.c_uint32.from_address(address).value)
            finally:
                self._kernel32.GlobalUnlock(handle)
        finally:
            self._user32.CloseClipboard()
