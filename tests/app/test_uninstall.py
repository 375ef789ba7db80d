from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from speakd.app.cli import main
from speakd.app.commands.uninstall import end_daemon, remover, run
from speakd.app.instance import InstanceLock
from speakd.errors import SpeakdError
from speakd.testing.desktop import FakeAutostart

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import pathlib, signal, sys
from speakd.app.instance import InstanceLock
{}
with InstanceLock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    signal.pause()
"""
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"


@pytest.fixture
def home(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without systemd, all of whose folders lie in `tmp_path`."""
    assert runtime.exists()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PATH", "")
    return tmp_path


def hold(lock: Path, script: str = "") -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(script), str(lock)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"held\n"
    return process


def test_nothing_that_starts_is_left(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["autostart", "enable"]) == 0
    assert list(home.rglob("*speakd*.desktop"))
    assert list(home.rglob("speakd.svg"))
    capsys.readouterr()
    for _ in range(2):
        assert main(["uninstall"]) == 0
        assert "to remove the program itself: " in capsys.readouterr().out
    assert not [path for path in home.rglob("*") if path.is_file() or path.is_symlink()]


def test_what_is_kept_is_named_with_the_way_to_delete_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, voices = home / "config" / "speakd" / "config.toml", home / "data" / "speakd" / "v"
    for path in (config, voices):
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(2_600))
    assert run(FakeAutostart()) == 0
    told = capsys.readouterr().out
    assert f"rm -r {config.parent}  # settings, 3 kB" in told
    assert f"rm -r {voices.parent}  # voices" in told
    assert "logs" not in told
    assert config.exists()


def test_a_running_daemon_is_ended_and_its_folder_goes(runtime: Path) -> None:
    lock = runtime / "speakd" / "daemon.lock"
    process = hold(lock)
    (lock.parent / "control.sock").touch()
    end_daemon(lock)
    assert process.wait(10) == -15
    assert not lock.parent.exists()


def test_what_others_keep_in_its_folder_stays(runtime: Path) -> None:
    with InstanceLock(runtime / "daemon.lock"):
        pass
    (runtime / "other").touch()
    end_daemon(runtime / "daemon.lock")
    assert [path.name for path in runtime.iterdir()] == ["other"]


def test_a_daemon_that_does_not_end_is_told(runtime: Path) -> None:
    process = hold(runtime / "daemon.lock", DEAF)
    try:
        with pytest.raises(SpeakdError, match="running and does not end"):
            end_daemon(runtime / "daemon.lock", patience_s=0.2)
    finally:
        process.kill()
        process.wait()


def test_who_installed_it_is_to_remove_it(tmp_path: Path) -> None:
    for mark, command in {
        "pipx_metadata.json": "pipx uninstall speakd",
        "uv-receipt.toml": "uv tool uninstall speakd",
        "speakd-installed": f"delete the folder {tmp_path}",
    }.items():
        folder = tmp_path / f"by {mark}"
        folder.mkdir()
        (folder / mark).touch()
        assert remover(folder) == command
    assert remover(tmp_path).endswith("-m pip uninstall speakd")
