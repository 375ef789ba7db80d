"""Every sentence of `speakd.desktop.api.Autostart` as a test."""

# ruff: noqa: D102, a test's name says what it shows

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.desktop.api import Autostart

PROGRAM_FOLDERS = (
    "plain",
    "with a blank",
    "Zoë's программы, 100% \u4e2d",
    'quoted "$HOME" `x` \\b %h',
)
"""Names of folders that a login entry must take as they are."""


class AutostartConformance:
    """Inherit, override what raises `NotImplementedError`, and pytest does the rest."""

    def make_autostart(self, home: Path, program: Path) -> Autostart:
        """Make the backend for a user whose home is `home`, to start `program`.

        Called with the same home again, it must find what the one before it left.
        """
        raise NotImplementedError

    def left(self, home: Path) -> object:
        """Tell all that would start speakd, for comparison; false if nothing would."""
        raise NotImplementedError

    @pytest.fixture
    def program(self, tmp_path: Path) -> Path:
        """A program that exists."""
        return make_program(tmp_path / PROGRAM_FOLDERS[0])

    def test_at_first_nothing_is_started(self, tmp_path: Path, program: Path) -> None:
        status = self.make_autostart(tmp_path, program).status()
        assert (status.enabled, status.program, status.problem) == (False, "", "")
        assert not self.left(tmp_path)

    @pytest.mark.parametrize("folder", PROGRAM_FOLDERS)
    def test_once_enabled_it_names_the_program(self, tmp_path: Path, folder: str) -> None:
        program = make_program(tmp_path / folder)
        self.make_autostart(tmp_path, program).enable()
        status = self.make_autostart(tmp_path, program).status()
        assert (status.enabled, status.program, status.problem) == (True, str(program), "")
        assert self.left(tmp_path)

    def test_enabling_again_changes_nothing(self, tmp_path: Path, program: Path) -> None:
        self.make_autostart(tmp_path, program).enable()
        once = self.left(tmp_path)
        self.make_autostart(tmp_path, program).enable()
        assert self.left(tmp_path) == once

    def test_enabling_leads_to_the_program_of_today(self, tmp_path: Path, program: Path) -> None:
        self.make_autostart(tmp_path, program).enable()
        other = make_program(tmp_path / "other")
        autostart = self.make_autostart(tmp_path, other)
        autostart.enable()
        assert autostart.status().program == str(other)

    def test_once_disabled_nothing_is_left(self, tmp_path: Path, program: Path) -> None:
        autostart = self.make_autostart(tmp_path, program)
        autostart.enable(start_now=True)
        autostart.disable()
        autostart.disable()
        assert not self.left(tmp_path)
        assert not autostart.status().enabled

    def test_it_tells_when_the_program_is_gone(self, tmp_path: Path, program: Path) -> None:
        autostart = self.make_autostart(tmp_path, program)
        autostart.enable()
        program.unlink()
        status = autostart.status()
        assert status.enabled
        assert "gone" in status.problem
        assert "speakd autostart enable" in status.problem


def make_program(folder: Path) -> Path:
    """Make a program of speakd's name in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "speakd"
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program
