"""How the clipboard of Windows is opened and read, with its functions played."""

from __future__ import annotations

import ctypes
from collections import Counter
from types import SimpleNamespace

import pytest

from speakd.desktop.copied.windows_clipboard import User32Clipboard


class Windows:
    """`ctypes.windll` with a clipboard that holds one format, and is held by others at first.

    Attributes:
        calls: How often each function was called.
    """

    def __init__(self, data: bytes = b"data", held: int = 0) -> None:
        self.calls: Counter[str] = Counter()
        self._memory = ctypes.create_string_buffer(data, len(data) or 1)
        self._size = len(data)
        self._held = held
        names = (
            "CountClipboardFormats IsClipboardFormatAvailable RegisterClipboardFormatW"
            " OpenClipboard CloseClipboard GetClipboardData"
        )
        self.user32 = SimpleNamespace(**{name: self._function(name) for name in names.split()})
        names = "GlobalLock GlobalUnlock GlobalSize"
        self.kernel32 = SimpleNamespace(**{name: self._function(name) for name in names.split()})

    def _function(self, name: str) -> object:
        def function(*_: object) -> int:
            self.calls[name] += 1
            results = {
                "OpenClipboard": int(self.calls["OpenClipboard"] > self._held),
                "GetClipboardData": 7,
                "GlobalLock": ctypes.addressof(self._memory),
                "GlobalSize": self._size,
            }
            return results.get(name, 1)

        return function


def test_data_is_read_while_the_clipboard_is_open_and_let_go_again() -> None:
    windows = Windows(b"a\0b")
    assert User32Clipboard(windows).data(13) == b"a\0b"
    assert windows.calls["CloseClipboard"] == windows.calls["GlobalUnlock"] == 1


def test_a_clipboard_that_is_held_for_a_moment_is_waited_for() -> None:
    windows = Windows(held=3)
    assert User32Clipboard(windows).data(13) == b"data"
    assert windows.calls["OpenClipboard"] == 4


def test_one_that_is_held_for_long_is_given_up() -> None:
    windows = Windows(held=10**9)
    assert User32Clipboard(windows).data(13) is None
    assert not windows.calls["CloseClipboard"]


@pytest.mark.parametrize("name", ["GetClipboardData", "GlobalLock"])
def test_a_format_that_cannot_be_had_is_none(name: str) -> None:
    windows = Windows()
    library = windows.user32 if name in vars(windows.user32) else windows.kernel32
    setattr(library, name, lambda *_: None)
    assert User32Clipboard(windows).data(13) is None
    assert windows.calls["CloseClipboard"] == 1
