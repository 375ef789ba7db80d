"""The commands, with a daemon and without."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from support.sentences import SENTENCES
from support.waiting import wait_until

if TYPE_CHECKING:
    from support.clipboard import ClipboardOwner
    from support.desk import Desk
    from support.recording import Recording
    from support.speakd import Home


@pytest.mark.parametrize("served", [True, False], ids=["daemon", "no daemon"])
@pytest.mark.parametrize("piped", [True, False], ids=["piped", "argument"])
def test_say_is_heard(desk: Desk, *, served: bool, piped: bool) -> None:
    if served:
        desk.home.start()
    said_s = time.monotonic()
    text = SENTENCES[0]
    done = desk.home.speakd("say", "-", text=text) if piped else desk.home.speakd("say", text)
    assert (done.returncode, done.stderr) == (0, "")
    assert desk.hear(said_s) == text


def test_read_pause_resume_and_stop(
    home: Home, clipboard: ClipboardOwner, recording: Recording
) -> None:
    home.start()
    clipboard.copy(" ".join(SENTENCES))
    began_s = time.monotonic()
    assert home.speakd("read").returncode == 0
    recording.wait_for_sound(began_s)
    assert home.speakd("pause").returncode == 0
    recording.wait_for_silence(1.0)
    resumed_s = time.monotonic()
    assert home.speakd("resume").returncode == 0
    recording.wait_for_sound(resumed_s)
    assert home.speakd("stop").returncode == 0
    stopped_s = recording.wait_for_silence(1.5)
    assert recording.first_sound_s(stopped_s + 0.1) is None


def test_an_interrupt_silences_what_is_said_without_a_daemon(
    home: Home, recording: Recording
) -> None:
    began_s = time.monotonic()
    with subprocess.Popen(
        [*home.program, "say", " ".join(SENTENCES)],
        env=home.environment,
        stderr=subprocess.PIPE,
        # Whatever is started in the background of a shell script ignores it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509, no lock
    ) as process:
        recording.wait_for_sound(began_s)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert (process.returncode, told) == (130, b"")
    recording.wait_for_silence(1.0)


def test_what_is_said_behind_a_pause_is_told_of_and_heard_after_it(
    home: Home, recording: Recording
) -> None:
    home.start()
    began_s = time.monotonic()
    assert home.speakd("say", " ".join(SENTENCES)).returncode == 0
    recording.wait_for_sound(began_s)
    assert home.speakd("pause").returncode == 0
    done = home.speakd("say", SENTENCES[0])
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "`speakd resume` goes on" in done.stderr
    [state, *_] = home.speakd("status").stdout.splitlines()
    assert re.fullmatch(r"state      paused \(\d+ % heard\) \(1 more waits\)", state)
    assert home.speakd("resume").returncode == 0
    assert not home.speakd("say", SENTENCES[0]).stderr


def test_a_daemon_is_found_without_the_runtime_folder_of_its_session(home: Home) -> None:
    daemon = home.start()
    del home.environment["XDG_RUNTIME_DIR"]
    assert home.speakd("status").stdout.startswith("state      idle")
    assert home.speakd("stop").returncode == 0
    second = home.speakd("run")
    assert second.returncode == 1
    assert f"already running (process {daemon.pid})" in second.stderr


def test_status_tells_what_is_going_on(home: Home, recording: Recording) -> None:
    home.start()

    def state() -> str:
        return str(json.loads(home.speakd("status", "--json").stdout)["state"])

    assert state() == "idle"
    began_s = time.monotonic()
    assert home.speakd("say", " ".join(SENTENCES)).returncode == 0
    recording.wait_for_sound(began_s)
    assert state() != "idle"
    reading = json.loads(home.speakd("status", "--json").stdout)["reading"]
    assert reading["characters"] == len(" ".join(SENTENCES))
    assert 0 <= reading["heard_share"] < 1
    assert home.speakd("stop").returncode == 0
    wait_until(lambda: state() == "idle", 10, "idleness")


@pytest.mark.parametrize("command", ["stop", "pause", "resume", "read", "status"])
def test_without_a_daemon_a_command_fails_in_one_line(home: Home, command: str) -> None:
    done = home.speakd(command)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_wrong_usage_is_told_apart(home: Home) -> None:
    assert home.speakd("sing").returncode == 2
    assert home.speakd("run", "--config", "/nonexistent/config.toml").returncode == 2
