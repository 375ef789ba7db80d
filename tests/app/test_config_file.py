from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from speakd.app.cli import main
from speakd.app.config_file import (
    desktop_editor,
    make_if_missing,
    open_in_desktop,
    terminal_editor,
)
from speakd.config.example import example_text
from speakd.config.load import load
from speakd.config.schema import Config
from speakd.errors import SpeakdError
from support.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("runtime")


@pytest.fixture
def no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def _program(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def test_a_missing_file_is_made_from_the_example(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "config.toml"
    assert make_if_missing(path)
    assert path.read_text("utf-8") == example_text()
    assert load(path) == Config()


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[reader]\n")
    assert not make_if_missing(path)
    assert path.read_text() == "[reader]\n"


def test_a_link_to_nowhere_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.symlink_to(tmp_path / "nowhere")
    assert not make_if_missing(path)
    assert not path.exists()


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpeakdError, match="cannot be made: File exists"):
        make_if_missing(tmp_path / "file" / "config.toml")


def test_the_users_editor_comes_first() -> None:
    both = {"VISUAL": "code --wait", "EDITOR": "vi", "DISPLAY": ":0"}
    assert terminal_editor(both, "linux") == ["code", "--wait"]
    assert terminal_editor({"EDITOR": "'my ed' -x", "VISUAL": " "}, "linux") == ["my ed", "-x"]
    quoted = {"EDITOR": r'"C:\Program Files\ed.exe" -n'}
    assert terminal_editor(quoted, "win32") == [r"C:\Program Files\ed.exe", "-n"]
    with pytest.raises(SpeakdError, match="EDITOR lacks a closing quote"):
        terminal_editor({"EDITOR": "'vi"}, "linux")


def test_a_desktop_has_its_own_editor(tmp_path: Path) -> None:
    _program(tmp_path, "xdg-open", "")
    screen = {"DISPLAY": ":0", "PATH": str(tmp_path)}
    assert terminal_editor(screen, "linux") == ()
    assert desktop_editor(screen, "linux") == ("xdg-open",)
    assert terminal_editor({}, "darwin") == ()
    assert desktop_editor({}, "darwin") == ("open", "-t")
    # A bare name would be looked for in the current folder first.
    assert desktop_editor({}, "win32") == (r"C:\Windows\System32\notepad.exe",)
    assert desktop_editor({"SYSTEMROOT": r"D:\W"}, "win32") == (r"D:\W\System32\notepad.exe",)


def test_a_terminal_alone_has_the_usual_editors(tmp_path: Path) -> None:
    _program(tmp_path, "nano", "")
    alone = {"PATH": str(tmp_path)}
    assert terminal_editor(alone, "linux") == ["nano"]
    with pytest.raises(SpeakdError, match="no editor was found; set EDITOR"):
        desktop_editor(alone, "linux")


@pytest.mark.usefixtures("no_editor")
def test_edit_waits_for_the_editor_and_checks_what_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config" / "speakd" / "config.toml"
    editor = _program(tmp_path / "bin", "ed", "echo 'redaer = 1' > \"$1\"")
    monkeypatch.setenv("EDITOR", f"'{editor}'")
    assert main(["config", "edit"]) == 2
    assert "line 1: redaer: unknown key (did you mean 'reader'?)" in capsys.readouterr().err
    _program(tmp_path / "bin", "ed", 'echo > "$1"')
    assert main(["config", "edit"]) == 0
    assert capsys.readouterr().out == f"{path}: right\n"


@pytest.mark.usefixtures("no_editor")
def test_an_editor_that_fails_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDITOR", str(tmp_path / "nowhere"))
    assert main(["config", "edit"]) == 1
    assert "nowhere cannot be started: No such file" in capsys.readouterr().err
    monkeypatch.setenv("EDITOR", "false")
    assert main(["config", "edit"]) == 1
    assert "false ended with status 1; set EDITOR" in capsys.readouterr().err


@pytest.mark.usefixtures("no_editor")
@pytest.mark.skipif(sys.platform != "linux", reason="the other desktops bring their own program")
def test_the_desktops_editor_gets_the_file_and_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, done = tmp_path / "told", tmp_path / "done"
    os.mkfifo(done)
    _program(tmp_path / "bin", "xdg-open", f"echo \"$1\" > '{told}'; read _ < '{done}'")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    path = tmp_path / "config.toml"
    open_in_desktop(path)
    assert path.exists()
    assert wait_until(lambda: told.exists() and told.read_text(), what="the opener") == f"{path}\n"
    done.write_text("end\n")


@pytest.mark.usefixtures("no_editor")
@pytest.mark.skipif(sys.platform != "linux", reason="the other desktops bring their own program")
def test_an_opener_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path / "bin", "xdg-open", "exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    with pytest.raises(SpeakdError, match="xdg-open ended with status 3"):
        open_in_desktop(tmp_path / "config.toml")
