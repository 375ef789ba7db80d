"""The hotkey on a real X server, with real key presses."""

from __future__ import annotations

import gc
import queue
import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from speakd.chord import parse_chord
from speakd.desktop.clipboard_x11 import X11Clipboard
from speakd.desktop.pynput_hotkey import PynputChords
from speakd.desktop.pynput_x11 import X11KeySource
from speakd.desktop.supervised_hotkey import BackOff, SupervisedHotkeyListener
from speakd.desktop.x11_recorder import make_recorder
from speakd.errors import DesktopError
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
    SUPER,
    SUPER_RIGHT,
    A,
    Keyboard,
    P,
    Q,
)
from support.xserver import server_again, setxkbmap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.chord import Chord
    from speakd.desktop.key_events import KeySource
    from support.xserver import XServer

READ = parse_chord("ctrl+option+cmd+p")
FENCE = parse_chord("ctrl+home")
READ_KEYS = (CTRL, ALT, SUPER, P)
PATIENCE_S = 10.0


def pynput_listener(new_keys: Callable[[], KeySource] = X11KeySource) -> SupervisedHotkeyListener:
    return SupervisedHotkeyListener(
        lambda: PynputChords(new_keys), "pynput", BackOff(first_s=0.01, longest_s=0.05)
    )


class TestPynputOnX11(HotkeyConformance):
    @pytest.fixture(autouse=True)
    def _fingers(self, keyboard: Keyboard) -> None:
        self.keyboard = keyboard

    def make_listener(self) -> SupervisedHotkeyListener:
        return pynput_listener()

    def press(self, chord: Chord) -> None:
        self.keyboard.chord(chord)


class Heard:
    """What a listener has heard."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard
        self._fired: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.bindings = {
            chord: lambda name=str(chord): self._fired.put(name)
            for chord in (READ, FENCE, parse_chord("ctrl+a"))
        }

    def next(self) -> str:
        """What fires next."""
        return self._fired.get(timeout=PATIENCE_S)

    def until_now(self) -> list[str]:
        """Everything that the keys pressed so far have fired."""
        self._keyboard.press(CTRL, HOME)
        return list(iter(self.next, str(FENCE)))


@contextmanager
def listening(keyboard: Keyboard) -> Iterator[Heard]:
    heard = Heard(keyboard)
    listener = pynput_listener()
    listener.start(heard.bindings)
    try:
        yield heard
    finally:
        listener.stop()


def test_a_held_key_fires_once(keyboard: Keyboard) -> None:
    keyboard.watch()
    with listening(keyboard) as heard:
        repeats = 0

        def has_repeated() -> bool:
            nonlocal repeats
            repeats += keyboard.count_presses(P)
            return repeats > 3

        with keyboard.held(*READ_KEYS):
            wait_until(has_repeated)
        assert heard.until_now() == [str(READ)]


def test_left_and_right_modifiers_are_the_same(keyboard: Keyboard) -> None:
    with listening(keyboard) as heard:
        keyboard.press(CTRL_RIGHT, ALT_RIGHT, SUPER_RIGHT, P)
        assert heard.until_now() == [str(READ)]


def test_altgr_is_one_modifier_too_many(keyboard: Keyboard) -> None:
    with listening(keyboard) as heard:
        keyboard.press(LEVEL3, *READ_KEYS)
        assert heard.until_now() == []


@pytest.mark.parametrize("lock", [CAPS_LOCK, NUM_LOCK], ids=["caps", "num"])
def test_lock_keys_do_not_matter(own_keyboard: Keyboard, lock: int) -> None:
    with listening(own_keyboard) as heard:
        own_keyboard.press(lock)
        own_keyboard.press(*READ_KEYS)
        assert heard.until_now() == [str(READ)]


@pytest.mark.parametrize("layout", ["us", "ru", "gr", "fr", "us(dvorak)"])
def test_the_place_counts_whatever_it_writes(own_keyboard: Keyboard, layout: str) -> None:
    name, _, variant = layout.rstrip(")").partition("(")
    setxkbmap("-layout", name, "-variant", variant)
    with listening(own_keyboard) as heard:
        own_keyboard.press(*READ_KEYS)
        own_keyboard.press(CTRL, Q)  # writes an a on a French keyboard
        own_keyboard.press(CTRL, A)
        assert heard.until_now() == [str(READ), "ctrl+a"]


def test_the_layout_may_change_while_it_listens(
    own_x_server: XServer, own_keyboard: Keyboard
) -> None:
    with listening(own_keyboard) as heard:
        for layout in ("ru", "gr", "fr", "us"):
            own_x_server.layout(layout)
            own_keyboard.press(*READ_KEYS)
            assert heard.until_now() == [str(READ)]


def test_the_second_of_two_layouts_may_be_switched_on(own_keyboard: Keyboard) -> None:
    setxkbmap("-layout", "us,ru", "-option", "grp:menu_toggle")
    with listening(own_keyboard) as heard:
        own_keyboard.press(MENU)
        own_keyboard.press(*READ_KEYS)
        assert heard.until_now() == [str(READ)]


def test_swapped_modifiers_follow_the_layout(own_keyboard: Keyboard) -> None:
    chord = parse_chord("alt+p")
    fired = threading.Event()
    listener = pynput_listener()
    listener.start({chord: fired.set})
    try:
        setxkbmap("-layout", "us", "-option", "altwin:swap_alt_win")
        own_keyboard.press(SUPER, P)
        assert fired.wait(PATIENCE_S)
    finally:
        listener.stop()


def test_named_keys_follow_the_layout(own_keyboard: Keyboard) -> None:
    with listening(own_keyboard) as heard:
        own_keyboard.remap({HOME: "End", END: "Home"})
        own_keyboard.press(CTRL, END)
        assert heard.next() == str(FENCE)


def test_presses_of_a_real_tool_fire(x_server: XServer, keyboard: Keyboard) -> None:
    with listening(keyboard) as heard:
        x_server.key("ctrl+alt+super+p")
        assert heard.until_now() == [str(READ)]


def test_fifty_presses_in_a_second_are_all_heard(keyboard: Keyboard) -> None:
    pause = threading.Event()
    with listening(keyboard) as heard, keyboard.held(CTRL):
        for number in range(50):
            if number % 2:
                keyboard.press(A)
            else:
                keyboard.press(ALT, SUPER, P)
            pause.wait(0.01)
        assert heard.until_now() == [str(READ), "ctrl+a"] * 25


def test_it_is_quiet_while_nothing_is_bound_to_what_is_typed(keyboard: Keyboard) -> None:
    with listening(keyboard) as heard:
        keyboard.press(P)
        assert heard.until_now() == []


@pytest.mark.usefixtures("x_server")
def test_stopping_is_quick_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    listener = pynput_listener()
    listener.start({READ: lambda: None})
    assert set(threading.enumerate()) > before
    began_s = time.monotonic()
    listener.stop()
    assert time.monotonic() - began_s < X11KeySource.stop_s
    assert set(threading.enumerate()) == before


@pytest.mark.usefixtures("x_server")
def test_one_that_is_stopped_before_it_runs_never_listens() -> None:
    ready, finished = threading.Event(), threading.Event()
    recorder = make_recorder(["p"], lambda _: None, ready.set, finished.set)
    recorder.stop()
    recorder.start()
    assert finished.wait(PATIENCE_S)
    assert not ready.is_set()


def test_where_pynput_is_not_installed_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynput", None)
    with pytest.raises(DesktopError, match="not installed; install speakd with the extra `pynput`"):
        make_recorder(["p"], lambda _: None, lambda: None, lambda: None)


def test_it_comes_back_when_the_server_does(own_x_server: XServer) -> None:
    fired = threading.Event()
    listener = pynput_listener()
    listener.start({READ: fired.set})
    try:
        own_x_server.kill()
        wait_until(lambda: not listener.status().alive)
        assert own_x_server.display in wait_until(lambda: _problem_with_display(listener))
        with server_again(own_x_server.display):
            wait_until(lambda: listener.status().alive)
            status = listener.status()
            assert (status.restarts, status.problem) == (1, "")
            keyboard = Keyboard(own_x_server.display)
            keyboard.press(*READ_KEYS)
            assert fired.wait(PATIENCE_S)
            keyboard.close()
            listener.stop()
    finally:
        listener.stop()


def _problem_with_display(listener: SupervisedHotkeyListener) -> str:
    """The problem, once it tells of an attempt to connect again."""
    problem = listener.status().problem
    return problem if "cannot reach" in problem else ""


def test_without_a_display_it_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    listener = pynput_listener()
    with pytest.raises(DesktopError, match=r"^no display: .*speakd read") as caught:
        listener.start({READ: lambda: None})
    assert "\n" not in str(caught.value)
    assert listener.status().problem == str(caught.value)
    listener.stop()


def test_a_display_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":60999")
    with pytest.raises(DesktopError, match="cannot reach the X server :60999"):
        pynput_listener().start({READ: lambda: None})


def test_after_a_failed_start_it_may_be_started_again(
    monkeypatch: pytest.MonkeyPatch, x_server: XServer, keyboard: Keyboard
) -> None:
    fired = threading.Event()
    listener = pynput_listener()
    monkeypatch.setenv("DISPLAY", ":60999")
    with pytest.raises(DesktopError):
        listener.start({READ: fired.set})
    monkeypatch.setenv("DISPLAY", x_server.display)
    listener.start({READ: fired.set})
    keyboard.press(*READ_KEYS)
    assert fired.wait(PATIENCE_S)
    listener.stop()


class _Impatient(X11KeySource):
    start_s = 0.2
    stop_s = 0.2


def test_a_server_that_hangs_hangs_neither_start_nor_stop(own_x_server: XServer) -> None:
    before = set(threading.enumerate())
    own_x_server.kill()
    with server_again(own_x_server.display) as server:
        wait_until(lambda: _answers(own_x_server.display))
        listener = pynput_listener(_Impatient)
        listener.start({READ: lambda: None})
        server.send_signal(signal.SIGSTOP)
        began_s = time.monotonic()
        with pytest.raises(DesktopError, match="does not answer"):
            pynput_listener(_Impatient).start({READ: lambda: None})
        listener.stop()
        took_s = time.monotonic() - began_s
        server.send_signal(signal.SIGCONT)
        assert took_s < 5
        wait_until(lambda: set(threading.enumerate()) == before)
    gc.collect()  # a connection left open would be noticed now


def _answers(display: str) -> bool:
    clipboard = X11Clipboard(display)
    try:
        clipboard.probe()
    except DesktopError:
        return False
    finally:
        clipboard.close()
    return True
