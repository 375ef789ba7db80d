from __future__ import annotations

import errno
import json
import os
import shlex
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from speakd.app.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.app.conftest import Handle, Speakd

    StartDaemon = Callable[[Handle], None]


class Recorder:
    """A daemon that does nothing and remembers everything."""

    def __init__(self, result: Mapping[str, object] | None = None) -> None:
        self.calls: list[tuple[str, dict[str, object]]] = []
        self._result = result or {}

    def __call__(self, command: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
        self.calls.append((command, dict(arguments)))
        return self._result


@pytest.mark.parametrize("command", ["stop", "pause", "resume", "read"])
def test_plain_commands_reach_the_daemon(daemon: StartDaemon, command: str) -> None:
    recorder = Recorder()
    daemon(recorder)
    assert main([command]) == 0
    assert main([command, "--config", "of no matter"]) == 0
    assert recorder.calls == [(command, {})] * 2


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("command", ["stop", "pause", "resume", "read", "status"])
def test_without_a_daemon_one_line_says_what_to_do(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 1
    told = capsys.readouterr()
    assert told.err == "speakd is not running; start it with `speakd run`\n"
    assert not told.out


def test_the_words_of_say_are_joined(daemon: StartDaemon) -> None:
    recorder = Recorder()
    daemon(recorder)
    assert main(["say", "hello", "there", "--language", "pt-BR"]) == 0
    assert main(["say", "--", "-5", "degrees"]) == 0
    assert recorder.calls == [
        ("say", {"text": "hello there", "language": "pt-BR"}),
        ("say", {"text": "-5 degrees", "language": None}),
    ]


@pytest.mark.parametrize("command", [["say", "hello"], ["append"], ["read"]])
def test_what_the_daemon_notes_is_told(
    command: list[str], daemon: StartDaemon, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon(Recorder({"reading": 1, "note": "this comes later"}))
    assert main(command) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "speakd: this comes later\n")


def test_say_reads_standard_input(daemon: StartDaemon, speakd: Speakd) -> None:
    recorder = Recorder()
    daemon(recorder)
    assert speakd("say", "-", text=b"\xef\xbb\xbfcaf\xc3\xa9 \xff").returncode == 0
    assert recorder.calls == [("say", {"text": "café �", "language": None})]


def test_say_takes_an_argument_that_is_not_utf8(daemon: StartDaemon, speakd: Speakd) -> None:
    recorder = Recorder()
    daemon(recorder)
    done = speakd("say", b"caf\xe9")
    assert (done.returncode, done.stderr) == (0, b"")
    assert recorder.calls == [("say", {"text": "caf\udce9", "language": None})]


def test_say_refuses_what_is_too_long_and_says_so(daemon: StartDaemon, speakd: Speakd) -> None:
    recorder = Recorder()
    daemon(recorder)
    done = speakd("say", "-", text=b"x" * ((16 << 20) + 1))
    assert done.returncode == 1
    assert done.stderr == b"speakd: the text is longer than 16 MiB; send less text\n"
    assert not recorder.calls


def test_say_tells_how_to_keep_a_text_to_oneself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "--help"]) == 0
    assert "speakd say - < letter.txt" in capsys.readouterr().out


def test_a_wrong_language_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "--language", "english", "hello"]) == 2
    assert "'english' is not a language tag such as" in capsys.readouterr().err


def test_what_the_daemon_refuses_is_told(
    daemon: StartDaemon, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon(lambda *_: {"x": object()})
    assert main(["stop"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_status_is_shown_to_persons_and_programs(
    daemon: StartDaemon, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon(Recorder({"state": "speaking", "ready": True}))
    assert main(["status"]) == 0
    assert "speaking" in capsys.readouterr().out
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"state": "speaking", "ready": True}


@pytest.mark.usefixtures("runtime")
def test_every_problem_of_a_configuration_is_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[reader]\nrate = 9\npich = 1\n")
    assert main(["--config", str(path), "config", "show"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"speakd: {path}: line 2: reader.rate: 9 is out of range: it must be from 0.5 to 4",
        f"speakd: {path}: line 3: reader.pich: unknown key (did you mean 'pitch'?)",
    ]


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("order", [("--config", "F", "run"), ("run", "--config", "F")])
def test_the_daemon_does_not_start_with_a_configuration_that_is_not_there(
    order: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word.replace("F", "/nonexistent/config.toml") for word in order]) == 2
    told = capsys.readouterr().err
    assert told == "speakd: /nonexistent/config.toml: there is no such file\n"


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_is_quiet(runtime: Path, daemon: StartDaemon) -> None:
    asked, release = threading.Event(), threading.Event()

    def hang(_command: str, _arguments: Mapping[str, object]) -> Mapping[str, object]:
        asked.set()
        release.wait(20)
        return {}

    daemon(hang)
    assert runtime.exists()
    with subprocess.Popen(
        [sys.executable, "-m", "speakd", "stop"],
        stderr=subprocess.PIPE,
        # Whatever is started in the background of a shell script ignores it.
        preexec_fn=_hear_interrupts,  # noqa: PLW1509, it takes no lock
    ) as process:
        assert asked.wait(20)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
        release.set()
    assert (process.returncode, told) == (130, b"")


def test_a_reader_that_has_seen_enough_is_no_reason_for_a_traceback(speakd: Speakd) -> None:
    receiver, sender = os.pipe()
    os.close(receiver)
    done = speakd("config", "show", stdout=sender)
    os.close(sender)
    assert (done.returncode, done.stderr) == (0, b"")


def test_output_that_cannot_be_written_is_told(speakd: Speakd) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123, a device
        done = speakd("config", "show", stdout=full)
    assert done.returncode == 1
    assert done.stderr == b"speakd: the output cannot be written: No space left on device\n"


def test_a_file_that_cannot_be_used_is_not_taken_for_the_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/some/where")

    monkeypatch.setattr("speakd.app.commands.settings.show_path", refuse)
    assert main(["config", "path"]) == 1
    assert capsys.readouterr().err == "speakd: /some/where: Permission denied\n"


def test_a_terminal_that_lacks_a_character_gets_its_code(
    monkeypatch: pytest.MonkeyPatch, speakd: Speakd
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("SPEAKD_CONFIG", "/etc/é.toml")
    done = speakd("config", "path")
    assert (done.returncode, done.stdout) == (0, b"/etc/\\xe9.toml\n")


def test_closed_standard_streams_are_no_reason_for_a_traceback(runtime: Path) -> None:
    assert runtime.exists()
    command = f"exec {shlex.quote(sys.executable)} -m speakd config show >&- 2>&- <&-"
    assert subprocess.run(["/bin/sh", "-c", command], check=False).returncode == 0


@pytest.mark.usefixtures("runtime")
def test_a_mistake_of_ours_shows_neither_traceback_nor_text(
    daemon: StartDaemon,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    daemon(Recorder())

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("a canary")

    monkeypatch.setattr("speakd.app.commands.say.ask", break_down)
    assert main(["say", "a canary"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("speakd: this is a mistake in speakd: RuntimeError at test_cli.py:")
    assert "canary" not in told
    assert told.count("\n") == 1


def test_the_way_of_stop_imports_next_to_nothing(runtime: Path) -> None:
    assert runtime.exists()
    code = "import sys; from speakd.app.cli import main; main(['stop']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    heavy = {"argparse", "dataclasses", "logging", "numpy", "pathlib", "platformdirs", "tomllib"}
    assert not heavy.intersection(done.stdout.decode().split())
