"""The clipboard of Windows, borrowed: with a played Windows whose handles are real memory."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace
from typing import Any

import pytest

from speakd.desktop.api import ClipboardRequest
from speakd.desktop.copied.selection_copy import UnsavableError
from speakd.desktop.copied.selection_copy_windows import Input, WindowsBorrowedClipboard

TEXT, DIB, BITMAP, METAFILE_PICTURE, METAFILE, LOCALE = 13, 8, 2, 3, 14, 16
WINDOW = 0x5EA


class Windows:
    """A clipboard, memory and keys.

    Attributes:
        content: What the clipboard holds: bytes are memory, other things are not.
        is_open: By which window it is held open; None if it is not.
        refuses: A format that cannot be put.
        held: Keys that are held.
        pressed: Keys that were pressed (True) and let go (False).
        windows: Windows that exist.
    """

    def __init__(self, content: dict[int, Any] | None = None) -> None:
        self.content = content or {}
        self.is_open: Any = None
        self.refuses = 0
        self.held: set[int] = set()
        self.pressed: list[tuple[int, bool]] = []
        self.windows = 0
        self.count = 5
        self._names: dict[str, int] = {}
        self._memory: dict[int, Any] = {}
        functions = {
            name: self._function(name)
            for name in dir(type(self))
            if name[0].isupper() and callable(getattr(self, name))
        }
        library = SimpleNamespace(**functions)
        self.user32 = self.kernel32 = self.gdi32 = library

    def _function(self, name: str) -> Any:
        method = getattr(self, name)
        return lambda *arguments: method(*arguments)  # noqa: PLW0108, it takes attributes, as in ctypes

    def RegisterClipboardFormatW(self, name: Any) -> int:  # noqa: N802, as Windows has it
        return self._names.setdefault(name.value, 0xC000 + len(self._names))

    def GetClipboardSequenceNumber(self) -> int:  # noqa: N802, as Windows has it
        return self.count

    def OpenClipboard(self, window: Any) -> int:  # noqa: N802, as Windows has it
        assert self.is_open is None
        self.is_open = window.value if window is not None else 0
        return 1

    def CloseClipboard(self) -> int:  # noqa: N802, as Windows has it
        self.is_open = None
        return 1

    def EmptyClipboard(self) -> int:  # noqa: N802, as Windows has it
        assert self.is_open == WINDOW
        self.content = {}
        self.count += 1
        return 1

    def IsClipboardFormatAvailable(self, number: int) -> bool:  # noqa: N802, as Windows has it
        return number in self.content

    def CountClipboardFormats(self) -> int:  # noqa: N802, as Windows has it
        return len(self.content)

    def EnumClipboardFormats(self, number: int) -> int:  # noqa: N802, as Windows has it
        assert self.is_open is not None
        numbers = [0, *self.content, 0]
        return numbers[numbers.index(number) + 1]

    def GetClipboardData(self, number: int) -> int | None:  # noqa: N802, as Windows has it
        data = self.content[number]
        return None if data is None else self._handle(data)

    def SetClipboardData(self, number: int, handle: int) -> int | None:  # noqa: N802, as Windows has it
        assert self.is_open == WINDOW
        if number == self.refuses:
            return None
        buffer = self._memory[handle]
        self.content[number] = buffer if isinstance(buffer, tuple) else buffer.raw
        self.count += 1
        return handle

    def GlobalAlloc(self, flags: int, size: int) -> int:  # noqa: N802, as Windows has it
        assert flags == 2
        return self._handle(bytes(size))

    def GlobalLock(self, handle: int) -> int | None:  # noqa: N802, as Windows has it
        memory = self._memory[handle]
        return None if isinstance(memory, tuple) else ctypes.addressof(memory)

    def GlobalUnlock(self, _handle: int) -> int:  # noqa: N802, as Windows has it
        return 1

    def GlobalSize(self, handle: int) -> int:  # noqa: N802, as Windows has it
        return len(self._memory[handle].raw)

    def GetEnhMetaFileBits(self, handle: int, size: int, bits: Any) -> int:  # noqa: N802, as Windows has it
        kind, data = self._memory[handle]
        assert kind == "metafile"
        if bits is None:
            return len(data)
        ctypes.memmove(bits, data, size)
        return size

    def SetEnhMetaFileBits(self, size: int, data: bytes) -> int:  # noqa: N802, as Windows has it
        assert size == len(data)
        return self._handle(("metafile", data))

    def CreateWindowExW(self, *arguments: Any) -> int:  # noqa: N802, as Windows has it
        assert (len(arguments), arguments[1].value) == (12, "STATIC")
        self.windows += 1
        return WINDOW

    def DestroyWindow(self, window: int) -> int:  # noqa: N802, as Windows has it
        assert window == WINDOW
        self.windows -= 1
        return 1

    def GetAsyncKeyState(self, key: int) -> int:  # noqa: N802, as Windows has it
        return -32768 if key in self.held else 0

    def SendInput(self, count: int, inputs: Any, size: int) -> int:  # noqa: N802, as Windows has it
        assert size == ctypes.sizeof(Input) == {8: 40, 4: 28}[ctypes.sizeof(ctypes.c_void_p)]
        for each in inputs._obj:
            assert each.kind == 1
            self.pressed.append((each.any.keyboard.key, not each.any.keyboard.flags & 2))
        return count

    def _handle(self, data: Any) -> int:
        handle = 0x1000 + len(self._memory)
        buffer = data if isinstance(data, tuple) else ctypes.create_string_buffer(data, len(data))
        self._memory[handle] = buffer
        return handle


def borrowed(windows: Windows) -> WindowsBorrowedClipboard:
    return WindowsBorrowedClipboard(lambda: windows)


@pytest.mark.parametrize(
    "content",
    [
        {TEXT: b"b\0e\0\0\0", LOCALE: b"\7\4\0\0", 0xC123: b"{\\rtf1}"},
        {DIB: b"bits", 0xC123: b"\x89PNG"},
        {METAFILE: ("metafile", b"EMF"), TEXT: b"x\0\0\0"},
        {},
    ],
)
def test_everything_comes_back_as_it_was(content: dict[int, Any]) -> None:
    windows = Windows(dict(content))
    clipboard = borrowed(windows)
    saved, count = clipboard.save(), clipboard.change_count()
    windows.content = {TEXT: b"c\0\0\0"}
    assert clipboard.restore(saved)
    assert windows.content == content
    assert list(windows.content) == list(content)
    assert clipboard.change_count() != count
    assert (windows.is_open, windows.windows) == (None, 0)


def test_what_windows_makes_by_itself_need_not_be_saved() -> None:
    windows = Windows({DIB: b"bits", BITMAP: ("bitmap",), METAFILE: ("metafile", b"EMF")})
    windows.content[METAFILE_PICTURE] = ("picture",)
    windows.content[0x82] = ("shown by viewers",)
    assert borrowed(windows).save() == {DIB: b"bits", METAFILE: b"EMF"}


def test_pointers_of_the_program_that_copied_are_left_out() -> None:
    windows = Windows()
    pointers = windows.RegisterClipboardFormatW(ctypes.c_wchar_p("Ole Private Data"))
    windows.content = {pointers: b"\x12\x34", TEXT: b"\0\0"}
    assert borrowed(windows).save() == {TEXT: b"\0\0"}


@pytest.mark.parametrize(
    "content",
    [
        {BITMAP: ("bitmap",)},
        {METAFILE_PICTURE: ("picture",)},
        {METAFILE: None},
        {TEXT: None},
        {0x200: b"private"},
        {0x3FF: ("brush",)},
        {TEXT: b"x" * 101},
    ],
)
def test_what_cannot_be_put_back_is_not_taken(
    content: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("speakd.desktop.copied.selection_copy_windows.MOST_SAVED_BYTES", 100)
    windows = Windows(content)
    with pytest.raises(UnsavableError):
        borrowed(windows).save()
    assert windows.is_open is None


def test_one_format_that_cannot_be_put_back_leaves_out_no_other() -> None:
    windows = Windows({TEXT: b"\0\0", LOCALE: b"\7"})
    clipboard = borrowed(windows)
    saved = clipboard.save()
    windows.refuses = TEXT
    assert not clipboard.restore(saved)
    assert windows.content == {LOCALE: b"\7"}
    windows.refuses = 0
    assert clipboard.restore(saved)


def test_the_copying_chord_waits_for_every_modifier_and_presses_ctrl_c() -> None:
    windows = Windows()
    clipboard = borrowed(windows)
    for key in (0x10, 0x11, 0x12, 0x5B, 0x5C):
        windows.held = {key}
        assert not clipboard.is_ready()
    windows.held = {0x50}
    assert clipboard.is_ready()
    assert clipboard.copy()
    assert windows.pressed == [(0x11, True), (0x43, True), (0x43, False), (0x11, False)]


def test_what_was_copied_is_read() -> None:
    windows = Windows({TEXT: "größer\0".encode("utf-16-le")})
    assert borrowed(windows).read(ClipboardRequest()).text == "größer"
