"""Hot keys of the running Windows."""

from __future__ import annotations

import ctypes
from ctypes import wintypes
from typing import TYPE_CHECKING, Any

from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable

_WM_QUIT = 0x0012
_MAPVK_VSC_TO_VK_EX = 3
_PM_NOREMOVE = 0

_LAYOUT_CHECK_MS = 500
"""Between two looks at the layout. Each window may have another one, and Windows tells only the
window itself when it changes."""


class User32Hotkeys:
    """`HotkeyApi` by the documented functions of user32.

    Args:
        load: Loads a library; its functions report errors to `last_error`.
        last_error: Gives the error of the last call on this thread.
    """

    def __init__(
        self,
        load: Callable[[str], Any] | None = None,
        last_error: Callable[[], int] | None = None,
    ) -> None:
        # Both exist on Windows only.
        load = load or (lambda name: vars(ctypes)["WinDLL"](name, use_last_error=True))
        self._last_error: Callable[[], int] = last_error or vars(ctypes)["get_last_error"]
        self._user32, self._kernel32 = load("user32"), load("kernel32")
        message = ctypes.POINTER(wintypes.MSG)
        number, window = wintypes.UINT, wintypes.HWND
        for function, result, arguments in (
            ("PeekMessageW", wintypes.BOOL, (message, window, number, number, number)),
            # -1 is an error, so the result is no mere truth.
            ("GetMessageW", ctypes.c_int, (message, window, number, number)),
            (
                "PostThreadMessageW",
                wintypes.BOOL,
                (wintypes.DWORD, number, wintypes.WPARAM, wintypes.LPARAM),
            ),
            ("RegisterHotKey", wintypes.BOOL, (window, ctypes.c_int, number, number)),
            ("UnregisterHotKey", wintypes.BOOL, (window, ctypes.c_int)),
            ("SetTimer", ctypes.c_size_t, (window, ctypes.c_size_t, number, ctypes.c_void_p)),
            ("MapVirtualKeyExW", number, (number, number, ctypes.c_void_p)),
            ("GetForegroundWindow", window, ()),
            (
                "GetWindowThreadProcessId",
                wintypes.DWORD,
                (window, ctypes.POINTER(wintypes.DWORD)),
            ),
            ("GetKeyboardLayout", ctypes.c_void_p, (wintypes.DWORD,)),
        ):
            called = getattr(self._user32, function)
            called.restype, called.argtypes = result, arguments
        self._kernel32.GetCurrentThreadId.restype = wintypes.DWORD
        self._kernel32.GetCurrentThreadId.argtypes = ()

    def open_queue(self) -> int:
        """See `HotkeyApi`. Asking for a message is what makes the queue."""
        message = wintypes.MSG()
        self._user32.PeekMessageW(ctypes.byref(message), None, 0, 0, _PM_NOREMOVE)
        if not self._user32.SetTimer(None, 0, _LAYOUT_CHECK_MS, None):
            raise DesktopError(f"Windows gives no timer (error {self._last_error()})")
        return int(self._kernel32.GetCurrentThreadId())

    def layout(self) -> int:
        """See `HotkeyApi`."""
        window = self._user32.GetForegroundWindow()
        thread = self._user32.GetWindowThreadProcessId(window, None) if window else 0
        return int(self._user32.GetKeyboardLayout(thread) or 0)

    def virtual_key(self, scan_code: int, layout: int) -> int:
        """See `HotkeyApi`. The high byte of the scan code is 0xE0 for an extended key."""
        return int(self._user32.MapVirtualKeyExW(scan_code, _MAPVK_VSC_TO_VK_EX, layout or None))

    def register(self, number: int, modifiers: int, virtual_key: int) -> int:
        """See `HotkeyApi`."""
        if self._user32.RegisterHotKey(None, number, modifiers, virtual_key):
            return 0
        return self._last_error() or -1

    def unregister(self, number: int) -> None:
        """See `HotkeyApi`."""
        self._user32.UnregisterHotKey(None, number)

    def next_message(self) -> tuple[int, int] | None:
        """See `HotkeyApi`."""
        message = wintypes.MSG()
        result = self._user32.GetMessageW(ctypes.byref(message), None, 0, 0)
        if result < 0:
            raise OSError(self._last_error(), "GetMessageW")
        return (int(message.message), int(message.wParam or 0)) if result else None

    def quit(self, thread: int) -> None:
        """See `HotkeyApi`."""
        self._user32.PostThreadMessageW(thread, _WM_QUIT, 0, 0)
