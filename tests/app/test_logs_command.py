from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from speakd.app.cli import main
from speakd.app.commands import logs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import Speakd


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "speakd.log"
    (tmp_path / "config.toml").write_text(f'[log]\nfile = "{path}"\n')
    return path


@pytest.fixture
def config(log: Path) -> str:
    return str(log.with_name("config.toml"))


def test_the_last_lines_are_printed_and_the_file_is_named_beside_them(
    log: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    assert main(["--config", config, "logs", "-n", "2"]) == 0
    told = capsys.readouterr()
    assert told.out == "line 98\nline 99\n"
    assert told.err == f"speakd: {log}\n"
    assert main(["logs", "--config", config]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 50


def test_a_log_that_is_not_there_is_one_line(
    log: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", config, "logs"]) == 1
    told = capsys.readouterr()
    missing = f"{log} is not there: nothing has been written yet"
    assert told.err == f"speakd: {missing}; start speakd with `speakd run`\n"


def test_what_is_added_follows(log: Path, config: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.write_text("before\n")
    looks: list[float] = []

    def write(seconds: float) -> None:
        looks.append(seconds)
        with log.open("a") as file:
            file.write(f"line {len(looks)}\n")
        if len(looks) > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        logs.run(config, 50, follow=True, pause=write)
    assert capsys.readouterr().out == "before\nline 1\nline 2\nline 3\n"


def test_a_log_that_is_yet_to_be_begun_is_waited_for(
    log: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    looks: list[float] = []

    def begin(seconds: float) -> None:
        looks.append(seconds)
        log.write_text("first\n")
        if len(looks) > 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        logs.run(config, 50, follow=True, pause=begin)
    told = capsys.readouterr()
    assert told.out == "first\n"
    assert "is not there: nothing has been written yet" in told.err


def test_nobody_waits_for_a_line_that_nobody_would_read(
    log: Path, config: str, speakd: Speakd
) -> None:
    log.write_text("the last line\n")
    receiver, sender = os.pipe()
    os.close(receiver)
    done = speakd("--config", config, "logs", "-n0", "-f", stdout=sender)
    os.close(sender)
    assert done.returncode == 0


def test_ctrl_c_is_a_usual_end(log: Path, config: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    log.write_text("")
    monkeypatch.setattr(logs, "run", interrupt)
    assert main(["--config", config, "logs", "-f"]) == 130


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[log]\nfile = "none"\n', 'says `[log] file = "none"`'),
        ('[log]\nfile = "/proc/none/x.log"\n', "start speakd with `speakd run`"),
        ('[log]\nfile = "/proc"\n', "/proc is not a file; name another in `[log] file`"),
        ('[log]\nfile = "/dev/full"\n', "/dev/full is not a file"),
        ('[log]\nfile = "/proc/self/mem"\n', "cannot be read: "),
    ],
)
def test_why_there_is_nothing_is_said_in_one_line(
    tmp_path: Path, content: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(content)
    assert main(["--config", str(config), "logs"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err.splitlines()[-1]
    assert "Traceback" not in told.err


def test_a_configuration_that_is_wrong_does_not_hide_the_usual_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    usual = tmp_path / "speakd" / "log" / "speakd.log"
    usual.parent.mkdir(parents=True)
    usual.write_text("why it ended\n")
    config = tmp_path / "config.toml"
    config.write_text("nonsense")
    assert main(["--config", str(config), "logs"]) == 0
    told = capsys.readouterr()
    assert told.out == "why it ended\n"
    assert "speakd config check" in told.err


@pytest.mark.parametrize("number", ["-1", "x", "1.5"])
def test_a_number_of_lines_is_a_number(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs", f"-n{number}"]) == 2
    assert "a number of lines is" in capsys.readouterr().err
