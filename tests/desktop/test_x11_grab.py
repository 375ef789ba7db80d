"""`XGrabKey` on a real X server, with real key presses, and with others who hold the chord."""

from __future__ import annotations

import gc
import queue
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from Xlib import X, display

from speakd.chord import parse_chord
from speakd.desktop.chord_source import TAKEN, BestFirst
from speakd.desktop.pynput_hotkey import PynputChords
from speakd.desktop.pynput_x11 import X11KeySource
from speakd.desktop.supervised_hotkey import BackOff, SupervisedHotkeyListener
from speakd.desktop.x11_grab import X11GrabSource
from speakd.desktop.x11_grabs import plan_grabs
from speakd.desktop.x11_keyboard import X11Keyboard, describe_keyboard
from speakd.desktop.x11_xkb import watch_keyboard
from speakd.errors import DesktopError
from speakd.testing.desktop import HotkeyConformance
from support.processes import end, program, said
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
    taken,
)
from support.xserver import server_again, setxkbmap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speakd.chord import Chord
    from speakd.desktop.chord_source import ChordSource
    from speakd.desktop.key_events import KeyEvent
    from support.xserver import XServer

READ = parse_chord("ctrl+option+cmd+p")
STOP = parse_chord("ctrl+option+cmd+s")
FENCE = parse_chord("ctrl+home")
PLAIN_A = parse_chord("ctrl+a")
READ_KEYS = (CTRL, ALT, SUPER, P)
READ_STATE = X.ControlMask | X.Mod1Mask | X.Mod4Mask
PATIENCE_S = 10.0


def grabbing() -> SupervisedHotkeyListener:
    """A listener with nothing but grabs."""
    return SupervisedHotkeyListener(X11GrabSource, "XGrabKey", BackOff(0.01, 0.05))


def best_first() -> ChordSource:
    return BestFirst(X11GrabSource, PynputChords)


class TestX11Grab(HotkeyConformance):
    @pytest.fixture(autouse=True)
    def _fingers(self, keyboard: Keyboard) -> None:
        self.keyboard = keyboard

    def make_listener(self) -> SupervisedHotkeyListener:
        return grabbing()

    def press(self, chord: Chord) -> None:
        self.keyboard.chord(chord)


class TestBestFirst(TestX11Grab):
    def make_listener(self) -> SupervisedHotkeyListener:
        return SupervisedHotkeyListener(best_first, "XGrabKey, pynput", BackOff(0.01, 0.05))


class Heard:
    """What a listener has heard."""

    def __init__(self, keyboard: Keyboard, listener: SupervisedHotkeyListener) -> None:
        self._keyboard = keyboard
        self._fired: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.listener = listener
        self.bindings = {
            chord: lambda name=str(chord): self._fired.put(name) for chord in (READ, FENCE, PLAIN_A)
        }

    def next(self) -> str:
        """What fires next."""
        return self._fired.get(timeout=PATIENCE_S)

    def is_silent(self) -> bool:
        """Whether nothing has fired that was not asked for yet."""
        return self._fired.empty()

    def until_now(self) -> list[str]:
        """Everything that the keys pressed so far have fired."""
        self._keyboard.press(CTRL, HOME)
        return list(iter(self.next, str(FENCE)))


@contextmanager
def listening(
    keyboard: Keyboard, listener: SupervisedHotkeyListener | None = None
) -> Iterator[Heard]:
    heard = Heard(keyboard, listener or grabbing())
    heard.listener.start(heard.bindings)
    try:
        yield heard
    finally:
        heard.listener.stop()


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


def test_a_held_key_fires_once(keyboard: Keyboard) -> None:
    with repeats() as repeated, listening(keyboard) as heard:
        with keyboard.held(*READ_KEYS):
            assert repeated.wait(PATIENCE_S)
        assert heard.until_now() == [str(READ)]


def test_left_and_right_modifiers_are_the_same(keyboard: Keyboard) -> None:
    with listening(keyboard) as heard:
        keyboard.press(CTRL_RIGHT, ALT_RIGHT, SUPER_RIGHT, P)
        assert heard.until_now() == [str(READ)]


@pytest.mark.parametrize("extra", [SHIFT, LEVEL3], ids=["shift", "altgr"])
def test_one_modifier_too_many_is_another_chord(keyboard: Keyboard, extra: int) -> None:
    with listening(keyboard) as heard:
        keyboard.press(extra, *READ_KEYS)
        keyboard.press(CTRL, SUPER, P)
        assert heard.until_now() == []


@pytest.mark.parametrize(
    "locks", [[CAPS_LOCK], [NUM_LOCK], [CAPS_LOCK, NUM_LOCK]], ids=["caps", "num", "both"]
)
def test_lock_keys_do_not_matter(own_keyboard: Keyboard, locks: list[int]) -> None:
    with listening(own_keyboard) as heard:
        for lock in locks:
            own_keyboard.press(lock)
        own_keyboard.press(*READ_KEYS)
        assert heard.until_now() == [str(READ)]


def test_num_lock_is_found_wherever_it_is(own_keyboard: Keyboard) -> None:
    own_keyboard.set_modifier(X.Mod2MapIndex, [])
    own_keyboard.set_modifier(X.Mod3MapIndex, [NUM_LOCK])
    with listening(own_keyboard) as heard:
        own_keyboard.press(NUM_LOCK)
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
    fired = threading.Event()
    listener = grabbing()
    listener.start({parse_chord("alt+p"): fired.set})
    try:
        setxkbmap("-layout", "us", "-option", "altwin:swap_alt_win")

        def fires() -> bool:
            own_keyboard.press(SUPER, P)
            return fired.wait(0.05)

        wait_until(fires)
    finally:
        listener.stop()


def test_named_keys_follow_the_layout(own_keyboard: Keyboard) -> None:
    with listening(own_keyboard) as heard:
        own_keyboard.remap({HOME: "End", END: "Home"})

        def fires() -> bool:
            own_keyboard.press(CTRL, END)
            return not heard.is_silent()

        wait_until(fires)
        assert heard.listener.status().restarts == 0


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


def test_other_programs_do_not_see_the_chord(x_server: XServer, keyboard: Keyboard) -> None:
    keyboard.watch()
    with listening(keyboard) as heard:
        keyboard.press(*READ_KEYS)
        keyboard.press(P)
        assert heard.until_now() == [str(READ)]
    x_server.key("p")
    wait_until(lambda: keyboard.count_presses(P))
    assert keyboard.count_presses(P) == 0


def test_a_chord_that_another_program_holds_is_named_and_costs_no_other(
    x_server: XServer, keyboard: Keyboard
) -> None:
    with taken(x_server.display, P, READ_STATE), listening(keyboard) as heard:
        status = heard.listener.status()
        assert status.alive
        assert set(status.chords) == {str(FENCE), str(PLAIN_A)}
        assert len(status.conflicts) == 1
        assert str(READ) in status.conflicts[0]
        assert "another program" in status.conflicts[0]
        keyboard.press(CTRL, A)
        assert heard.until_now() == ["ctrl+a"]


def test_of_a_chord_that_is_taken_with_num_lock_only_nothing_is_kept(
    x_server: XServer, keyboard: Keyboard
) -> None:
    with (
        taken(x_server.display, P, READ_STATE | X.Mod2Mask),
        listening(keyboard) as heard,
        taken(x_server.display, P, READ_STATE),
    ):
        keyboard.press(*READ_KEYS)
        assert heard.until_now() == []


def test_pynput_hears_a_chord_that_another_program_holds(
    x_server: XServer, keyboard: Keyboard
) -> None:
    listener = SupervisedHotkeyListener(best_first, "none", BackOff(0.01, 0.05))
    with taken(x_server.display, P, READ_STATE), listening(keyboard, listener) as heard:
        keyboard.press(*READ_KEYS)
        keyboard.press(*READ_KEYS)
        assert [heard.next(), heard.next()] == [str(READ), str(READ)]
        status = heard.listener.status()
        assert status.backend == "pynput, XGrabKey"
        assert status.chords == (str(READ), str(FENCE), str(PLAIN_A))
        assert status.conflicts == (
            f"{READ}: {TAKEN}, both will react; choose another chord under [hotkeys]",
        )


def test_a_real_program_holds_the_chord(keyboard: Keyboard, tmp_path: Path) -> None:
    pressed = tmp_path / "pressed"
    settings = tmp_path / "sxhkdrc"
    settings.write_text(f"ctrl + alt + super + p\n\techo >>{pressed}\n")
    log = tmp_path / "log"
    with log.open("wb") as words:
        daemon = subprocess.Popen(
            [program("sxhkd"), "-c", str(settings), "-r", "/dev/null"],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )

    def reacts() -> bool:
        keyboard.press(*READ_KEYS)
        assert daemon.poll() is None, said(log)
        return pressed.exists()

    try:
        wait_until(reacts, every_s=0.05)
        listener = SupervisedHotkeyListener(best_first, "none", BackOff(0.01, 0.05))
        with listening(keyboard, listener) as heard:
            assert "another program" in heard.listener.status().conflicts[0]
            before = pressed.stat().st_size
            keyboard.press(*READ_KEYS)
            assert heard.next() == str(READ)
            wait_until(lambda: pressed.stat().st_size > before)
    finally:
        end(daemon)


def test_a_new_layout_that_costs_a_chord_brings_the_next_backend_in(
    own_x_server: XServer, own_keyboard: Keyboard
) -> None:
    listener = SupervisedHotkeyListener(best_first, "none", BackOff(0.01, 0.05))
    with (
        taken(own_x_server.display, END, X.ControlMask),
        listening(own_keyboard, listener) as heard,
    ):
        assert listener.status().conflicts == ()
        own_keyboard.remap({HOME: "End", END: "Home"})
        wait_until(lambda: listener.status().conflicts)
        wait_until(lambda: listener.status().alive)
        own_keyboard.press(CTRL, END)
        assert heard.next() == str(FENCE)


def test_stopping_is_quick_and_leaves_nothing(x_server: XServer) -> None:
    before = set(threading.enumerate())
    listener = grabbing()
    listener.start({READ: lambda: None})
    began_s = time.monotonic()
    listener.stop()
    assert time.monotonic() - began_s < X11GrabSource.stop_s
    assert set(threading.enumerate()) == before
    other = display.Display(x_server.display)
    problems: list[object] = []
    other.set_error_handler(lambda problem, _: problems.append(problem))
    other.screen().root.grab_key(P, READ_STATE, False, X.GrabModeAsync, X.GrabModeAsync)  # noqa: FBT003, the order is the library's
    other.sync()
    other.close()
    assert problems == []


@pytest.mark.usefixtures("x_server")
def test_one_may_follow_the_other_at_once() -> None:
    for _ in range(20):
        listener = grabbing()
        listener.start({READ: lambda: None})
        assert listener.status().conflicts == ()
        listener.stop()


def test_it_comes_back_when_the_server_does(own_x_server: XServer) -> None:
    fired = threading.Event()
    listener = grabbing()
    listener.start({READ: fired.set})
    try:
        own_x_server.kill()
        wait_until(lambda: not listener.status().alive)
        wait_until(lambda: "cannot reach" in listener.status().problem)
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


def test_without_a_display_it_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    listener = grabbing()
    with pytest.raises(DesktopError, match=r"^no display: .*speakd read") as caught:
        listener.start({READ: lambda: None})
    assert "\n" not in str(caught.value)
    assert listener.status().problem == str(caught.value)
    listener.stop()


def test_a_display_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":60999")
    with pytest.raises(DesktopError, match="cannot reach the X server :60999"):
        grabbing().start({READ: lambda: None})


class _Impatient(X11GrabSource):
    start_s = 0.2
    stop_s = 0.2


def test_a_server_that_hangs_hangs_neither_start_nor_stop(own_x_server: XServer) -> None:
    before = set(threading.enumerate())
    own_x_server.kill()
    with server_again(own_x_server.display) as server:
        listener = SupervisedHotkeyListener(_Impatient, "XGrabKey", BackOff(0.01, 0.05))
        wait_until(lambda: starts(listener))
        server.send_signal(signal.SIGSTOP)
        began_s = time.monotonic()
        with pytest.raises(DesktopError, match="does not answer"):
            _Impatient().start([READ], lambda _: None, lambda _: None)
        listener.stop()
        took_s = time.monotonic() - began_s
        server.send_signal(signal.SIGCONT)
        assert took_s < 5
        wait_until(lambda: set(threading.enumerate()) == before)
    gc.collect()  # a connection left open would be noticed now


def starts(listener: SupervisedHotkeyListener) -> bool:
    try:
        listener.start({READ: lambda: None})
    except DesktopError:
        return False
    return True


KEYBOARD = X11Keyboard(
    names={33: "p", 110: "home", 200: "home"},
    modifier_bits={0: "shift", 2: "ctrl", 3: "alt", 5: "alt", 6: "cmd"},
    lock_bits=(1, 4),
)


def test_a_chord_takes_a_grab_for_every_state_of_the_lock_keys() -> None:
    plan = plan_grabs([parse_chord("ctrl+cmd+p")], KEYBOARD)
    held = 1 << 2 | 1 << 6
    assert plan[parse_chord("ctrl+cmd+p")] == {
        (33, held), (33, held | 2), (33, held | 16), (33, held | 18)
    }  # fmt: skip


def test_every_key_and_bit_of_a_name_counts() -> None:
    plan = plan_grabs([parse_chord("alt+home")], KEYBOARD)
    alts = {8, 32, 40}
    assert {(code, state & ~18) for code, state in plan[parse_chord("alt+home")]} == {
        (code, state) for code in (110, 200) for state in alts
    }


def test_what_the_layout_lacks_is_not_grabbed() -> None:
    no_super = describe_keyboard(["p"], {64: (0xFFE9,)}, [(50,), (66,), (37,), (64,), *[()] * 4])
    assert plan_grabs([READ], no_super) == {READ: frozenset()}


def test_any_key_is_never_grabbed() -> None:
    keyboard = X11Keyboard({0: "p"}, KEYBOARD.modifier_bits)
    assert plan_grabs([parse_chord("ctrl+p")], keyboard) == {parse_chord("ctrl+p"): frozenset()}


class Server:
    """An X server that has less than others."""

    def __init__(self, *, has_extension: bool) -> None:
        self._has_extension = has_extension

    def ask(self, request: str | type, **_: object) -> SimpleNamespace:
        if request == "QueryExtension":
            return SimpleNamespace(present=self._has_extension, major_opcode=135, first_event=85)
        return SimpleNamespace(value=0)


@pytest.mark.parametrize(
    ("has_extension", "message"), [(False, "lacks the XKEYBOARD"), (True, "held key")]
)
def test_where_a_held_key_cannot_be_told_from_presses_nothing_is_grabbed(
    *, has_extension: bool, message: str
) -> None:
    with pytest.raises(DesktopError, match=message):
        watch_keyboard(Server(has_extension=has_extension))  # type: ignore[arg-type]  # as far as it is asked
