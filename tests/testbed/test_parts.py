"""The parts that the other tests stand on do what they promise."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from Xlib.display import Display

from support.processes import program
from support.waiting import wait_until

if TYPE_CHECKING:
    from support.sound import SoundServer
    from support.xserver import XServer


KEY_CODE_P = 33
KEY_CODE_CTRL = 37


def pressed(display: Display) -> set[int]:
    bits = display.query_keymap()
    return {code for code in range(256) if bits[code // 8] >> code % 8 & 1}


def play(samples: np.ndarray) -> None:
    command = [program("pacat"), "--raw", "--format=float32le", "--rate=48000", "--channels=1"]
    subprocess.run([*command, "--latency-msec=20"], input=samples.tobytes(), check=True)


def tone(seconds: float, hz: float = 440.0) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hz * np.arange(int(seconds * 48_000)) / 48_000)).astype("<f4")


def test_waiting_gives_the_answer_back_and_names_what_never_came() -> None:
    answers = iter([0, "", "here"])
    assert wait_until(lambda: next(answers), 5, "an answer") == "here"
    with pytest.raises(AssertionError, match="in vain for the bus"):
        wait_until(lambda: False, 0.01, "the bus")


def test_the_recorder_hears_what_is_played_when_it_is_played(sound_server: SoundServer) -> None:
    with sound_server.record() as recording:
        before_s = time.monotonic()
        play(tone(0.3))
        began_s = recording.wait_for_sound(before_s)
        ended_s = recording.wait_for_silence(0.2)
    assert began_s >= before_s
    assert ended_s - began_s == pytest.approx(0.3, abs=0.03)
    heard = recording.samples(began_s, ended_s)
    spectrum = np.abs(np.fft.rfft(heard))
    assert np.argmax(spectrum) * 48_000 / len(heard) == pytest.approx(440, abs=10)


def test_silence_is_silent(sound_server: SoundServer) -> None:
    with sound_server.record() as recording:
        recording.wait_for_silence(0.1)
    assert recording.first_sound_s() is None
    assert not recording.samples().any()


def test_a_sound_server_comes_back_at_the_same_address(own_sound_server: SoundServer) -> None:
    own_sound_server.kill()
    with pytest.raises(subprocess.CalledProcessError):
        play(tone(0.01))
    own_sound_server.restart()
    with own_sound_server.record() as recording:
        play(tone(0.1))
        recording.wait_for_sound()


def test_two_x_servers_live_side_by_side(x_server: XServer, own_x_server: XServer) -> None:
    assert x_server.display != own_x_server.display
    own_x_server.kill()
    x_server.key("a")


def test_a_key_press_reaches_the_server(x_server: XServer) -> None:
    watcher = Display(x_server.display)
    try:
        x_server.key_down("ctrl+p")
        assert {KEY_CODE_CTRL, KEY_CODE_P} == pressed(watcher)
        x_server.key_up("ctrl+p")
        assert not pressed(watcher)
    finally:
        watcher.close()


def test_a_layout_moves_letters_but_not_keys(own_x_server: XServer) -> None:
    def keyboard() -> str:
        return subprocess.run(
            [program("xkbcomp"), "-xkb", own_x_server.display, "-"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert "Cyrillic_ze" not in keyboard()
    own_x_server.layout("ru")
    assert "Cyrillic_ze" in keyboard()
