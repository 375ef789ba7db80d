"""The files are judged by those who read them: systemd and desktop-file-utils."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speakd.desktop.login.autostart_linux import LinuxAutostart
from speakd.desktop.login.autostart_systemd import UNIT, SystemdAutostart, unit_file
from speakd.desktop.login.autostart_xdg import XdgAutostart, desktop_file
from speakd.errors import DesktopError
from speakd.testing.autostart_conformance import PROGRAM_FOLDERS, make_program
from speakd.testing.desktop import AutostartConformance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.desktop.api import Autostart

ARGUMENTS = ("--config", '/a b/$HOME 100% \\ Zoë\'s "c".toml', "run")


class Systemctl:
    """A user manager that knows whether the desktop has told it of its session."""

    def __init__(self, *, is_active: bool, error: DesktopError | None = None) -> None:
        self.is_active = is_active
        self.error = error
        self.asked: list[str] = []

    def __call__(self, command: Sequence[str]) -> int:
        if self.error is not None:
            raise self.error
        assert command[:2] == ["systemctl", "--user"]
        self.asked.append(" ".join(command[3:]))
        return 0 if self.is_active or "is-active" not in command else 3


def linux(home: Path, program: Path, systemctl: Systemctl, **variables: str) -> LinuxAutostart:
    environment = {"HOME": str(home), "DISPLAY": ":0", **variables}
    return LinuxAutostart((str(program), *ARGUMENTS), environment, systemctl)


def entries(home: Path) -> dict[str, bytes | Path]:
    """Everything below `.config`, links as links."""
    return {
        str(path.relative_to(home)): path.readlink() if path.is_symlink() else path.read_bytes()
        for path in (home / ".config").rglob("*")
        if path.is_symlink() or path.is_file()
    }


class TestUnit(AutostartConformance):
    def make_autostart(self, home: Path, program: Path) -> Autostart:
        return linux(home, program, Systemctl(is_active=True))

    def left(self, home: Path) -> object:
        return entries(home)


class TestFile(AutostartConformance):
    def make_autostart(self, home: Path, program: Path) -> Autostart:
        return linux(home, program, Systemctl(is_active=False))

    def left(self, home: Path) -> object:
        return entries(home)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return make_program(tmp_path / "bin")


@pytest.mark.parametrize("is_active", [True, False])
def test_there_is_one_entry_whatever_the_session_before(
    tmp_path: Path, program: Path, *, is_active: bool
) -> None:
    linux(tmp_path, program, Systemctl(is_active=not is_active)).enable()
    linux(tmp_path, program, Systemctl(is_active=is_active)).enable()
    names = {Path(name).name for name in entries(tmp_path)}
    assert names == ({UNIT} if is_active else {"speakd.desktop"})


def test_disabling_removes_what_another_session_left(tmp_path: Path, program: Path) -> None:
    linux(tmp_path, program, Systemctl(is_active=True)).enable()
    linux(tmp_path, program, Systemctl(is_active=False)).disable()
    assert not entries(tmp_path)


def test_two_entries_are_told(tmp_path: Path, program: Path) -> None:
    command = (str(program), "run")
    SystemdAutostart(command, tmp_path / ".config", Systemctl(is_active=True)).enable()
    XdgAutostart(command, tmp_path / ".config").enable()
    status = linux(tmp_path, program, Systemctl(is_active=True)).status()
    assert "two login entries" in status.problem


def test_a_unit_that_this_session_would_not_start_is_told(tmp_path: Path, program: Path) -> None:
    linux(tmp_path, program, Systemctl(is_active=True)).enable()
    status = linux(tmp_path, program, Systemctl(is_active=False)).status()
    assert "starts no systemd user units" in status.problem


def test_sway_is_known_to_read_no_autostart_files(tmp_path: Path, program: Path) -> None:
    sway = linux(tmp_path, program, Systemctl(is_active=False), XDG_CURRENT_DESKTOP="sway")
    sway.enable()
    command = f"{program} run --supervised"
    assert f"add `exec {command}` to its configuration" in sway.status().problem


def test_only_an_entry_whose_daemon_nobody_restarts_brings_a_supervisor(
    tmp_path: Path, program: Path
) -> None:
    linux(tmp_path, program, Systemctl(is_active=False)).enable()
    [file] = entries(tmp_path)
    assert 'run" "--supervised' in (tmp_path / file).read_text()
    linux(tmp_path, program, Systemctl(is_active=True)).enable()
    unit = tmp_path / ".config" / "systemd" / "user" / UNIT
    assert "--supervised" not in unit.read_text()
    assert "RestartPreventExitStatus=1 2" in unit.read_text()


def test_starting_now_reloads_first(tmp_path: Path, program: Path) -> None:
    systemctl = Systemctl(is_active=True)
    assert linux(tmp_path, program, systemctl).enable(start_now=True)
    assert systemctl.asked[-2:] == ["daemon-reload", f"start {UNIT}"]


def test_disabling_ends_what_it_started(tmp_path: Path, program: Path) -> None:
    systemctl = Systemctl(is_active=True)
    autostart = linux(tmp_path, program, systemctl)
    autostart.enable()
    autostart.disable()
    assert f"stop {UNIT}" in systemctl.asked


def test_without_systemd_the_file_is_written(tmp_path: Path, program: Path) -> None:
    missing = Systemctl(is_active=True, error=DesktopError("systemctl cannot be run"))
    assert not linux(tmp_path, program, missing).enable(start_now=True)
    assert list(entries(tmp_path)) == [".config/autostart/speakd.desktop"]


@pytest.mark.parametrize("off", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_is_switched_off_in_the_desktops_settings_is_not_enabled(
    tmp_path: Path, program: Path, off: str
) -> None:
    autostart = linux(tmp_path, program, Systemctl(is_active=False))
    autostart.enable()
    file = tmp_path / ".config/autostart/speakd.desktop"
    key = off.partition("=")[0]
    kept = [line for line in file.read_text().splitlines() if not line.startswith(f"{key}=")]
    file.write_text("\n".join([*kept, off, ""]))
    assert not autostart.status().enabled
    autostart.enable()
    assert autostart.status().enabled


def test_the_configured_folder_counts(tmp_path: Path, program: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    systemctl = Systemctl(is_active=False)
    linux(tmp_path, program, systemctl, XDG_CONFIG_HOME=str(elsewhere)).enable()
    assert (elsewhere / "autostart" / "speakd.desktop").is_file()


def test_a_damaged_entry_is_told(tmp_path: Path, program: Path) -> None:
    autostart = linux(tmp_path, program, Systemctl(is_active=False))
    autostart.enable()
    (tmp_path / ".config/autostart/speakd.desktop").write_bytes(b"\xff")
    assert "damaged" in autostart.status().problem


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, program: Path) -> None:
    (tmp_path / ".config").write_text("a file")
    with pytest.raises(DesktopError, match=r"speakd\.desktop cannot be written"):
        linux(tmp_path, program, Systemctl(is_active=False)).enable()


@pytest.mark.parametrize("folder", PROGRAM_FOLDERS)
def test_desktop_file_utils_take_the_file(tmp_path: Path, folder: str) -> None:
    program = make_program(tmp_path / folder)
    path = tmp_path / "speakd.desktop"
    path.write_bytes(desktop_file((str(program), *ARGUMENTS)))
    done = _validate("desktop-file-validate", str(path))
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("folder", PROGRAM_FOLDERS)
def test_systemd_takes_the_unit(tmp_path: Path, runtime: Path, folder: str) -> None:
    program = make_program(tmp_path / folder)
    path = tmp_path / UNIT
    path.write_bytes(unit_file((str(program), *ARGUMENTS)))
    done = _verify(path, runtime)
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_sees_the_program_that_is_meant(tmp_path: Path, runtime: Path) -> None:
    program = make_program(tmp_path / "100%h $HOME b")
    path = tmp_path / UNIT
    path.write_bytes(unit_file((str(program), "run")))
    program.unlink()
    assert str(program) in _verify(path, runtime).stderr


@pytest.mark.parametrize("folder", PROGRAM_FOLDERS)
def test_systemd_starts_nothing_once_the_program_is_gone(tmp_path: Path, folder: str) -> None:
    program = make_program(tmp_path / folder)
    unit = unit_file((str(program), "run")).decode()
    condition = next(line for line in unit.splitlines() if line.startswith("Condition"))
    assert _validate("systemd-analyze", "condition", condition).returncode == 0
    program.unlink()
    assert _validate("systemd-analyze", "condition", condition).returncode == 1


@pytest.mark.parametrize("folder", PROGRAM_FOLDERS)
def test_every_argument_arrives_as_it_is(tmp_path: Path, folder: str) -> None:
    command = (str(make_program(tmp_path / folder)), *ARGUMENTS)
    lines = desktop_file(command).decode().splitlines()
    exec_line = next(line for line in lines if line.startswith("Exec="))
    # As desktops do: the escapes of every string, the field codes, then the quotes of a shell.
    value = exec_line.removeprefix("Exec=").replace("\\\\", "\\").replace("%%", "%")
    done = _validate("sh", "-c", f"printf '%s\\0' {value}")
    assert done.stdout.split("\0")[:-1] == list(command)


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    yield folder
    shutil.rmtree(folder)


def _verify(unit: Path, runtime: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(runtime), "HOME": str(runtime)}
    return _validate("systemd-analyze", "--user", "verify", str(unit), environment=environment)


def _validate(
    name: str, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return subprocess.run(
        [name, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
        env=environment,
    )
