"""No network is needed, none is asked for, and nothing that belongs to one is in the way."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.offline import HOSTILE_PROXIES, families_of_sockets, watched, without_network
from support.processes import end
from support.sentences import SENTENCES
from support.waiting import wait_until

if TYPE_CHECKING:
    from support.desk import Desk
    from support.speakd import Daemon, Home

NEURAL = """
[voices.languages]
en = "coqui:small-en"

[engines.coqui]
models = ["small-en"]
threads = 1
"""
LOADING_S = 120.0

COMMANDS = (
    ("status",),
    ("status", "--json"),
    ("stop",),
    ("voices", "list"),
    ("models", "list"),
    ("config", "check"),
    ("autostart", "status"),
    ("doctor", "--silent"),
)
"""Commands that users type; what else there is goes the same ways."""


def wait_until_loaded(home: Home) -> None:
    def state() -> str:
        engines = json.loads(home.speakd("status", "--json").stdout)["engines"]
        return str(next(each["status"] for each in engines if each["name"] == "coqui"))

    wait_until(lambda: state() not in {"cold", "loading"}, LOADING_S, "the neural voice")
    assert state() == "ready"


def test_a_press_is_heard_where_there_is_no_network_at_all(desk: Desk) -> None:
    desk.home.environment.update(HOSTILE_PROXIES)
    desk.home.program = (*without_network(), *desk.home.program)
    daemon = desk.home.start()
    own, its = Path("/proc/self"), Path(f"/proc/{daemon.pid}")
    assert (own / "ns" / "net").readlink() != (its / "ns" / "net").readlink()
    assert not (its / "net" / "if_inet6").read_text(), "an interface is up"
    interfaces = (its / "net" / "dev").read_text().splitlines()[2:]
    assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]
    for sentence in SENTENCES[:2]:
        assert desk.copy_and_hear(sentence) == sentence
    assert desk.home.speakd("say", "-", text=SENTENCES[2]).returncode == 0
    desk.stop()
    report = json.loads(desk.home.speakd("doctor", "--silent", "--json").stdout)
    assert report["ok"], report
    assert daemon.stop() == 0


@pytest.mark.parametrize("voice", ["embedded", "system"])
def test_no_reading_opens_an_internet_socket(desk: Desk, tmp_path: Path, voice: str) -> None:
    engine = {"embedded": "espeak", "system": "system"}[voice]
    desk.home.configure(f'[voices.languages]\n"*" = "{engine}"\n')
    daemon, trace = start_watched(desk.home, tmp_path)
    desk.copy_and_hear(SENTENCES[0])
    desk.home.speakd("say", SENTENCES[1])
    desk.stop()
    assert_local_only(daemon, trace)


@pytest.mark.timeout(300)
def test_the_neural_voices_open_no_internet_socket(desk: Desk, tmp_path: Path) -> None:
    desk.home.configure(NEURAL)
    desk.home.environment.update(HOSTILE_PROXIES)
    desk.home.program = (*without_network(), *desk.home.program)
    daemon, trace = start_watched(desk.home, tmp_path)
    wait_until_loaded(desk.home)
    assert "torch" in Path(f"/proc/{daemon.pid}/maps").read_text()
    assert desk.copy_and_hear(SENTENCES[0]) is not None
    assert_local_only(daemon, trace)


@pytest.mark.timeout(180)
def test_no_command_opens_an_internet_socket(home: Home, tmp_path: Path) -> None:
    home.start()
    speakd = home.program
    for number, command in enumerate(COMMANDS):
        trace = tmp_path / f"trace-{number}"
        home.program = (*watched(trace), *speakd)
        done = home.speakd(*command)
        assert not done.stderr or "Traceback" not in done.stderr
        assert families_of_sockets(trace) <= {"AF_UNIX"}, command


def test_an_internet_socket_would_be_noticed(home: Home, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    script = "import socket; socket.socket(socket.AF_INET).close(); socket.socketpair()"
    home.program = (*watched(trace), sys.executable, "-c", script)
    assert home.speakd().returncode == 0
    assert families_of_sockets(trace) == {"AF_INET", "AF_UNIX"}


def start_watched(home: Home, folder: Path) -> tuple[Daemon, Path]:
    """Start a daemon whose network calls are written down; its commands' are not."""
    speakd, trace = home.program, folder / "trace"
    home.program = (*watched(trace), *speakd)
    daemon = home.launch().wait_until_ready(60)
    home.program = speakd
    return daemon, trace


def assert_local_only(daemon: Daemon, trace: Path) -> None:
    assert daemon.stop() == 0
    end(daemon.process)
    # Display, sound server and control door: had nothing been seen, nothing had been watched.
    assert families_of_sockets(trace) == {"AF_UNIX"}
