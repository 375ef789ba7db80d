from __future__ import annotations

from pathlib import Path

import pytest

from speakd.desktop.login.autostart import program, session_autostart
from speakd.desktop.login.autostart_linux import LinuxAutostart
from speakd.desktop.login.autostart_macos import LaunchAgentAutostart
from speakd.desktop.login.autostart_tool import run_tool
from speakd.errors import DesktopError
from speakd.testing.autostart_conformance import make_program
from speakd.testing.desktop import AutostartConformance, FakeAutostart


class TestFakeAutostart(AutostartConformance):
    @pytest.fixture(autouse=True)
    def _fakes(self) -> None:
        self.fake: FakeAutostart | None = None

    def make_autostart(self, home: Path, program: Path) -> FakeAutostart:
        del home
        was_enabled = self.fake is not None and self.fake.enabled
        self.fake = FakeAutostart(str(program))
        self.fake.enabled = was_enabled
        return self.fake

    def left(self, home: Path) -> object:
        del home
        return self.fake is not None and self.fake.enabled

    def test_it_tells_when_the_program_is_gone(self, tmp_path: Path, program: Path) -> None:
        fake = self.make_autostart(tmp_path, program)
        fake.enable()
        fake.problem = "gone"
        assert fake.status().problem == "gone"


def test_a_link_that_a_package_manager_keeps_is_not_followed(tmp_path: Path) -> None:
    real = make_program(tmp_path / "versions" / "1.0" / "bin")
    stable = tmp_path / "bin" / "speakd"
    stable.parent.mkdir()
    stable.symlink_to(real)
    found = program({"PATH": str(stable.parent)}, "linux", str(real.with_name("python")))
    assert found == (str(stable),)


def test_somebody_elses_speakd_is_not_taken(tmp_path: Path) -> None:
    own = make_program(tmp_path / "own" / "bin")
    other = make_program(tmp_path / "other")
    found = program({"PATH": str(other.parent)}, "linux", str(own.with_name("python")))
    assert found == (str(own),)


def test_a_python_without_the_program_is_told_what_to_run(tmp_path: Path) -> None:
    python = str(tmp_path / "python")
    assert program({"PATH": ""}, "linux", python) == (python, "-P", "-m", "speakd")


def test_on_windows_no_console_opens(tmp_path: Path) -> None:
    python, without_console = tmp_path / "python.exe", tmp_path / "pythonw.exe"
    assert program({}, "win32", str(python)) == (str(python), "-P", "-m", "speakd")
    without_console.touch()
    assert program({}, "win32", str(python)) == (str(without_console), "-P", "-m", "speakd")


def test_each_platform_has_its_own(tmp_path: Path) -> None:
    command = ("/speakd", "run")
    assert isinstance(session_autostart(command, Path, {}, "linux"), LinuxAutostart)
    found = session_autostart(command, lambda: tmp_path, {}, "darwin")
    assert isinstance(found, LaunchAgentAutostart)


def test_a_tools_exit_status_is_told() -> None:
    assert run_tool(["sh", "-c", "echo much; exit 3"]) == 3


def test_a_tool_that_is_missing_is_told() -> None:
    with pytest.raises(DesktopError, match="no-such-tool cannot be run"):
        run_tool(["no-such-tool"])
