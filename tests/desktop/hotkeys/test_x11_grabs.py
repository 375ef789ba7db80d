"""What is asked of an X server, worked out without one."""

from __future__ import annotations

import sys
import threading
from types import SimpleNamespace

import pytest

from speakd.chord import parse_chord
from speakd.desktop.hotkeys.x11_grabs import plan_grabs
from speakd.desktop.hotkeys.x11_keyboard import X11Keyboard, describe_keyboard
from speakd.desktop.hotkeys.x11_recorder import make_recorder
from speakd.desktop.hotkeys.x11_xkb import watch_keyboard
from speakd.errors import DesktopError
from support.x11_listeners import PATIENCE_S, READ

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
