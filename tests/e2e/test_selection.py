"""Select, press the key or send the command, hear it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from support.clipboard import ClipboardOwner
from support.sentences import NOTICES, SENTENCES
from support.x11_owner import SelectionOwner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.desk import Desk
    from support.xserver import XServer

SELECTED, COPIED, OTHER = SENTENCES[:3]
NOTHING_SELECTED, PROTECTED = NOTICES[3:5]
KEY = "ctrl+alt+super+s"
HTML = f"<html><head><title>never</title></head><body><p>{SELECTED}</p></body></html>"


@pytest.fixture
def selection(x_server: XServer) -> Iterator[ClipboardOwner]:
    with ClipboardOwner(x_server.display, "PRIMARY") as owner:
        yield owner


def hear(desk: Desk, *command: str) -> str | None:
    """Send a command once nothing is being read, and tell what was said."""
    desk.wait_until_idle()
    sent_s = time.monotonic()
    done = desk.home.speakd(*command)
    assert (done.returncode, done.stderr) == (0, "")
    return desk.hear(sent_s)


def test_what_is_selected_is_heard_by_command_and_by_key(
    desk: Desk, selection: ClipboardOwner
) -> None:
    desk.home.configure('[hotkeys]\nread_selection = "ctrl+alt+super+s"\n')
    daemon = desk.home.start()
    desk.clipboard.copy(COPIED)
    selection.copy(SELECTED)
    assert hear(desk, "read", "--selection") == SELECTED
    desk.wait_until_idle()
    assert desk.hear(desk.press(KEY)) == SELECTED
    assert desk.press_and_hear() == COPIED
    assert hear(desk, "append", "--selection") == SELECTED
    selection.clear()
    desk.wait_until_idle()
    assert desk.hear(desk.press(KEY)) == NOTHING_SELECTED
    assert "Traceback" not in daemon.said


def test_the_clipboard_is_read_where_nothing_is_selected(
    desk: Desk, selection: ClipboardOwner
) -> None:
    desk.home.configure('clipboard.source = "selection-then-clipboard"\n')
    desk.home.start()
    desk.clipboard.copy(COPIED)
    selection.copy(SELECTED)
    assert desk.press_and_hear() == SELECTED
    assert hear(desk, "read") == SELECTED
    assert hear(desk, "read", "--clipboard") == COPIED
    selection.clear()
    assert desk.press_and_hear() == COPIED


def test_a_second_press_stops_the_selection_as_it_does_the_clipboard(
    desk: Desk, selection: ClipboardOwner
) -> None:
    desk.home.configure('[hotkeys]\nread_selection = "ctrl+alt+super+s"\n')
    desk.home.start()
    selection.copy(" ".join(SENTENCES))
    desk.recording.wait_for_sound(desk.press(KEY))
    pressed_s = desk.press(KEY)
    assert desk.recording.wait_for_silence(1.5) - pressed_s < 1.0


def test_what_is_concealed_is_refused_and_read_if_the_user_wants_it(
    desk: Desk, x_server: XServer
) -> None:
    secret = {"x-kde-passwordManagerHint": b"secret", "UTF8_STRING": OTHER.encode()}
    with SelectionOwner(x_server.display, secret):
        daemon = desk.home.start()
        assert desk.press_and_hear() == PROTECTED
        daemon.stop()
        desk.home.configure("clipboard.skip_concealed = false\n")
        desk.home.start()
        assert desk.press_and_hear() == OTHER


def test_html_is_heard_without_its_tags(desk: Desk, x_server: XServer) -> None:
    desk.home.start()
    with SelectionOwner(x_server.display, {"text/html": HTML.encode()}):
        assert desk.press_and_hear() == SELECTED
