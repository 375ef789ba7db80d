"""Another program holds the chord, and speakd is none the worse for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from Xlib import X

from support.sentences import SENTENCES
from support.x11_keys import P, taken

if TYPE_CHECKING:
    from support.desk import Desk

CHORDS_STATE = X.ControlMask | X.Mod1Mask | X.Mod4Mask
CONFLICT = "ctrl+alt+cmd+p: it is taken by another program, both will react"


def test_a_chord_that_is_taken_is_heard_all_the_same_and_named(desk: Desk) -> None:
    with taken(desk.x_server.display, P, CHORDS_STATE):
        desk.home.start()
        assert desk.copy_and_hear(SENTENCES[0]) == SENTENCES[0]
        assert CONFLICT in desk.home.speakd("status").stdout
        report = json.loads(desk.home.speakd("doctor", "--json", "--silent").stdout)
    found = [each for each in report["findings"] if each["check"] == "hotkey"]
    assert (found[0]["verdict"], found[0]["message"]) == ("note", CONFLICT)
    assert "through pynput" in found[1]["message"]


def test_of_a_chord_that_is_free_nobody_complains(desk: Desk) -> None:
    desk.home.start()
    hotkey = json.loads(desk.home.speakd("status", "--json").stdout)["hotkey"]
    assert (hotkey["backend"], hotkey["conflicts"]) == ("XGrabKey", [])
    assert hotkey["chords"][0] == "ctrl+alt+cmd+p"
