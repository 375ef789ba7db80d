"""What is read stays private: a canary is spoken, and everything written is searched for it."""

# ruff: noqa: RUF001, texts in many scripts

from __future__ import annotations

import json
import resource
import signal
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
from support.desk import Desk, furnished_desk
from support.notifications import NotificationService
from support.panel import busctl, running_panel
from support.processes import end, program
from support.speakd import CHORD
from support.waiting import wait_until
from support.x11_owner import SILENCE, Parts, SelectionOwner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from support.session_bus import SessionBus
    from support.sound import SoundServer
    from support.speakd import Daemon, Home
    from support.xserver import XServer

pytestmark = pytest.mark.timeout(180)

DEBUG = '[log]\nlevel = "debug"\n'
NEURAL = '[voices.languages]\nen = "coqui:small-en"\n[engines.coqui]\nmodels = ["small-en"]\n'
NEARLY_FULL = b"filler\n" * 142_857
"""So many bytes that the log begins a new file soon."""

TEXTS = {
    "prose": "The secret word is {0}. It is {0} again, and it stays {0}.",
    "markdown": "# About {0}\n\n- [{0}](https://{0}.org)\n- `{0}` *{0}*\n\n|a|{0}|\n|---|---|\n",
    "code": "Look:\n\n```{0}\ndef {0}():\n    return '{0}'\n```\n\nThat was {0}.",
    "HTML": "<html><body><p title='{0}'>Now {0}</p><script>{0}()</script></body></html>",
    "addresses": "See https://{0}.org/{0}?{0}=1#{0}, /home/{0}/{0}.txt and {0}@{0}.org.",
    "trace": "Traceback:\n  File '/{0}.py', line 3, in {0}\nValueError: {0}",
    "German": "Das geheime Wort heißt {0}, und niemand darf es wissen.",
    "Russian": "Секретное слово — {0}, и никто не должен его знать.",
    "Greek": "Η μυστική λέξη είναι {0} και κανείς δεν πρέπει να την ξέρει.",
    "Chinese": "秘密的词是{0}，谁也不能知道。",
    "Japanese": "秘密の言葉は{0}です。誰も知りません。",
    "Arabic": "الكلمة السرية هي {0} ولا أحد يعرفها.",
    "Hindi": "गुप्त शब्द {0} है और कोई नहीं जानता।",
    "emoji": "\U0001f600\U0001f680 {0} \U0001f9d1\u200d\U0001f680",
    "not UTF-8": b"caf\xe9 {0} \xff\0\xfe",
    "one word": "{0}" * 2000,
    "what a rule takes too long for": f"{'zq' * 40} {{0}}!",
    "long": "Nobody knows the word {0} yet. " * 4000,
}

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


def text(name: str, canary: Canary) -> str | bytes:
    content = TEXTS[name]
    if isinstance(content, bytes):
        return content.replace(b"{0}", canary.word.encode())
    return content.replace("{0}", canary.word)


class Session:
    """A daemon that reads the canary, and all that was told meanwhile to those who asked.

    Args:
        desk: Where it is read.
        canary: What must be found nowhere.
    """

    def __init__(self, desk: Desk, canary: Canary) -> None:
        self.desk = desk
        self._canary = canary
        self._watching = canary.watched_processes()
        self._told = ""
        self.daemon = desk.home.start()

    def __enter__(self) -> Self:
        self._shown = self._watching.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._watching.__exit__(None, None, None)
        if kind is None:
            self.look()

    def look(self) -> None:
        """Search everything."""
        self.ask()
        assert not self._shown
        assert not self._canary.is_in(self._told.encode())
        assert not self._canary.files()

    def ask(self) -> None:
        """Have it tell of itself what it can."""
        for command in (("status",), ("status", "--json"), ("voices", "list")):
            done = self.desk.home.speakd(*command)
            self._told += done.stdout + done.stderr

    def do(self, *command: str, text: str | bytes = b"") -> str:
        """Run a command, whatever comes of it, and keep what it says."""
        done = self.desk.home.speakd(*command, text=text)
        self._told += done.stdout + done.stderr
        return done.stdout + done.stderr

    def read(self, *, by: str = CHORD) -> None:
        """Press the key, and wait until it is heard."""
        self.desk.recording.wait_for_sound(self.desk.press(by))

    def end(self) -> None:
        """Stop it as a user does."""
        assert self.daemon.stop() == 0


def log_files(home: Home) -> list[Path]:
    return [path for path, content in home.written() if ".log" in path.name and content]


def test_no_text_and_no_command_leaves_a_trace(desk: Desk, canary: Canary) -> None:
    desk.home.configure(DEBUG + RULES)
    old = desk.home.folder / "state" / "speakd" / "log" / "speakd.log"
    old.parent.mkdir(parents=True)
    old.write_bytes(NEARLY_FULL)
    with Session(desk, canary) as session:
        for name in TEXTS:
            desk.clipboard.copy(text(name, canary))
            session.read()
            session.do("stop")
            desk.recording.wait_for_silence(0.2)
        desk.clipboard.copy(text("prose", canary))
        session.read()
        for command in ("append", "next", "previous", "pause", "resume", "faster", "repeat"):
            session.do(command)
            session.ask()
        session.do("read", "--lang", "de")
        session.do("say", "-", text=text("long", canary))
        session.do("doctor", "--silent")
        session.do("doctor", "--silent", "--json")
        session.do("logs")
        session.do("stop")
        session.end()
    assert len(log_files(desk.home)) > 1, "the log was to begin a new file"
    log = b"".join(path.read_bytes() for path in log_files(desk.home))
    assert b"number 2 of [[rules]] took longer" in log


def test_no_clipboard_however_it_behaves_leaves_a_trace(desk: Desk, canary: Canary) -> None:
    secret = text("prose", canary)
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
    with Session(desk, canary) as session:
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


def test_no_failing_engine_leaves_a_trace(desk: Desk, canary: Canary, tmp_path: Path) -> None:
    names = [kind.name for kind in leaky_engines.FAILING]
    leaky_engines.install(tmp_path)
    desk.home.environment["PYTHONPATH"] = str(tmp_path)
    desk.home.configure(
        f"{DEBUG}[voices]\nfallback = {json.dumps([*names, 'espeak'])}\n"
        '[voices.languages]\n"*" = "unwilling"\n'
    )
    with Session(desk, canary) as session:
        session.do("say", "-", text=text("prose", canary))
        desk.recording.wait_for_sound(canary.began_s - time.time() + time.monotonic())
        engines = json.loads(session.do("status", "--json"))["engines"]
        states = {each["name"]: each["status"] for each in engines}
        resting = dict.fromkeys(names, "resting")
        assert states == {**resting, "unwilling": "unavailable", "espeak": "ready"}
        session.do("stop")
        session.end()
    log = log_files(desk.home)[0].read_text()
    assert all(f"engine {name} failed" in log for name in names)
    assert "thread leaky broke down" in log
    assert "a callback broke down" in log
    assert "a message at" in log, "the warning, and the messages of others"


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
        done = desk.home.speakd("say", "-", text=text("prose", canary))
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
    with Session(desk, canary) as session:
        desk.clipboard.copy(text("prose", canary))
        desk.press()
        wait_until(lambda: '"preparing"' in session.do("status", "--json"), 10, "the reading")
        desk.press()
        desk.wait_until_idle()
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
    with Session(desk, canary) as session:
        for request in requests:
            for ending in (b"\n", b""):
                with socket.socket(socket.AF_UNIX) as client:
                    client.connect(str(desk.home.sockets()[0]))
                    client.sendall(request.encode() + ending)
                    client.shutdown(socket.SHUT_WR)
                    assert client.recv(1 << 16)
        session.do("stop")
        session.end()


def test_a_lost_sound_device_leaves_no_trace(
    x_server: XServer, own_sound_server: SoundServer
) -> None:
    with furnished_desk(x_server, own_sound_server) as desk:
        canary = Canary(desk.home.folder)
        desk.home.configure(DEBUG)
        with Session(desk, canary) as session:
            desk.clipboard.copy(text("long", canary))
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


def test_the_system_voice_is_not_told_in_its_arguments(desk: Desk, canary: Canary) -> None:
    desk.home.configure(DEBUG + '[voices.languages]\n"*" = "system"\n')
    with Session(desk, canary) as session:
        desk.clipboard.copy(text("prose", canary))
        desk.press()
        wait_until(lambda: len(session.daemon.family) > 1, 20, "the system voice's process")
        desk.recording.wait_for_sound(canary.began_s - time.time() + time.monotonic())
        desk.stop()
        session.end()
    assert not session.daemon.family


def test_the_neural_voice_leaves_no_trace(desk: Desk, canary: Canary) -> None:
    desk.home.configure(DEBUG + NEURAL)
    with Session(desk, canary) as session:

        def state() -> str:
            engines = json.loads(session.do("status", "--json"))["engines"]
            return str(next(each["status"] for each in engines if each["name"] == "coqui"))

        wait_until(lambda: state() not in {"cold", "loading"}, 120, "the neural voice", every_s=0.2)
        for name in ("prose", "markdown", "one word"):
            desk.clipboard.copy(text(name, canary))
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
        Session(desk, canary) as session,
    ):
        session.do("say", "-", text=text("prose", canary))
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


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_leaves_no_trace(desk: Desk, canary: Canary, number: signal.Signals) -> None:
    desk.home.configure(DEBUG)
    desk.home.environment["PYTHONFAULTHANDLER"] = "1"
    # A system that keeps core dumps, in the folder where speakd would leave one.
    unlimited = 'cd "$HOME" && ulimit -c unlimited && exec "$@"'
    desk.home.program = ("sh", "-c", unlimited, "sh", *desk.home.program)
    daemon = desk.home.start()
    desk.clipboard.copy(text("long", canary))
    desk.recording.wait_for_sound(desk.press())
    assert core_limit(daemon) <= 1
    assert daemon.stop(number) == -number
    assert not canary.files()
    assert not [path for path in desk.home.folder.iterdir() if path.name.startswith("core")]


def core_limit(daemon: Daemon) -> float:
    """How many bytes of the daemon's memory the system may write down."""
    soft, _ = resource.prlimit(daemon.pid, resource.RLIMIT_CORE)
    return float("inf") if soft == resource.RLIM_INFINITY else soft


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
