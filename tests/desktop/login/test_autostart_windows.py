from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.desktop.login.autostart_windows import APPROVED_KEY, RUN_KEY, VALUE, RunKeyAutostart
from speakd.errors import DesktopError
from speakd.testing.autostart_conformance import make_program
from speakd.testing.desktop import AutostartConformance

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.desktop.api import Autostart


class MemoryRegistry:
    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str | bytes] = {}
        self.error: OSError | None = None

    def read(self, key: str, name: str) -> str | bytes | None:
        return self.values.get((key, name))

    def write(self, key: str, name: str, value: str) -> None:
        if self.error is not None:
            raise self.error
        self.values[key, name] = value

    def delete(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)


class TestRunKey(AutostartConformance):
    @pytest.fixture(autouse=True)
    def _registry(self) -> None:
        self.registry = MemoryRegistry()

    def make_autostart(self, home: Path, program: Path) -> Autostart:
        del home
        # No name of a Windows file holds a double quote.
        if '"' in str(program):
            pytest.skip("there is no such name on Windows")
        return RunKeyAutostart((str(program), "-m", "speakd", "run"), self.registry)

    def left(self, home: Path) -> object:
        del home
        return dict(self.registry.values)


def test_the_command_is_quoted_as_windows_reads_it() -> None:
    registry = MemoryRegistry()
    RunKeyAutostart((r"C:\a b\pythonw.exe", "-m", "speakd", "run"), registry).enable()
    assert registry.values[RUN_KEY, VALUE] == r'"C:\a b\pythonw.exe" -m speakd run'


def test_what_the_task_manager_switched_off_is_told_and_cured(tmp_path: Path) -> None:
    registry = MemoryRegistry()
    autostart = RunKeyAutostart((str(make_program(tmp_path)), "run"), registry)
    autostart.enable()
    registry.values[APPROVED_KEY, VALUE] = b"\x03" + bytes(11)
    assert "Task Manager" in autostart.status().problem
    autostart.enable()
    assert not autostart.status().problem


def test_a_command_that_windows_would_pass_over_is_refused() -> None:
    registry = MemoryRegistry()
    with pytest.raises(DesktopError, match="260 characters"):
        RunKeyAutostart(("C:\\" + "x" * 260, "run"), registry).enable()
    assert not registry.values


def test_a_registry_that_refuses_is_told() -> None:
    registry = MemoryRegistry()
    registry.error = PermissionError(13, "Access is denied")
    with pytest.raises(DesktopError, match="cannot be written: Access is denied"):
        RunKeyAutostart(("speakd", "run"), registry).enable()
