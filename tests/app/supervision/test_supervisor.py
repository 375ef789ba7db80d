"""The supervisor with children of its own: small, but real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speakd.app.supervision.statuses import HUNG, describe_end, is_failure, status_for_supervisor
from speakd.app.supervision.supervisor import daemon_command, supervise
from support.processes import end
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SUPERVISE = """
import os, sys
from speakd.app.supervision import supervisor
supervisor.BACK_OFF_S = (0.0, 0.01, 0.01, 0.01, float(os.environ.get("LAST_PAUSE", "0.01")))
sys.exit(supervisor.supervise(("/bin/sh", "-c", sys.argv[1]), os.environ))
"""


class Supervisor:
    """A supervisor of a shell's command, in a process of its own."""

    def __init__(self, folder: Path, command: str, **environment: str) -> None:
        self.folder = folder
        self.folder.joinpath("said").touch()
        with self.folder.joinpath("said").open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SUPERVISE, command],
                cwd=folder,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stderr=said,
                process_group=0,
            )

    @property
    def said(self) -> list[str]:
        return self.folder.joinpath("said").read_text().splitlines()

    @property
    def starts(self) -> list[str]:
        """What every child wrote when it began."""
        file = self.folder / "starts"
        return file.read_text().splitlines() if file.exists() else []

    def child(self) -> int:
        """Wait for a child that has written its number, and give that."""
        wait_until(lambda: self.starts, what="the child")
        return int(self.starts[-1])


@pytest.fixture
def started() -> Iterator[list[Supervisor]]:
    supervisors: list[Supervisor] = []
    yield supervisors
    for each in supervisors:
        end(each.process)


def run(tmp_path: Path, command: str, **environment: str) -> Supervisor:
    supervisor = Supervisor(tmp_path, command, **environment)
    supervisor.process.wait(20)
    return supervisor


@pytest.mark.parametrize("status", [0, 1, 2, 130])
def test_what_has_ended_for_a_reason_is_left_alone(tmp_path: Path, status: int) -> None:
    supervisor = run(tmp_path, f"echo $$ >> starts; exit {status}")
    assert supervisor.process.returncode == status
    assert len(supervisor.starts) == 1
    assert supervisor.said == []


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("kill -SEGV $$", "it crashed (SIGSEGV)"),
        ("kill -ABRT $$", "it crashed (SIGABRT)"),
        ("kill -KILL $$", "it crashed (SIGKILL)"),
        (f"exit {HUNG}", "it hung"),
        ("exit 5", "it failed (5)"),
    ],
)
def test_what_fails_is_started_again(tmp_path: Path, how: str, words: str) -> None:
    supervisor = run(tmp_path, f"echo $$ >> starts; [ -e again ] || {{ touch again; {how}; }}")
    assert supervisor.process.returncode == 0
    assert len(supervisor.starts) == 2
    assert supervisor.said == [f"speakd: {words} and is started again"]


@pytest.mark.parametrize("signal_name", ["TERM", "INT", "HUP"])
def test_a_daemon_that_was_told_to_end_is_not_started_again(
    tmp_path: Path, signal_name: str
) -> None:
    supervisor = run(tmp_path, f"echo $$ >> starts; kill -{signal_name} $$")
    assert supervisor.process.returncode == 0
    assert len(supervisor.starts) == 1


def test_the_daemon_is_told_how_often_it_failed_and_may_give_up(tmp_path: Path) -> None:
    command = (
        "echo $SPEAKD_SUPERVISOR $SPEAKD_FAILURES >> starts; "
        "[ $SPEAKD_FAILURES -lt 5 ] || exit 1; kill -SEGV $$"
    )
    supervisor = run(tmp_path, command)
    assert supervisor.process.returncode == 1
    assert supervisor.starts == [f"speakd {failures}" for failures in range(6)]


def test_one_that_cannot_even_give_up_is_given_up(tmp_path: Path) -> None:
    supervisor = run(tmp_path, "echo $$ >> starts; kill -SEGV $$")
    assert supervisor.process.returncode == 1
    assert len(supervisor.starts) == 6
    assert supervisor.said[-1] == "speakd: it crashed (SIGSEGV) 6 times in a row and is given up"


CHILD = """
exec 2> /dev/null
trap 'exit 0' TERM
echo $$ >> starts
while :; do read -r line < pipe; done
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_is_passed_on(
    tmp_path: Path, started: list[Supervisor], number: signal.Signals
) -> None:
    os.mkfifo(tmp_path / "pipe")
    supervisor = Supervisor(tmp_path, CHILD)
    started.append(supervisor)
    child = supervisor.child()
    supervisor.process.send_signal(number)
    assert supervisor.process.wait(10) == 0
    assert not Path(f"/proc/{child}").exists()
    assert len(supervisor.starts) == 1
    assert supervisor.said == []


def test_ctrl_c_reaches_both_and_ends_both(tmp_path: Path, started: list[Supervisor]) -> None:
    """A terminal sends it to the whole group."""
    os.mkfifo(tmp_path / "pipe")
    supervisor = Supervisor(tmp_path, f"trap 'exit 0' INT{CHILD}")
    started.append(supervisor)
    supervisor.child()
    os.killpg(supervisor.process.pid, signal.SIGINT)
    assert supervisor.process.wait(10) == 0
    assert supervisor.said == []


def test_a_signal_between_two_starts_ends_it(tmp_path: Path, started: list[Supervisor]) -> None:
    supervisor = Supervisor(tmp_path, "echo $$ >> starts; kill -SEGV $$", LAST_PAUSE="1000")
    started.append(supervisor)
    wait_until(lambda: len(supervisor.said) == 5, what="the longest pause")
    supervisor.process.send_signal(signal.SIGTERM)
    assert supervisor.process.wait(10) == 0


def test_the_child_has_all_its_signals(tmp_path: Path) -> None:
    """A supervisor blocks those that it waits for; a daemon must not inherit that."""
    supervisor = run(tmp_path, "grep SigBlk /proc/self/status > starts")
    assert supervisor.starts == ["SigBlk:\t0000000000000000"]


class Lives:
    """Children that are told how they live and end; time passes only in them."""

    def __init__(self, lives: Sequence[tuple[float, int]]) -> None:
        self.lives = iter(lives)
        self.failures: list[str] = []
        self.pauses: list[float] = []
        self.now_s = 0.0

    def run(self, _: Sequence[str], environment: Mapping[str, str]) -> int:
        self.failures.append(environment["SPEAKD_FAILURES"])
        lived_s, status = next(self.lives)
        self.now_s += lived_s
        return status

    def wait(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def was_told_to_stop(self) -> bool:
        return False


def test_the_pauses_grow_until_one_lives_long_enough() -> None:
    lives = Lives([(1, -11), (1, -11), (1, -11), (100, -11), (1, -11), (1, 0)])
    assert supervise(("x",), {}, lives, say=lambda _: None, clock=lambda: lives.now_s) == 0
    assert lives.failures == ["0", "1", "2", "3", "1", "2"]
    assert lives.pauses == [0.0, 0.5, 1.0, 0.0, 0.5]


def test_a_failure_to_start_is_final_and_the_same_status_later_is_a_crash() -> None:
    """Python's own watchdog thread, all there is on Windows, ends a process with 1."""
    assert not is_failure(1, lived_s=3.0)
    assert is_failure(1, lived_s=3000.0)


def test_an_end_is_told_in_words() -> None:
    assert describe_end(0xC0000005) == "it failed with status 0xc0000005"
    assert describe_end(-99) == "it crashed (signal 99)"


def test_launchd_restarts_nothing_that_has_said_why() -> None:
    launchd = {"SPEAKD_SUPERVISOR": "launchd"}
    assert [status_for_supervisor(each, launchd) for each in (0, 1, 2, HUNG)] == [0, 0, 0, HUNG]
    assert [status_for_supervisor(each, {}) for each in (0, 1, 2, HUNG)] == [0, 1, 2, HUNG]


def test_the_daemon_is_this_python_with_the_same_configuration() -> None:
    command = daemon_command("/a b/config.toml")
    assert command[0] == sys.executable
    assert command[-3:] == ("--config", "/a b/config.toml", "run")
    assert daemon_command(None)[-2:] == ("speakd", "run")
