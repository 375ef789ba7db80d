"""Real key presses on a real X server, for every hotkey backend of X11."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import pytest
from Xlib import X

from speakd.chord import parse_chord
from speakd.desktop.hotkeys.pynput_x11 import X11KeySource
from speakd.testing.desktop import HotkeyConformance
from support.waiting import wait_until
from support.x11_keys import (
    ALT,
    ALT_RIGHT,
    CAPS_LOCK,
    CTRL,
    CTRL_RIGHT,
    END,
    HOME,
    LEVEL3,
    MENU,
    NUM_LOCK,
    SHIFT,
    SUPER,
    SUPER_RIGHT,
    A,
    Keyboard,
    P,
    Q,
)
from support.x11_listeners import PATIENCE_S, READ, READ_KEYS, SOURCES, listening, supervised
from support.xserver import setxkbmap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.chord import Chord
    from speakd.desktop.hotkeys.chord_source import ChordSource
    from speakd.desktop.hotkeys.key_events import KeyEvent
    from speakd.desktop.hotkeys.supervised_hotkey import SupervisedHotkeyListener
    from support.xserver import XServer

Source: TypeAlias = "Callable[[], ChordSource]"


@pytest.fixture(params=["XGrabKey", "pynput"])
def source(request: pytest.FixtureRequest) -> Source:
    return SOURCES[request.param]


class TestOnX11(HotkeyConformance):
    @pytest.fixture(autouse=True, params=list(SOURCES))
    def _fingers(self, keyboard: Keyboard, request: pytest.FixtureRequest) -> None:
        self.keyboard = keyboard
        self.source = SOURCES[request.param]

    def make_listener(self) -> SupervisedHotkeyListener:
        return supervised(self.source)

    def press(self, chord: Chord) -> None:
        self.keyboard.chord(chord)


@contextmanager
def repeats() -> Iterator[threading.Event]:
    """Tell when P has repeated a few times, whoever has grabbed it."""
    seen: list[bool] = []
    repeated = threading.Event()

    def on_event(event: KeyEvent) -> None:
        seen.append(event.pressed)
        if sum(seen) > 4:
            repeated.set()

    keys = X11KeySource()
    keys.start(["p"], on_event, lambda _: None)
    yield repeated
    keys.stop()


def test_a_held_key_fires_once(keyboard: Keyboard, source: Source) -> None:
    with repeats() as repeated, listening(keyboard, source) as heard:
        with keyboard.held(*READ_KEYS):
            assert repeated.wait(PATIENCE_S)
        assert heard.until_now() == [str(READ)]


def test_left_and_right_modifiers_are_the_same(keyboard: Keyboard, source: Source) -> None:
    with listening(keyboard, source) as heard:
        keyboard.press(CTRL_RIGHT, ALT_RIGHT, SUPER_RIGHT, P)
        assert heard.until_now() == [str(READ)]


@pytest.mark.parametrize("extra", [SHIFT, LEVEL3], ids=["shift", "altgr"])
def test_one_modifier_too_many_is_another_chord(
    keyboard: Keyboard, extra: int, source: Source
) -> None:
    with listening(keyboard, source) as heard:
        keyboard.press(extra, *READ_KEYS)
        keyboard.press(CTRL, SUPER, P)
        assert heard.until_now() == []


@pytest.mark.parametrize(
    "locks", [[CAPS_LOCK], [NUM_LOCK], [CAPS_LOCK, NUM_LOCK]], ids=["caps", "num", "both"]
)
def test_lock_keys_do_not_matter(own_keyboard: Keyboard, locks: list[int], source: Source) -> None:
    with listening(own_keyboard, source) as heard:
        for lock in locks:
            own_keyboard.press(lock)
        own_keyboard.press(*READ_KEYS)
        assert heard.until_now() == [str(READ)]


def test_num_lock_is_found_wherever_it_is(own_keyboard: Keyboard, source: Source) -> None:
    own_keyboard.set_modifier(X.Mod2MapIndex, [])
    own_keyboard.set_modifier(X.Mod3MapIndex, [NUM_LOCK])
    with listening(own_keyboard, source) as heard:
        own_keyboard.press(NUM_LOCK)
        own_keyboard.press(*READ_KEYS)
        assert heard.until_now() == [str(READ)]


@pytest.mark.parametrize("layout", ["us", "ru", "gr", "fr", "us(dvorak)"])
def test_the_place_counts_whatever_it_writes(
    own_keyboard: Keyboard, layout: str, source: Source
) -> None:
    name, _, variant = layout.rstrip(")").partition("(")
    setxkbmap("-layout", name, "-variant", variant)
    with listening(own_keyboard, source) as heard:
        own_keyboard.press(*READ_KEYS)
        own_keyboard.press(CTRL, Q)  # writes an a on a French keyboard
        own_keyboard.press(CTRL, A)
        assert heard.until_now() == [str(READ), "ctrl+a"]


def test_the_layout_may_change_while_it_listens(
    own_x_server: XServer, own_keyboard: Keyboard, source: Source
) -> None:
    with listening(own_keyboard, source) as heard:
        for layout in ("ru", "gr", "fr", "us"):
            own_x_server.layout(layout)
            own_keyboard.press(*READ_KEYS)
            assert heard.until_now() == [str(READ)]


def test_the_second_of_two_layouts_may_be_switched_on(
    own_keyboard: Keyboard, source: Source
) -> None:
    setxkbmap("-layout", "us,ru", "-option", "grp:menu_toggle")
    with listening(own_keyboard, source) as heard:
        own_keyboard.press(MENU)
        own_keyboard.press(*READ_KEYS)
        assert heard.until_now() == [str(READ)]


def test_swapped_modifiers_follow_the_layout(own_keyboard: Keyboard, source: Source) -> None:
    fired = threading.Event()
    listener = supervised(source)
    listener.start({parse_chord("alt+p"): fired.set})
    try:
        setxkbmap("-layout", "us", "-option", "altwin:swap_alt_win")

        def fires() -> bool:
            own_keyboard.press(SUPER, P)
            return fired.wait(0.05)

        wait_until(fires)
    finally:
        listener.stop()


@pytest.mark.parametrize("option", ["altwin:meta_win", "altwin:left_meta_win"])
def test_windows_keys_that_are_meta_are_those_of_the_chord(
    own_keyboard: Keyboard, source: Source, option: str
) -> None:
    setxkbmap("-layout", "us", "-option", option)
    fired = threading.Event()
    listener = supervised(source)
    listener.start({parse_chord("alt+cmd+p"): fired.set})
    try:
        own_keyboard.press(ALT, SUPER, P)
        assert fired.wait(10)
    finally:
        listener.stop()


def test_named_keys_follow_the_layout(own_keyboard: Keyboard, source: Source) -> None:
    with listening(own_keyboard, source) as heard:
        own_keyboard.remap({HOME: "End", END: "Home"})

        def fires() -> bool:
            own_keyboard.press(CTRL, END)
            return not heard.is_silent()

        wait_until(fires)
        assert heard.listener.status().restarts == 0


def test_presses_of_a_real_tool_fire(x_server: XServer, keyboard: Keyboard, source: Source) -> None:
    with listening(keyboard, source) as heard:
        x_server.key("ctrl+alt+super+p")
        assert heard.until_now() == [str(READ)]


def test_fifty_presses_in_a_second_are_all_heard(keyboard: Keyboard, source: Source) -> None:
    pause = threading.Event()
    with listening(keyboard, source) as heard, keyboard.held(CTRL):
        for number in range(50):
            if number % 2:
                keyboard.press(A)
            else:
                keyboard.press(ALT, SUPER, P)
            pause.wait(0.01)
        assert heard.until_now() == [str(READ), "ctrl+a"] * 25


def test_it_is_quiet_while_nothing_is_bound_to_what_is_typed(
    keyboard: Keyboard, source: Source
) -> None:
    with listening(keyboard, source) as heard:
        keyboard.press(P)
        assert heard.until_now() == []
