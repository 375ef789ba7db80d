"""Hot keys of Windows at their seams: what is asked of it, and what its messages do."""

from __future__ import annotations

import ctypes
import queue
import threading
from ctypes import wintypes
from typing import TYPE_CHECKING, Any

import pytest

from speakd.chord import MODIFIERS, parse_chord
from speakd.desktop.hotkeys.chord_source import TAKEN
from speakd.desktop.hotkeys.physical_keys import WINDOWS_SCAN_CODES
from speakd.desktop.hotkeys.supervised_hotkey import BackOff, SupervisedHotkeyListener
from speakd.desktop.hotkeys.windows_hotkey import MOD_NOREPEAT, WM_HOTKEY, WM_TIMER, WindowsHotkeys
from speakd.desktop.hotkeys.windows_hotkey_api import User32Hotkeys
from speakd.errors import DesktopError
from speakd.testing.desktop import HotkeyConformance
from support.foreign import Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.chord import Chord
    from speakd.desktop.hotkeys.chord_source import Bound

READ = parse_chord("ctrl+option+cmd+p")
PLAIN_A = parse_chord("ctrl+a")
PAUSE = parse_chord("pause")
US, FRENCH = 0x0409, 0x040C
SCAN_A, SCAN_Q = WINDOWS_SCAN_CODES["a"], WINDOWS_SCAN_CODES["q"]
BITS = dict(zip(MODIFIERS, (0x2, 0x1, 0x4, 0x8), strict=True))
PATIENCE_S = 10.0


class Windows:
    """A Windows with a keyboard; a French one has A where others have Q."""

    def __init__(self) -> None:
        self.messages: queue.SimpleQueue[tuple[int, int] | OSError | None] = queue.SimpleQueue()
        self.registered: dict[int, tuple[int, int]] = {}
        self.log: list[tuple[int, int]] = []
        self.taken: dict[int, int] = {}
        self.current = US
        self.queues = 0

    def open_queue(self) -> int:
        self.queues += 1
        return 7

    def layout(self) -> int:
        return self.current

    def virtual_key(self, scan_code: int, layout: int) -> int:
        swapped = {SCAN_A: SCAN_Q, SCAN_Q: SCAN_A} if layout == FRENCH else {}
        place = swapped.get(scan_code, scan_code)
        name = next(name for name, code in WINDOWS_SCAN_CODES.items() if code == place)
        return ord(name.upper()) if len(name) == 1 else 0

    def register(self, number: int, modifiers: int, virtual_key: int) -> int:
        if virtual_key in self.taken:
            return self.taken[virtual_key]
        self.registered[number] = (modifiers, virtual_key)
        self.log.append((modifiers, virtual_key))
        return 0

    def unregister(self, number: int) -> None:
        del self.registered[number]

    def next_message(self) -> tuple[int, int] | None:
        message = self.messages.get()
        if isinstance(message, OSError):
            raise message
        return message

    def quit(self, thread: int) -> None:
        assert thread == 7
        self.messages.put(None)

    def press(self, chord: Chord) -> None:
        wanted = (
            sum(BITS[name] for name in chord.modifiers) | MOD_NOREPEAT,
            ord(chord.key.upper()),
        )
        for number, key in self.registered.items():
            if key == wanted:
                self.messages.put((WM_HOTKEY, number))


class TestWindowsHotkeys(HotkeyConformance):
    @pytest.fixture(autouse=True)
    def _windows(self) -> None:
        self.windows = Windows()

    def make_listener(self) -> SupervisedHotkeyListener:
        return SupervisedHotkeyListener(
            lambda: WindowsHotkeys(lambda: self.windows), WindowsHotkeys.name, BackOff(0.01)
        )

    def press(self, chord: Chord) -> None:
        self.windows.press(chord)


class Desk:
    """A source on a Windows."""

    def __init__(self, windows: Windows, *chords: Chord) -> None:
        self.windows = windows
        self.heard: queue.SimpleQueue[Chord] = queue.SimpleQueue()
        self.ended: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.source = WindowsHotkeys(lambda: windows)
        self.bound: Bound = self.source.start(chords, self.heard.put, self.ended.put)


def test_the_virtual_key_at_the_keys_place_is_registered_without_repeat() -> None:
    desk = Desk(Windows(), READ, PAUSE)
    assert set(desk.windows.registered.values()) == {(0x400B, ord("P")), (0x4000, 0x13)}
    desk.source.stop()
    assert desk.windows.registered == {}
    assert desk.ended.empty()


def test_a_chord_of_another_program_is_named_and_costs_no_other() -> None:
    windows = Windows()
    windows.taken = {ord("P"): 1409, ord("S"): 5}
    stop = parse_chord("ctrl+s")
    home = parse_chord("ctrl+home")
    desk = Desk(windows, READ, stop, home, PLAIN_A)
    desk.source.stop()
    assert desk.bound.backends == {PLAIN_A: "RegisterHotKey"}
    assert desk.bound.refused == {
        READ: TAKEN,
        stop: "Windows refuses it (error 5)",
        home: "the keyboard layout has no such key",
    }


def test_another_layout_keeps_the_chord_at_its_place() -> None:
    desk = Desk(Windows(), PLAIN_A)
    desk.windows.messages.put((WM_TIMER, 0))
    desk.windows.current = FRENCH
    desk.windows.messages.put((WM_TIMER, 0))
    desk.windows.messages.put((WM_TIMER, 0))
    desk.windows.messages.put((WM_HOTKEY, 1))
    assert desk.heard.get(timeout=PATIENCE_S) == PLAIN_A
    assert [key for _, key in desk.windows.log] == [ord("A"), ord("Q")]
    assert len(desk.windows.registered) == 1
    desk.source.stop()


def test_a_window_that_tells_no_layout_changes_nothing() -> None:
    windows = Windows()
    windows.current = FRENCH
    desk = Desk(windows, PLAIN_A)
    desk.windows.current = 0
    desk.windows.messages.put((WM_TIMER, 0))
    desk.windows.messages.put((WM_HOTKEY, 1))
    desk.heard.get(timeout=PATIENCE_S)
    assert [key for _, key in desk.windows.log] == [ord("Q")]
    desk.source.stop()


def test_a_layout_that_costs_a_chord_has_everything_begun_anew() -> None:
    desk = Desk(Windows(), PLAIN_A)
    desk.windows.taken = {ord("Q"): 1409}
    desk.windows.current = FRENCH
    desk.windows.messages.put((WM_TIMER, 0))
    assert "layout" in desk.ended.get(timeout=PATIENCE_S)
    desk.source.stop()
    assert desk.windows.registered == {}


def test_a_broken_queue_is_told() -> None:
    desk = Desk(Windows(), PLAIN_A)
    desk.windows.messages.put(OSError(5, "GetMessageW"))
    assert desk.ended.get(timeout=PATIENCE_S) == WindowsHotkeys.lost
    desk.source.stop()


def test_a_windows_that_does_not_answer_is_given_up() -> None:
    release = threading.Event()
    windows = Windows()

    def answer_late() -> Windows:
        release.wait()
        return windows

    class Impatient(WindowsHotkeys):
        start_s = stop_s = 0.05

    with pytest.raises(DesktopError, match="does not answer"):
        Impatient(answer_late).start([READ], lambda _: None, lambda _: None)
    release.set()
    assert windows.registered == {}


class User32(Library):
    """user32 and kernel32 in one."""

    def __init__(self) -> None:
        self.next_message = (1, WM_HOTKEY, 3)

        def get_message(pointer: Any, *_: object) -> int:
            result, kind, parameter = self.next_message
            message = pointer._obj
            message.message, message.wParam = kind, parameter
            return result

        answers: dict[str, Callable[..., object]] = {
            "PeekMessageW": lambda *_: 0,
            "GetMessageW": get_message,
            "PostThreadMessageW": lambda *_: 1,
            "RegisterHotKey": lambda *_: 0,
            "UnregisterHotKey": lambda *_: 1,
            "SetTimer": lambda *_: 9,
            "MapVirtualKeyExW": lambda *_: 0x50,
            "GetForegroundWindow": lambda *_: 0x1234,
            "GetWindowThreadProcessId": lambda *_: 42,
            "GetKeyboardLayout": lambda *_: None,
            "GetCurrentThreadId": lambda *_: 11,
        }
        super().__init__(answers)


def test_the_binding_asks_as_documented() -> None:
    library = User32()
    api = User32Hotkeys(lambda _: library, lambda: 1409)
    assert api.open_queue() == 11
    assert api.register(3, 0x400B, 0x50) == 1409
    assert library.RegisterHotKey.calls == [(None, 3, 0x400B, 0x50)]
    assert api.virtual_key(0xE047, 0x040C) == 0x50
    assert library.MapVirtualKeyExW.calls == [(0xE047, 3, 0x040C)]
    assert api.layout() == 0
    assert library.GetKeyboardLayout.calls == [(42,)]
    assert api.next_message() == (WM_HOTKEY, 3)
    library.next_message = (0, 0x12, 0)
    assert api.next_message() is None
    library.next_message = (-1, 0, 0)
    with pytest.raises(OSError, match="GetMessageW"):
        api.next_message()
    api.unregister(3)
    api.quit(11)
    assert library.PostThreadMessageW.calls == [(11, 0x12, 0, 0)]
    library.RegisterHotKey.answer = lambda *_: 1
    assert api.register(3, 0x400B, 0x50) == 0


def test_handles_are_as_wide_as_pointers() -> None:
    library = User32()
    User32Hotkeys(lambda _: library, lambda: 0)
    assert library.GetKeyboardLayout.restype is ctypes.c_void_p
    assert library.GetForegroundWindow.restype is wintypes.HWND
    assert library.GetMessageW.restype is ctypes.c_int
