"""Whatever fails while something private is read, nothing of it is left anywhere."""

from __future__ import annotations

import json
import resource
import signal
import time
from typing import TYPE_CHECKING

import pytest

from support import leaky_engines
from support.canary import Canary
from support.canary_session import CanarySession, canary_text, log_files
from support.desk import Desk, furnished_desk
from support.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from support.sound import SoundServer
    from support.speakd import Daemon
    from support.xserver import XServer

pytestmark = pytest.mark.timeout(180)

DEBUG = '[log]\nlevel = "debug"\n'


@pytest.fixture
def canary(desk: Desk) -> Canary:
    return Canary(desk.home.folder)


def test_no_failing_engine_leaves_a_trace(desk: Desk, canary: Canary, tmp_path: Path) -> None:
    names = [kind.name for kind in leaky_engines.FAILING]
    leaky_engines.install(tmp_path)
    desk.home.environment["PYTHONPATH"] = str(tmp_path)
    desk.home.configure(
        f"{DEBUG}[voices]\nfallback = {json.dumps([*names, 'espeak'])}\n"
        '[voices.languages]\n"*" = "unwilling"\n'
    )
    with CanarySession(desk, canary) as session:
        session.do("say", "-", text=canary_text("prose", canary))
        desk.recording.wait_for_sound(canary.began_s - time.time() + time.monotonic())
        resting = dict.fromkeys(names, "resting")
        expected = {**resting, "unwilling": "unavailable", "espeak": "ready"}
        wait_until(lambda: states(session) == expected, 20, "every engine to fail but the last")
        session.do("stop")
        session.end()
    log = log_files(desk.home)[0].read_text()
    assert all(f"engine {name} failed" in log for name in names)
    assert "thread leaky broke down" in log
    assert "a callback broke down" in log
    assert "a message at" in log, "the warning, and the messages of others"


def states(session: CanarySession) -> dict[str, str]:
    engines = json.loads(session.do("status", "--json"))["engines"]
    return {each["name"]: each["status"] for each in engines}


def test_without_a_daemon_a_failure_is_told_without_the_text(
    desk: Desk, canary: Canary, tmp_path: Path
) -> None:
    names = [kind.name for kind in leaky_engines.FAILING]
    leaky_engines.install(tmp_path)
    desk.home.environment["PYTHONPATH"] = str(tmp_path)
    desk.home.configure(
        f'[voices]\nfallback = {json.dumps(names)}\n[voices.languages]\n"*" = "raises"\n'
    )
    with canary.watched_processes() as shown:
        done = desk.home.speakd("say", "-", text=canary_text("prose", canary))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert not canary.is_in((done.stdout + done.stderr).encode())
    assert not shown
    assert not canary.files()


def test_an_engine_that_hangs_and_is_called_off_leaves_no_trace(
    desk: Desk, canary: Canary, tmp_path: Path
) -> None:
    leaky_engines.install(tmp_path)
    desk.home.environment["PYTHONPATH"] = str(tmp_path)
    desk.home.configure(DEBUG + '[voices.languages]\n"*" = "hangs"\n')
    with CanarySession(desk, canary) as session:
        desk.clipboard.copy(canary_text("prose", canary))
        desk.press()
        wait_until(lambda: '"preparing"' in session.do("status", "--json"), 10, "the reading")
        desk.press()
        desk.wait_until_idle()
        session.end()


def test_a_lost_sound_device_leaves_no_trace(
    x_server: XServer, own_sound_server: SoundServer
) -> None:
    with furnished_desk(x_server, own_sound_server) as desk:
        canary = Canary(desk.home.folder)
        desk.home.configure(DEBUG)
        with CanarySession(desk, canary) as session:
            desk.clipboard.copy(canary_text("long", canary))
            session.read()
            own_sound_server.kill()
            wait_until(
                lambda: json.loads(session.do("status", "--json"))["output"]["problem"],
                20,
                "the loss to be noticed",
            )
            session.do("read")
            session.do("stop")
            session.end()


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_leaves_no_trace(desk: Desk, canary: Canary, number: signal.Signals) -> None:
    desk.home.configure(DEBUG)
    desk.home.environment["PYTHONFAULTHANDLER"] = "1"
    # A system that keeps core dumps, in the folder where speakd would leave one.
    unlimited = 'cd "$HOME" && ulimit -c unlimited && exec "$@"'
    desk.home.program = ("sh", "-c", unlimited, "sh", *desk.home.program)
    daemon = desk.home.start()
    desk.clipboard.copy(canary_text("long", canary))
    desk.recording.wait_for_sound(desk.press())
    assert core_limit(daemon) <= 1
    # Python's fault handler reads the frames of running threads, which may bring it down itself.
    assert daemon.stop(number) in {-number, -signal.SIGSEGV}
    assert not canary.files()
    assert not [path for path in desk.home.folder.iterdir() if path.name.startswith("core")]


def core_limit(daemon: Daemon) -> float:
    """How many bytes of the daemon's memory the system may write down."""
    soft, _ = resource.prlimit(daemon.pid, resource.RLIMIT_CORE)
    return float("inf") if soft == resource.RLIM_INFINITY else soft
