"""Chords that are ours alone, and chords that another program holds, on a real X server."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from Xlib import X, display

from speakd.desktop.hotkeys.chord_source import TAKEN
from speakd.desktop.hotkeys.x11_grab import X11GrabSource
from support.processes import end, program, said
from support.waiting import wait_until
from support.x11_keys import CTRL, END, HOME, A, Keyboard, P, Q, taken
from support.x11_listeners import (
    FENCE,
    PLAIN_A,
    READ,
    READ_KEYS,
    READ_STATE,
    best_first,
    listening,
    supervised,
)

if TYPE_CHECKING:
    from pathlib import Path

    from support.xserver import XServer


def test_other_programs_do_not_see_the_chord(keyboard: Keyboard) -> None:
    keyboard.watch()
    seen: list[int] = []

    def has_seen_the_last() -> bool:
        seen.extend(keyboard.presses())
        return A in seen

    with listening(keyboard, X11GrabSource) as heard:
        keyboard.press(*READ_KEYS)
        keyboard.press(Q, A)
        assert heard.until_now() == [str(READ)]
        wait_until(has_seen_the_last)
    assert Q in seen
    assert P not in seen


def test_a_chord_that_another_program_holds_is_named_and_costs_no_other(
    x_server: XServer, keyboard: Keyboard
) -> None:
    with taken(x_server.display, P, READ_STATE), listening(keyboard, X11GrabSource) as heard:
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
        listening(keyboard, X11GrabSource) as heard,
        taken(x_server.display, P, READ_STATE),
    ):
        keyboard.press(*READ_KEYS)
        assert heard.until_now() == []


def test_pynput_hears_a_chord_that_another_program_holds(
    x_server: XServer, keyboard: Keyboard
) -> None:
    with taken(x_server.display, P, READ_STATE), listening(keyboard, best_first) as heard:
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
            env={**os.environ, "SHELL": program("sh")},
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
        with listening(keyboard, best_first) as heard:
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
    with (
        taken(own_x_server.display, END, X.ControlMask),
        listening(own_keyboard, best_first) as heard,
    ):
        assert heard.listener.status().conflicts == ()
        own_keyboard.remap({HOME: "End", END: "Home"})
        wait_until(lambda: heard.listener.status().conflicts)
        wait_until(lambda: heard.listener.status().alive)
        own_keyboard.press(CTRL, END)
        assert heard.next() == str(FENCE)


def test_stopped_it_holds_nothing(x_server: XServer) -> None:
    listener = supervised(X11GrabSource)
    listener.start({READ: lambda: None})
    listener.stop()
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
        listener = supervised(X11GrabSource)
        listener.start({READ: lambda: None})
        assert listener.status().conflicts == ()
        listener.stop()
