"""Hangs and crashes that nothing inside the process can cure."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import pytest

from support import faulty_engine
from support.sentences import SENTENCES
from support.speakd import READY
from support.waiting import wait_until

if TYPE_CHECKING:
    from support.desk import Desk
    from support.speakd import Daemon


def starts(daemon: Daemon) -> int:
    return daemon.said.count(READY)


def status(desk: Desk) -> dict[str, object]:
    answer: dict[str, object] = json.loads(desk.home.speakd("status", "--json").stdout)
    return answer


def log(desk: Desk) -> str:
    return desk.home.speakd("logs", "-n", "1000").stdout


@pytest.mark.parametrize(
    ("fault", "words", "place"),
    [
        ("deaf", "it hung", "in hang_for_ever"),
        ("lock", "it crashed (SIGALRM)", "in keep_the_lock"),
        ("crash", "it crashed (SIGSEGV)", "in synthesize"),
    ],
)
def test_after_a_fault_in_mid_reading_the_key_works_again(
    desk: Desk, fault: str, words: str, place: str
) -> None:
    faulty_engine.install(desk.home)
    daemon = desk.home.start("--supervised")
    assert status(desk)["restarts"] == 0
    for command in ("faster", "quieter"):
        assert desk.home.speakd(command).returncode == 0
    wait_until(lambda: status(desk)["volume"] != 1.0, 10, "the settings")
    kept = {name: status(desk)[name] for name in ("rate", "volume")}
    [record] = desk.home.folder.rglob("last-run.json")
    numbers = [str(each) for each in kept.values()]
    wait_until(lambda: all(each in record.read_text() for each in numbers), 10, "the record")

    faulty_engine.set_fault(desk.home, fault)
    desk.clipboard.copy(SENTENCES[0])
    desk.press()
    wait_until(lambda: not (desk.home.folder / "fault").exists(), 20, "the fault")
    if fault == "deaf":
        desk.press()  # to stop: an engine that hears nothing of it hangs
    wait_until(lambda: starts(daemon) == 2, 30, "another start")
    assert f"speakd: {words} and is started again" in daemon.said

    now = status(desk)
    assert now["restarts"] == 1
    assert {name: now[name] for name in kept} == kept
    assert "started again after a failure" in desk.home.speakd("status").stdout
    # It says nothing by itself, and nothing twice.
    assert now["last"] is None
    written = log(desk)
    assert place in written
    assert SENTENCES[0] not in written
    assert desk.press_and_hear() == SENTENCES[0]
    assert daemon.stop() == 0
    assert not daemon.family


def test_a_crash_loop_is_given_up_and_told(desk: Desk) -> None:
    faulty_engine.install(desk.home)
    faulty_engine.set_fault(desk.home, "crash at every start")
    daemon = desk.home.launch("--supervised")
    # The last word is spoken by the system's voice.
    assert daemon.process.wait(40) == 1
    said = daemon.said.splitlines()
    assert sum("is started again" in line for line in said) == 5
    assert "speakd has failed 5 times in a row and is not started again" in said[-1]
    assert desk.recording.last_sound_s() is not None
    told = desk.home.speakd("status")
    assert told.returncode == 1
    assert "failed 5 times in a row" in told.stderr
    assert "speakd doctor" in told.stderr
    assert "Fatal Python error" not in daemon.said
    assert log(desk).count("Fatal Python error") == 5

    (desk.home.folder / "fault").unlink()
    assert "failed 5 times in a row" in desk.home.speakd("doctor", "--silent", "--json").stdout
    desk.home.start("--supervised")
    desk.clipboard.copy(SENTENCES[1])
    assert desk.press_and_hear() == SENTENCES[1]


def test_whoever_restarts_it_a_loop_ends(desk: Desk) -> None:
    """As under systemd, which knows nothing of our count."""
    faulty_engine.install(desk.home)
    faulty_engine.set_fault(desk.home, "crash at every start")
    crashed = [desk.home.launch().process.wait(20) for _ in range(5)]
    assert crashed == [-signal.SIGSEGV] * 5
    (desk.home.folder / "fault").unlink()
    given_up = desk.home.launch()
    assert given_up.process.wait(40) == 1
    assert "is not started again" in given_up.said
    again = desk.home.launch()
    assert again.process.wait(10) == 1
    assert desk.home.speakd("status").returncode == 1


def test_what_cannot_start_is_not_tried_twice(desk: Desk) -> None:
    desk.home.configure("[reader]\nrate = fast\n")
    wrong = desk.home.launch("--supervised")
    assert wrong.process.wait(10) == 2
    desk.home.configure("")
    desk.home.start("--supervised")
    second = desk.home.launch("--supervised")
    assert second.process.wait(10) == 1
    for each in (wrong, second):
        assert len(each.said.strip().splitlines()) == 1
