"""Copy, press the key, hear it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from support.sentences import NOTICES, SENTENCES
from support.speakd import CHORD

if TYPE_CHECKING:
    from support.desk import Desk


NOTHING, IMAGE, NO_ANSWER, *_ = NOTICES
BY_CODE = "37+64+133+33"
"""The same chord: left control, left alt, left super and the key to the right of O."""

LONG = " ".join(SENTENCES)


def test_the_copied_sentence_is_heard(desk: Desk) -> None:
    desk.home.start()
    for sentence in SENTENCES[:4]:
        assert desk.copy_and_hear(sentence) == sentence


def test_a_second_press_stops_and_a_third_reads_what_is_there_now(desk: Desk) -> None:
    desk.home.start()
    desk.clipboard.copy(LONG)
    pressed_s = desk.press()
    desk.recording.wait_for_sound(pressed_s)
    desk.recording.listen(0.5)
    pressed_s = desk.press()
    assert desk.recording.wait_for_silence(1.5) - pressed_s < 1.0
    assert desk.copy_and_hear(SENTENCES[1]) == SENTENCES[1]


def test_an_extra_modifier_does_not_fire(desk: Desk) -> None:
    desk.home.start()
    desk.clipboard.copy(SENTENCES[0])
    pressed_s = desk.press("shift+" + CHORD)
    desk.recording.listen(0.7)
    assert desk.recording.first_sound_s(pressed_s) is None
    desk.recording.wait_for_sound(desk.press())


def test_holding_the_key_does_not_repeat(desk: Desk) -> None:
    desk.home.start()
    desk.clipboard.copy(SENTENCES[2])
    pressed_s = time.monotonic()
    desk.x_server.key_down(CHORD)
    try:
        # The server repeats a held key after 660 ms; a repeat would stop the reading.
        assert desk.hear(pressed_s) == SENTENCES[2]
    finally:
        desk.x_server.key_up(CHORD)


@pytest.mark.parametrize("layout", ["ru", "gr"])
def test_the_key_is_where_it_always_was_under_another_layout(desk: Desk, layout: str) -> None:
    desk.home.start()
    desk.clipboard.copy(SENTENCES[3])
    desk.x_server.layout(layout)
    try:
        assert desk.hear(desk.press(BY_CODE)) == SENTENCES[3]
    finally:
        desk.x_server.layout("us")


def test_fifty_presses_in_a_second_leave_it_working(desk: Desk) -> None:
    daemon = desk.home.start()
    desk.clipboard.copy(LONG)
    desk.x_server.key(*[CHORD] * 50)
    desk.stop()
    assert desk.copy_and_hear(SENTENCES[4]) == SENTENCES[4]
    assert "Traceback" not in daemon.said


def test_what_cannot_be_read_is_said_and_the_next_press_works(desk: Desk) -> None:
    daemon = desk.home.start()

    desk.clipboard.clear()
    assert desk.press_and_hear() == NOTHING
    desk.clipboard.copy("")
    assert desk.press_and_hear() == NOTHING
    desk.clipboard.copy(b"\x89PNG\r\n\x1a\n", "image/png")
    assert desk.press_and_hear() == IMAGE
    desk.clipboard.copy(SENTENCES[5])
    desk.clipboard.hang()
    assert desk.press_and_hear() == NO_ANSWER
    desk.clipboard.copy(SENTENCES[5])
    assert desk.press_and_hear() == SENTENCES[5]
    assert "Traceback" not in daemon.said


ODD = {
    "only punctuation": "?!?! ... -- ;;;",
    "only emoji": "\U0001f600\U0001f680\U0001f9d1\u200d\U0001f680",
    "NUL bytes": b"before\0after",
    "a lone surrogate": b"before \xed\xa0\x80 after",
    "not UTF-8": b"caf\xe9 \xff\xfe",
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "one long word": "a" * 100_000,
    "commands of the voice": "[[h@'loU]] <speak> --version",
}


def test_odd_text_leaves_it_working(desk: Desk) -> None:
    daemon = desk.home.start()
    for what, content in ODD.items():
        desk.clipboard.copy(content)
        desk.press()
        desk.recording.listen(0.3)
        assert desk.home.speakd("stop").returncode == 0, what
        assert daemon.process.poll() is None, what
    desk.stop()
    assert desk.copy_and_hear(SENTENCES[6]) == SENTENCES[6]
    assert "Traceback" not in daemon.said
