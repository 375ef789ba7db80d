"""macOS at its seams: what Quartz would give, and a listener that a test holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.desktop.hotkeys.pynput_macos import KEY_DOWN, KEY_UP, MacosKeySource, key_event
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.desktop.hotkeys.key_events import KeyEvent

SHIFT, CTRL, ALT, CMD = 0x20000, 0x40000, 0x80000, 0x100000
CAPS_LOCK, KEYPAD, FN = 0x10000, 0x200000, 0x800000
LEFT_DEVICE_BITS = 0x29
FLAGS_CHANGED = 12


def test_the_key_code_counts_and_not_what_it_writes() -> None:
    event = key_event(KEY_DOWN, 35, CTRL | ALT | CMD | LEFT_DEVICE_BITS)
    assert event is not None
    assert (event.key, event.pressed) == ("p", True)
    assert event.modifiers == {"ctrl", "alt", "cmd"}


@pytest.mark.parametrize("flags", [0, CAPS_LOCK, KEYPAD, FN])
def test_what_is_no_modifier_is_not_told(flags: int) -> None:
    event = key_event(KEY_UP, 35, flags)
    assert event is not None
    assert (event.pressed, event.modifiers) == (False, frozenset())


def test_shift_is_told() -> None:
    event = key_event(KEY_DOWN, 35, SHIFT)
    assert event is not None
    assert event.modifiers == {"shift"}


@pytest.mark.parametrize(("kind", "code"), [(FLAGS_CHANGED, 0x3A), (KEY_DOWN, 0x3A), (14, 35)])
def test_other_events_are_nothing_to_us(kind: int, code: int) -> None:
    assert key_event(kind, code, 0) is None


class Tap:
    """pynput's listener, as far as the source knows it."""

    def __init__(
        self,
        on_event: Callable[[KeyEvent], None],
        on_ready: Callable[[], None],
        on_finished: Callable[[], None],
        *,
        hears: bool = True,
    ) -> None:
        self.on_event = on_event
        self.on_ready = on_ready
        self.on_finished = on_finished
        self.hears = hears

    def start(self) -> None:
        if self.hears:
            self.on_ready()
        else:
            self.on_finished()

    def stop(self) -> None:
        self.on_finished()


class Desk:
    def __init__(self, *, permitted: bool = True, hears: bool = True) -> None:
        self.taps: list[Tap] = []
        self.ended: list[str] = []
        self.source = MacosKeySource(
            lambda: permitted,
            lambda *callbacks: self.taps.append(Tap(*callbacks, hears=hears)) or self.taps[-1],
        )

    def start(self, *keys: str) -> None:
        self.source.start(keys or ("p",), lambda _: None, self.ended.append)


def test_without_permission_it_says_where_to_give_it() -> None:
    desk = Desk(permitted=False)
    with pytest.raises(DesktopError, match=r"Input Monitoring.*Accessibility"):
        desk.start()
    assert not desk.taps


def test_without_a_tap_it_says_the_same() -> None:
    desk = Desk(hears=False)
    with pytest.raises(DesktopError, match=r"no event tap.*Input Monitoring"):
        desk.start()
    assert not desk.ended


def test_a_key_that_no_mac_has_is_refused() -> None:
    with pytest.raises(DesktopError, match="'pause'"):
        Desk().start("pause")


def test_a_tap_that_ends_is_reported() -> None:
    desk = Desk()
    desk.start()
    desk.taps[0].on_finished()
    assert desk.ended == [MacosKeySource.ended]


def test_a_tap_that_was_stopped_is_not() -> None:
    desk = Desk()
    desk.start()
    desk.source.stop()
    desk.source.stop()
    assert not desk.ended
