from __future__ import annotations

import plistlib
from typing import TYPE_CHECKING

import pytest

from speakd.desktop.login.autostart_macos import LABEL, LaunchAgentAutostart, property_list
from speakd.errors import DesktopError
from speakd.testing.autostart_conformance import make_program
from speakd.testing.desktop import AutostartConformance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from speakd.desktop.api import Autostart


class Launchctl:
    """launchd, which takes its time to end an agent.

    Args:
        ending: Questions about the agent after a bootout until it is gone.
    """

    def __init__(self, ending: int = 2) -> None:
        self.is_loaded = False
        self.refusal = 0
        self.commands: list[Sequence[str]] = []
        self._ending = ending
        self._left: int | None = None

    def __call__(self, command: Sequence[str]) -> int:
        assert command[0] == "launchctl"
        self.commands.append(command[1:])
        match command[1]:
            case "print":
                return self._print()
            case "bootout":
                self._left = self._ending
            case "bootstrap":
                if self.is_loaded:
                    return 5  # what launchd says while the old one is still there
                self.is_loaded = not self.refusal
                return self.refusal
        return 0

    def _print(self) -> int:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self.is_loaded, self._left = False, None
        return 0 if self.is_loaded else 113


def agent(home: Path, program: Path, launchctl: Launchctl) -> LaunchAgentAutostart:
    return LaunchAgentAutostart(
        (str(program), "run"),
        home,
        home / "Logs",
        user_id=501,
        run=launchctl,
        pause=lambda _: None,
    )


def agents(home: Path) -> list[Path]:
    return list((home / "Library").rglob("*.plist"))


class TestLaunchAgent(AutostartConformance):
    def make_autostart(self, home: Path, program: Path) -> Autostart:
        self.launchctl = Launchctl()
        return agent(home, program, self.launchctl)

    def left(self, home: Path) -> object:
        return {path.name: path.read_bytes() for path in agents(home)}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return make_program(tmp_path / "bin")


def test_the_property_list_says_how_it_is_started(tmp_path: Path) -> None:
    command = ("/a b/Zoë & <co>/speakd", "--config", "/x y.toml", "run")
    assert plistlib.loads(property_list(command, tmp_path / "Logs")) == {
        "Label": LABEL,
        "ProgramArguments": list(command),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 10,
        "EnvironmentVariables": {"SPEAKD_SUPERVISOR": "launchd"},
        "LimitLoadToSessionType": "Aqua",
        "ProcessType": "Interactive",
        "StandardErrorPath": str(tmp_path / "Logs" / "launchd.log"),
    }


def test_it_is_started_in_the_users_graphical_session(tmp_path: Path, program: Path) -> None:
    launchctl = Launchctl()
    assert agent(tmp_path, program, launchctl).enable(start_now=True)
    assert launchctl.is_loaded
    assert launchctl.commands[-1] == ["bootstrap", "gui/501", str(agents(tmp_path)[0])]


def test_a_new_program_waits_until_the_old_one_has_ended(tmp_path: Path, program: Path) -> None:
    launchctl = Launchctl(ending=5)
    agent(tmp_path, program, launchctl).enable(start_now=True)
    other = make_program(tmp_path / "other")
    assert agent(tmp_path, other, launchctl).enable(start_now=True)
    assert launchctl.is_loaded


def test_one_that_runs_is_left_alone(tmp_path: Path, program: Path) -> None:
    launchctl = Launchctl()
    agent(tmp_path, program, launchctl).enable(start_now=True)
    assert not agent(tmp_path, program, launchctl).enable(start_now=True)
    assert ["bootout", f"gui/501/{LABEL}"] not in launchctl.commands


def test_disabling_ends_it(tmp_path: Path, program: Path) -> None:
    launchctl = Launchctl()
    autostart = agent(tmp_path, program, launchctl)
    autostart.enable(start_now=True)
    autostart.disable()
    assert not launchctl.is_loaded


def test_what_does_not_end_is_told(tmp_path: Path, program: Path) -> None:
    launchctl = Launchctl(ending=10_000)
    autostart = agent(tmp_path, program, launchctl)
    autostart.enable(start_now=True)
    with pytest.raises(DesktopError, match="does not end"):
        autostart.disable()
    assert not agents(tmp_path)


def test_a_refusal_is_told_and_the_entry_stays(tmp_path: Path, program: Path) -> None:
    launchctl = Launchctl()
    launchctl.refusal = 125
    with pytest.raises(DesktopError, match=r"status 125.*next login"):
        agent(tmp_path, program, launchctl).enable(start_now=True)
    assert agents(tmp_path)


@pytest.mark.parametrize("content", [b"", b"<plist", b"<plist><dict/></plist>", b"\xff"])
def test_a_damaged_entry_is_told(tmp_path: Path, program: Path, content: bytes) -> None:
    autostart = agent(tmp_path, program, Launchctl())
    autostart.enable()
    agents(tmp_path)[0].write_bytes(content)
    assert "damaged" in autostart.status().problem
