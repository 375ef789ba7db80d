from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.desk import Desk
    from support.speakd import Home


def test_a_user_measures_on_his_own_computer_and_hears_nothing(desk: Desk) -> None:
    desk.clipboard.copy("Nobody is to hear this.")
    done = desk.home.speakd("bench", "--rounds", "2", "--json")
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)["measurements"]
    assert [(each["voice"], each["what"]) for each in measured] == [
        ("", "clipboard read"),
        ("espeak:en-us", "request until the device plays sound"),
        ("espeak:en-us", "stop until the device is silent"),
    ]
    assert all(0 < each["median_ms"] <= each["p95_ms"] for each in measured)
    assert desk.recording.first_sound_s() is None


def test_without_sound_it_says_why(home: Home) -> None:
    home.environment |= {"PULSE_SERVER": "unix:/nowhere", "ALSA_CONFIG_PATH": "/dev/null"}
    done = home.speakd("bench", "--rounds", "1", "--json")
    assert done.returncode == 1
    [said] = done.stderr.splitlines()
    assert said.startswith("speakd: ")
    assert "sound" in said


def test_a_language_that_no_voice_speaks_is_not_measured_with_another(home: Home) -> None:
    done = home.speakd("bench", "--rounds", "1", "--lang", "zz")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "speakd: no voice speaks 'zz'; `speakd voices` lists all there are\n"
