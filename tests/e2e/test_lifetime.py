"""Beginning, ending, and coming back."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from support.sentences import SENTENCES
from support.speakd import READY
from support.waiting import wait_until
from support.xserver import running_x_server, server_again

if TYPE_CHECKING:
    from pathlib import Path

    from support.desk import Desk
    from support.speakd import Home

LONG = " ".join(SENTENCES)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_in_mid_sentence_and_leaves_nothing(
    desk: Desk, number: signal.Signals
) -> None:
    daemon = desk.home.start()
    assert desk.home.sockets()
    desk.clipboard.copy(LONG)
    desk.recording.wait_for_sound(desk.press())
    assert daemon.stop(number) == 0
    ended_s = time.monotonic()
    desk.recording.listen(1.0)
    assert (desk.recording.last_sound_s() or 0) < ended_s + 0.1
    assert not daemon.family
    assert not desk.home.sockets()
    assert "Traceback" not in daemon.said


def test_a_second_daemon_says_so_and_leaves_the_first_alone(desk: Desk) -> None:
    desk.home.start()
    second = desk.home.launch()
    assert second.process.wait(10) == 1
    assert len(second.said.strip().splitlines()) == 1
    assert "running" in second.said
    assert desk.copy_and_hear(SENTENCES[0]) == SENTENCES[0]


def test_of_daemons_started_at_once_exactly_one_lives(home: Home) -> None:
    daemons = [home.launch() for _ in range(4)]
    wait_until(lambda: sum(d.process.poll() is None for d in daemons) == 1, 20, "the others' end")
    [survivor] = [daemon for daemon in daemons if daemon.process.poll() is None]
    survivor.wait_until_ready()
    assert {daemon.process.poll() for daemon in daemons} == {None, 1}
    assert home.speakd("status").returncode == 0


def test_after_a_crash_it_starts_again(desk: Desk) -> None:
    crashed = desk.home.start()
    crashed.stop(signal.SIGKILL)
    assert desk.home.sockets(), "a crash leaves its socket behind"
    assert desk.home.speakd("status").returncode == 1
    desk.home.start()
    assert desk.home.speakd("status").returncode == 0
    assert desk.copy_and_hear(SENTENCES[1]) == SENTENCES[1]


def test_without_a_display_it_says_so_once_and_still_obeys(desk: Desk) -> None:
    del desk.home.environment["DISPLAY"]
    daemon = desk.home.launch()
    wait_until(lambda: desk.home.speakd("status").returncode == 0, 20, "the control socket")
    lines = daemon.said.strip().splitlines()
    assert sum("display" in line for line in lines) == 1
    said_s = time.monotonic()
    assert desk.home.speakd("say", SENTENCES[2]).returncode == 0
    assert desk.hear(said_s) == SENTENCES[2]
    assert daemon.stop() == 0
    assert "Traceback" not in daemon.said


def test_a_display_that_comes_after_it_brings_the_key(home: Home) -> None:
    with running_x_server() as gone:
        home.environment["DISPLAY"] = gone.display
    daemon = home.launch()
    wait_until(lambda: "there is no hotkey" in daemon.said, 20, "a daemon without a key")
    with server_again(gone.display):

        def is_ready() -> bool:
            home.speakd("read")  # what happens has it look sooner than by itself
            return READY in daemon.said

        wait_until(is_ready, 30, "the key")
        assert daemon.stop() == 0


@pytest.mark.parametrize("state", ["closing", "active"])
def test_it_ends_with_the_session_that_it_was_started_in(
    home: Home, tmp_path: Path, state: str
) -> None:
    loginctl = tmp_path / "loginctl"
    loginctl.write_text(f"#!/bin/sh\necho State={state}\necho asked > {tmp_path}/asked\n")
    loginctl.chmod(0o755)
    home.environment |= {"XDG_SESSION_ID": "c2", "PATH": f"{tmp_path}:{home.environment['PATH']}"}
    with running_x_server() as server:
        home.environment["DISPLAY"] = server.display
        daemon = home.start("--supervised")

    def has_looked() -> bool:
        home.speakd("read")
        return (tmp_path / "asked").exists()

    wait_until(has_looked, 30, "a look at the session")
    if state == "closing":
        assert daemon.process.wait(10) == 0
    else:
        assert home.speakd("status").returncode == 0


def test_a_full_disk_for_the_log_does_not_stop_reading(desk: Desk) -> None:
    desk.home.configure('[log]\nlevel = "debug"\nfile = "/dev/full"\n')
    daemon = desk.home.start()
    desk.clipboard.copy(SENTENCES[3])
    for _ in range(2):
        assert desk.press_and_hear() == SENTENCES[3]
    assert "Traceback" not in daemon.said
