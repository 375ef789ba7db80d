"""Windows at its seams: what a low-level hook would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from speakd.desktop.hotkeys.key_events import LEVEL_SHIFT, KeyEvent
from speakd.desktop.hotkeys.pynput_windows import WindowsKeys, WindowsKeySource

if TYPE_CHECKING:
    from collections.abc import Callable

KEY_DOWN, KEY_UP, SYS_KEY_DOWN = 0x100, 0x101, 0x104
SHIFT, CONTROL, MENU, RIGHT_ALT, LEFT_WIN, RIGHT_WIN = 0x10, 0x11, 0x12, 0xA5, 0x5B, 0x5C
VK_P, VK_LEFT_CONTROL, VK_HOME = 0x50, 0xA2, 0x24
SCAN_P, SCAN_HOME, EXTENDED = 0x19, 0x47, 0x01


class State:
    """A keyboard of Windows."""

    def __init__(self, *down: int) -> None:
        self.down = set(down)

    def is_down(self, virtual_key: int) -> bool:
        return virtual_key in self.down

    def scan_code(self, virtual_key: int) -> int:
        return {VK_P: SCAN_P}.get(virtual_key, 0)


def test_the_scan_code_counts_and_not_the_layouts_key() -> None:
    keys = WindowsKeys(State(CONTROL, MENU, LEFT_WIN))
    event = keys.read(SYS_KEY_DOWN, 0xBA, SCAN_P, 0)
    assert event is not None
    assert (event.key, event.pressed) == ("p", True)
    assert event.modifiers == {"ctrl", "alt", "cmd"}


def test_the_right_windows_key_is_the_same() -> None:
    event = WindowsKeys(State(RIGHT_WIN)).read(KEY_DOWN, VK_P, SCAN_P, 0)
    assert event is not None
    assert event.modifiers == {"cmd"}


def test_a_release_is_a_release() -> None:
    event = WindowsKeys(State()).read(KEY_UP, VK_P, SCAN_P, 0)
    assert event is not None
    assert not event.pressed


def test_programs_may_leave_the_scan_code_out() -> None:
    event = WindowsKeys(State()).read(KEY_DOWN, VK_P, 0, 0)
    assert event is not None
    assert event.key == "p"


@pytest.mark.parametrize(("flags", "key"), [(EXTENDED, "home"), (0, None)])
def test_the_keypad_is_told_from_the_keys_beside_it(flags: int, key: str | None) -> None:
    event = WindowsKeys(State()).read(KEY_DOWN, VK_HOME, SCAN_HOME, flags)
    assert (event and event.key) == key


def test_altgr_is_not_ctrl_and_alt() -> None:
    keys = WindowsKeys(State(CONTROL, MENU, RIGHT_ALT))
    assert keys.read(KEY_DOWN, VK_LEFT_CONTROL, 0x21D, 0) is None
    event = keys.read(KEY_DOWN, VK_P, SCAN_P, 0)
    assert event is not None
    assert event.modifiers == {"ctrl", "alt", LEVEL_SHIFT}


def test_an_altgr_whose_release_was_lost_is_forgotten() -> None:
    state = State(CONTROL, MENU, RIGHT_ALT)
    keys = WindowsKeys(state)
    keys.read(KEY_DOWN, VK_LEFT_CONTROL, 0x21D, 0)
    state.down = {CONTROL, MENU}
    event = keys.read(KEY_DOWN, VK_P, SCAN_P, 0)
    assert event is not None
    assert event.modifiers == {"ctrl", "alt"}


@dataclass
class HookData:
    """`KBDLLHOOKSTRUCT`."""

    vkCode: int  # noqa: N815, Windows' name
    scanCode: int  # noqa: N815, Windows' name
    flags: int = 0


class Hook:
    """pynput's listener, as far as the source knows it."""

    def __init__(
        self,
        event_filter: Callable[[int, Any], bool],
        on_ready: Callable[[], None],
        on_finished: Callable[[], None],
    ) -> None:
        self.filter = event_filter
        self.start = on_ready
        self.stop = on_finished


def test_the_hook_tells_events_and_keeps_pynput_out_of_them() -> None:
    hooks: list[Hook] = []
    told: list[KeyEvent] = []

    def new_hook(*callbacks: Any) -> Hook:
        hooks.append(Hook(*callbacks))
        return hooks[-1]

    source = WindowsKeySource(lambda: State(CONTROL), new_hook)
    source.start(["p"], told.append, lambda _: None)
    assert hooks[0].filter(KEY_DOWN, HookData(VK_P, SCAN_P)) is False
    source.stop()
    assert [(event.key, event.modifiers) for event in told] == [("p", {"ctrl"})]
