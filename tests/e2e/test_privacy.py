"""What is read stays private: a canary is spoken, and everything written is searched for it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import leaky_engines
from support.canary import Canary
from support.canary_session import TEXTS, CanarySession, canary_text, log_files
from support.notifications import NotificationService
from support.panel import busctl, running_panel
from support.processes import end, program
from support.waiting import wait_until
from support.x11_owner import SILENCE, Parts, SelectionOwner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.desk import Desk
    from support.session_bus import SessionBus

pytestmark = pytest.mark.timeout(180)

DEBUG = '[log]\nlevel = "debug"\n'
NEURAL = '[voices.languages]\nen = "coqui:small-en"\n[engines.coqui]\nmodels = ["small-en"]\n'
NEARLY_FULL = b"filler\n" * 142_857
"""So many bytes that the log begins a new file soon."""

RULES = r"""
[pronunciation]
secret = "hidden"

[[rules]]
match = '\bword is (\w+)'
say = 'word was \1'

[[rules]]
match = '(z|q|zq)+!'
say = "never"
"""


@pytest.fixture
def canary(desk: Desk) -> Canary:
    return Canary(desk.home.folder)


def test_no_text_and_no_command_leaves_a_trace(desk: Desk, canary: Canary) -> None:
    desk.home.configure(DEBUG + RULES)
    old = desk.home.folder / "state" / "speakd" / "log" / "speakd.log"
    old.parent.mkdir(parents=True)
    old.write_bytes(NEARLY_FULL)
    with CanarySession(desk, canary) as session:
        for name in TEXTS:
            desk.clipboard.copy(canary_text(name, canary))
            session.read()
            session.do("stop")
            desk.recording.wait_for_silence(0.2)
        desk.clipboard.copy(canary_text("prose", canary))
        session.read()
        for command in ("append", "next", "previous", "pause", "resume", "faster", "repeat"):
            session.do(command)
            session.ask()
        session.do("read", "--lang", "de")
        session.do("say", "-", text=canary_text("long", canary))
        session.do("doctor", "--silent")
        session.do("doctor", "--silent", "--json")
        session.do("logs")
        session.do("stop")
        session.end()
    assert len(log_files(desk.home)) > 1, "the log was to begin a new file"
    log = b"".join(path.read_bytes() for path in log_files(desk.home))
    assert b"number 2 of [[rules]] took longer" in log


def test_no_clipboard_however_it_behaves_leaves_a_trace(desk: Desk, canary: Canary) -> None:
    secret = canary_text("prose", canary)
    assert isinstance(secret, str)
    content = secret.encode()
    owners = {
        "hangs at once": {"UTF8_STRING": SILENCE},
        "hangs half-way": {"UTF8_STRING": Parts([content, content], then_hangs=True)},
        "dies half-way": {"UTF8_STRING": Parts([content], then_dies=True)},
        "a password": {"UTF8_STRING": content, "x-kde-passwordManagerHint": b"secret"},
        "HTML": {"text/html": b"<p>" + content + b"</p>", "UTF8_STRING": content},
        "a strange encoding": {"COMPOUND_TEXT": b"\x1b%/1\x80\x90utf-16\x02" + content},
        "files": {"text/uri-list": b"file:///" + canary.word.encode()},
        "a name for a type": {canary.word: content},
    }
    desk.home.configure(DEBUG + "[clipboard]\ntimeout_s = 0.2\n")
    with CanarySession(desk, canary) as session:
        for owner in owners.values():
            with SelectionOwner(desk.x_server.display, owner):
                session.read()
                session.do("doctor", "--silent")
                session.do("stop")
        with SelectionOwner(desk.x_server.display, {"UTF8_STRING": content}, selection="PRIMARY"):
            session.do("read", "--selection")
            desk.recording.listen(0.3)
            session.do("stop")
        session.end()


def test_what_is_sent_to_the_socket_leaves_no_trace(desk: Desk, canary: Canary) -> None:
    word = canary.word
    requests = (
        word,
        json.dumps(word),
        json.dumps({"version": word, "command": word}),
        json.dumps({"version": 1, "command": word}),
        json.dumps({"version": 1, "command": [word]}),
        json.dumps({"version": 1, "command": "say", "arguments": word}),
        json.dumps({"version": 1, "command": "say", "arguments": {"text": [word]}}),
        json.dumps({"version": 1, "command": "say", "arguments": {"text": word, "language": word}}),
        json.dumps({"version": 1, "command": "read", "arguments": {"source": word}}),
        json.dumps({"version": 1, "command": "stop", "arguments": {word: word}}),
        '{"version": 1, "command": "say", "arguments": {"text": "' + word,
    )
    desk.home.configure(DEBUG)
    with CanarySession(desk, canary) as session:
        for request in requests:
            for ending in (b"\n", b""):
                with socket.socket(socket.AF_UNIX) as client:
                    client.connect(str(desk.home.sockets()[0]))
                    client.sendall(request.encode() + ending)
                    client.shutdown(socket.SHUT_WR)
                    assert client.recv(1 << 16)
        session.do("stop")
        session.end()


def test_the_system_voice_is_not_told_in_its_arguments(desk: Desk, canary: Canary) -> None:
    desk.home.configure(DEBUG + '[voices.languages]\n"*" = "system"\n')
    with CanarySession(desk, canary) as session:
        desk.clipboard.copy(canary_text("prose", canary))
        desk.press()
        wait_until(lambda: len(session.daemon.family) > 1, 20, "the system voice's process")
        desk.recording.wait_for_sound(canary.began_s - time.time() + time.monotonic())
        desk.stop()
        session.end()
    assert not session.daemon.family


def test_the_neural_voice_leaves_no_trace(desk: Desk, canary: Canary) -> None:
    desk.home.configure(DEBUG + NEURAL)
    with CanarySession(desk, canary) as session:

        def state() -> str:
            engines = json.loads(session.do("status", "--json"))["engines"]
            return str(next(each["status"] for each in engines if each["name"] == "coqui"))

        wait_until(lambda: state() not in {"cold", "loading"}, 120, "the neural voice", every_s=0.2)
        for name in ("prose", "markdown", "one word"):
            desk.clipboard.copy(canary_text(name, canary))
            session.read()
            desk.recording.listen(1.0)
            session.do("stop")
        assert state() == "ready"
        session.end()


def test_nothing_of_it_goes_over_the_session_bus(
    desk: Desk, canary: Canary, session_bus: SessionBus, tmp_path: Path
) -> None:
    leaky_engines.install(tmp_path)
    desk.home.environment.update(session_bus.environment, PYTHONPATH=str(tmp_path))
    desk.home.configure('[voices]\nfallback = ["quotes"]\n[voices.languages]\n"*" = "raises"\n')
    listened = desk.home.folder / "bus"
    with (
        running_panel(desk.x_server, session_bus),
        NotificationService(session_bus.address) as notifications,
        eavesdropping(session_bus, listened),
        CanarySession(desk, canary) as session,
    ):
        session.do("say", "-", text=canary_text("prose", canary))
        wait_until(lambda: notifications.shown, 20, "the notification")
        item = f"org.kde.StatusNotifierItem-{session.daemon.pid}-1"
        menu = ("/StatusNotifierItem/Menu", "com.canonical.dbusmenu")
        call = ("GetLayout", "iias", "0", "9", "0")
        wait_until(lambda: busctl(session_bus.address, "call", item, *menu, *call), 20, "the menu")
        session.end()
    heard = listened.read_text(errors="replace")
    assert all(each in heard for each in ("member=Notify", "StatusNotifierItem", "GetLayout"))
    assert not canary.files()


@contextmanager
def eavesdropping(bus: SessionBus, file: Path) -> Iterator[None]:
    """Write down all that goes over a bus."""
    with file.open("wb") as out:
        listener = subprocess.Popen(
            [program("dbus-monitor"), "--address", bus.address],
            stdin=subprocess.DEVNULL,
            stdout=out,
        )
    try:
        wait_until(lambda: b"NameAcquired" in file.read_bytes(), 10, "the eavesdropper")
        yield
    finally:
        end(listener)


def test_a_trace_would_be_found(desk: Desk, canary: Canary, tmp_path: Path) -> None:
    hidden = [desk.home.folder / "x" / "y", tmp_path / "z", Path("/dev/shm") / canary.word]  # noqa: S108, it is removed
    hidden[0].parent.mkdir()
    try:
        hidden[0].write_bytes(bytes((4 << 20) - 3) + canary.word.upper().encode())
        hidden[1].write_text(canary.word, "utf-16-le")
        hidden[2].write_text(canary.word)
        assert sorted(canary.files()) == sorted(hidden)
    finally:
        hidden[2].unlink()


@pytest.mark.parametrize("place", ["argument", "environment"])
def test_a_process_that_shows_it_would_be_found(canary: Canary, place: str) -> None:
    script = "import sys; sys.stdin.read()"
    command = [sys.executable, "-c", script, canary.word if place == "argument" else ""]
    environment = {"X": canary.word if place == "environment" else ""}
    with canary.watched_processes() as shown:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
        wait_until(lambda: shown, 10, "the process to be seen")
        process.communicate()
    assert str(process.pid) in shown[0]
