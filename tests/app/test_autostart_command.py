from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speakd.app.cli import main
from speakd.app.commands.autostart import daemon_command, run
from speakd.testing.desktop import FakeAutostart

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.conftest import Handle

    StartDaemon = Callable[[Handle], None]


@pytest.fixture
def home(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without systemd; its configuration lies in `tmp_path/config`."""
    assert runtime.exists()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    return tmp_path


def test_enable_status_disable(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = home / "config" / "autostart" / "speakd.desktop"
    assert main(["autostart", "status"]) == 1
    assert "not started at login" in capsys.readouterr().out
    for _ in range(2):
        assert main(["autostart", "enable"]) == 0
        assert str(entry) in capsys.readouterr().out
    assert main(["autostart", "status"]) == 0
    assert str(Path(sys.executable).with_name("speakd")) in capsys.readouterr().out
    for _ in range(2):
        assert main(["autostart", "disable"]) == 0
    assert not list(entry.parent.iterdir())
    assert main(["autostart", "status"]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are of another kind there")
def test_nobody_else_can_write_what_is_started_at_login(home: Path) -> None:
    before = os.umask(0)
    try:
        assert main(["autostart", "enable"]) == 0
    finally:
        os.umask(before)
    made = [path for name in ("config", "data") for path in (home / name).rglob("*")]
    assert made
    assert not [path for path in made if path.stat().st_mode & 0o022]


def test_the_desktops_menu_has_it_as_long_as_it_is_enabled(home: Path) -> None:
    entry = home / "data" / "applications" / "io.github.speakd.desktop"
    icon = home / "data" / "icons" / "hicolor" / "scalable" / "apps" / "speakd.svg"
    config = home / "my own.toml"
    config.touch()
    assert main(["autostart", "enable", "--config", str(config)]) == 0
    assert f'"--config" "{config}" "run" "--supervised"' in entry.read_text()
    assert icon.is_file()
    assert main(["autostart", "disable"]) == 0
    assert not entry.exists()
    assert not icon.exists()


def test_nothing_is_enabled_that_could_not_start(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["autostart", "enable", "--config", str(home / "none.toml")]) == 2
    assert capsys.readouterr().err.endswith("none.toml: there is no such file\n")
    wrong = home / "config" / "speakd" / "config.toml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("[reader]\nrate = 9\n")
    assert main(["autostart", "enable"]) == 2
    assert "rate" in capsys.readouterr().err
    assert main(["autostart", "status"]) == 1


def test_a_menu_that_cannot_be_written_keeps_nobody_from_the_login_entry(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "data").write_text("a file")
    assert main(["autostart", "enable"]) == 0
    told = capsys.readouterr()
    assert "not in the desktop's menu" in told.err
    assert "is started at login" in told.out


@pytest.mark.usefixtures("home")
def test_a_chosen_configuration_is_kept_with_its_whole_path() -> None:
    command = daemon_command("my config.toml")
    assert command[-3:] == ("--config", str(Path.cwd() / "my config.toml"), "run")
    assert os.path.isabs(command[0])  # noqa: PTH117, the command is text
    assert "--config" not in daemon_command(None)


@pytest.mark.usefixtures("home")
def test_it_is_started_now_where_that_can_be_had(capsys: pytest.CaptureFixture[str]) -> None:
    fake = FakeAutostart()
    assert run("enable", None, fake) == 0
    assert fake.started == 1
    assert "started now" in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_one_that_runs_already_is_not_started_again(
    daemon: StartDaemon, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon(lambda *_: {})
    fake = FakeAutostart()
    run("enable", None, fake)
    assert fake.enabled
    assert not fake.started
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.usefixtures("home")
def test_an_entry_that_cannot_work_fails(capsys: pytest.CaptureFixture[str]) -> None:
    fake = FakeAutostart()
    fake.enable()
    fake.problem = "it is gone"
    assert run("status", None, fake) == 1
    assert "would not be started at login: it is gone" in capsys.readouterr().out
