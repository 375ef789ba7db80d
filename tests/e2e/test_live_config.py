"""The configuration is edited while the daemon runs."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

from support.sentences import SENTENCES
from support.speakd import CHORD
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.desk import Desk
    from support.speakd import Home

LONG = " ".join(SENTENCES)
OTHER_CHORD = "ctrl+alt+super+o"
PATIENCE_S = 10.0
"""Generous: how soon it is, is measured elsewhere."""


def status(home: Home) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(home.speakd("status", "--json").stdout)
    return reply


def log_of(home: Home) -> Path:
    return home.folder / "state" / "speakd" / "log" / "speakd.log"


def wait_for_log(home: Home, line: str, times: int = 1) -> None:
    """Wait for what nothing that can be asked for tells."""
    log = log_of(home)
    wait_until(lambda: log.exists() and log.read_text().count(line) == times, PATIENCE_S, line)


def wait_for(home: Home, what: str, predicate: Callable[[dict[str, Any]], object]) -> None:
    wait_until(lambda: predicate(status(home)), PATIENCE_S, what, every_s=0.05)


def test_the_new_chord_reads_and_the_old_one_does_not(desk: Desk) -> None:
    desk.home.configure("")
    desk.home.start()
    assert desk.copy_and_hear(SENTENCES[0]) == SENTENCES[0]
    desk.home.configure('[hotkeys]\nread = "ctrl+alt+super+o"\n')
    wait_for(desk.home, "the chord", lambda now: now["hotkey"]["chords"] == ["ctrl+alt+cmd+o"])
    desk.clipboard.copy(SENTENCES[1])
    pressed_s = desk.press(CHORD)
    desk.recording.listen(0.7)
    assert desk.recording.first_sound_s(pressed_s) is None
    assert desk.hear(desk.press(OTHER_CHORD)) == SENTENCES[1]


def test_a_broken_edit_is_told_and_changes_nothing_until_it_is_mended(desk: Desk) -> None:
    desk.home.configure("[reader]\nrate = 1.2\n")
    daemon = desk.home.start()
    desk.home.configure('[reader]\nraet = 2.0\n\n[hotkeys]\nread = "ctrl+alt+super+o"\n')
    wait_for(desk.home, "the problem", lambda now: now["config"]["problem"])
    problem = "line 2: reader.raet: unknown key (did you mean 'rate'?)"
    assert status(desk.home)["config"] == {
        "path": str(desk.home.folder / "config.toml"),
        "problem": problem,
    }
    assert problem in desk.home.speakd("status").stdout
    assert status(desk.home)["rate"] == 1.2
    assert desk.copy_and_hear(SENTENCES[2]) == SENTENCES[2]

    desk.home.configure("[reader]\nrate = 0.9\n")
    wait_for(desk.home, "the rate", lambda now: now["rate"] == 0.9)
    assert not status(desk.home)["config"]["problem"]
    assert desk.copy_and_hear(SENTENCES[3]) == SENTENCES[3]
    assert "Traceback" not in daemon.said


def test_a_rate_that_was_set_by_command_stays_until_the_files_own_changes(desk: Desk) -> None:
    desk.home.configure("[reader]\nrate = 1.0\nvolume = 0.9\n")
    desk.home.start()
    desk.home.speakd("faster")
    wait_for(desk.home, "the step", lambda now: now["rate"] > 1.0)
    faster = status(desk.home)["rate"]
    desk.home.configure("[reader]\nrate = 1.0\nvolume = 0.8\n")
    wait_for(desk.home, "the volume", lambda now: now["volume"] == 0.8)
    assert status(desk.home)["rate"] == faster
    desk.home.configure("[reader]\nrate = 1.5\nvolume = 0.8\n")
    wait_for(desk.home, "the rate", lambda now: now["rate"] == 1.5)


def test_a_new_pronunciation_is_heard(desk: Desk) -> None:
    desk.home.configure("")
    desk.home.start()
    words = SENTENCES[4].rstrip(".")
    desk.home.configure(f'[pronunciation]\nxyzzy = "{words}"\n')
    desk.clipboard.copy("Xyzzy.")
    wait_for_log(desk.home, "changed: text and voices")
    assert desk.press_and_hear() == SENTENCES[4]


def test_a_file_that_is_made_later_counts_and_one_that_goes_leaves_the_defaults(
    desk: Desk,
) -> None:
    desk.home.start()
    path = desk.home.folder / "config" / "speakd" / "config.toml"
    assert status(desk.home)["config"] == {"path": str(path), "problem": ""}
    path.parent.mkdir(parents=True)
    path.write_text("[reader]\nrate = 2.0\n")
    wait_for(desk.home, "the file", lambda now: now["rate"] == 2.0)
    path.unlink()
    wait_for(desk.home, "the defaults", lambda now: now["rate"] == 1.0)


def test_other_voices_and_engines_speak_from_the_next_sentence_on(desk: Desk) -> None:
    desk.home.configure('[voices]\nfallback = ["espeak"]\n')
    daemon = desk.home.start()
    desk.clipboard.copy(LONG)
    desk.recording.wait_for_sound(desk.press())
    desk.home.configure(
        '[voices]\nfallback = ["espeak", "system"]\n'
        '[voices.languages]\n"*" = "espeak"\nen = "espeak:en-gb"\n'
        "[engines.espeak]\npitch = 60\n"
    )
    wait_for(desk.home, "the voice", lambda now: now["voices"]["en"] == "espeak:en-gb")
    now = status(desk.home)
    assert [engine["name"] for engine in now["engines"]] == ["espeak", "system"]
    assert now["engines"][0]["status"] == "ready"
    assert now["reading"], "what was being read goes on"
    desk.stop()
    assert desk.copy_and_hear(SENTENCES[5]) == SENTENCES[5]
    assert "Traceback" not in daemon.said


def test_an_engines_own_table_is_checked(desk: Desk) -> None:
    desk.home.configure("")
    desk.home.start()
    desk.home.configure("[engines.espeak]\npich = 60\n")
    wait_for(desk.home, "the problem", lambda now: "espeak.pich" in now["config"]["problem"])
    assert desk.copy_and_hear(SENTENCES[6]) == SENTENCES[6]


def test_the_sound_goes_to_the_device_that_is_named_now(desk: Desk) -> None:
    desk.home.configure("")
    desk.home.start()
    desk.home.configure('[output]\ndevice = "no such device"\n')
    wait_for_log(desk.home, "changed: output")
    assert desk.copy_and_hear(SENTENCES[0]) == SENTENCES[0]
    problem = status(desk.home)["output"]["problem"]
    assert "the default device stands in: no sound device is called 'no such device'" in problem
    desk.home.configure("")
    wait_for_log(desk.home, "changed: output", times=2)
    assert desk.copy_and_hear(SENTENCES[1]) == SENTENCES[1]
    assert not status(desk.home)["output"]["problem"]


def test_the_log_changes_its_level(desk: Desk) -> None:
    desk.home.configure('[log]\nlevel = "error"\n')
    desk.home.start()
    log = log_of(desk.home)
    assert not log.exists() or not log.read_text()
    desk.home.configure('[log]\nlevel = "info"\n')
    wait_for_log(desk.home, "changed: log")


def test_a_daemon_that_breaks_down_comes_back_with_the_last_good_one(desk: Desk) -> None:
    desk.home.configure("[reader]\nrate = 1.2\n")
    daemon = desk.home.start()
    desk.home.configure("[redaer]\n")
    wait_for(desk.home, "the problem", lambda now: now["config"]["problem"])
    daemon.stop(signal.SIGKILL)
    again = desk.home.start()
    now = status(desk.home)
    assert now["rate"] == 1.2
    assert "line 1: redaer" in now["config"]["problem"]
    assert desk.copy_and_hear(SENTENCES[7]) == SENTENCES[7]
    # After an end in order nothing is running that a mistake could leave as it is.
    assert again.stop() == 0
    assert desk.home.launch().process.wait(10) == 2
