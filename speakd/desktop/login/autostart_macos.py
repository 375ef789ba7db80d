"""Launch at login on macOS: an agent of launchd."""

from __future__ import annotations

import os
import plistlib
import time
from typing import TYPE_CHECKING, ClassVar
from xml.parsers.expat import ExpatError

from speakd.desktop.api import Autostart, AutostartStatus
from speakd.desktop.login.autostart_tool import Tool, run_tool
from speakd.desktop.login.login_entry import entry_status, remove_entry, write_entry
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

LABEL = "io.github.speakd"
_NAME = "LaunchAgent"
_UNLOAD_S = 10.0
_POLL_S = 0.1
_THROTTLE_S = 10


class LaunchAgentAutostart(Autostart):
    """A property list in `~/Library/LaunchAgents`.

    Args:
        command: What is started; the program by its absolute path.
        home: The user's home folder.
        log_folder: Where the agent's standard error goes.
        user_id: The user's number, which names his graphical session; None asks the system.
        run: Runs a command.
        pause: Waits for some seconds.
    """

    name: ClassVar[str] = _NAME

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        log_folder: Path,
        *,
        user_id: int | None = None,
        run: Tool = run_tool,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._command = tuple(command)
        self._path = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        self._log_folder = log_folder
        self._session = f"gui/{os.getuid() if user_id is None else user_id}"
        self._service = f"{self._session}/{LABEL}"
        self._run = run
        self._pause = pause

    def enable(self, *, start_now: bool = False) -> bool:
        """See `Autostart`."""
        has_changed = write_entry(self._path, property_list(self._command, self._log_folder))
        # A `launchctl disable` of old would outlive the file.
        self._run(["launchctl", "enable", self._service])
        if not has_changed and self._is_loaded():
            return False
        self._unload()
        if not start_now:
            return False  # launchd finds the file at the next login
        status = self._run(["launchctl", "bootstrap", self._session, str(self._path)])
        if status:
            raise DesktopError(
                f"launchd did not take the login entry now (status {status})",
                remedy="it will at your next login; until then use `speakd run`",
            )
        return True

    def disable(self) -> None:
        """See `Autostart`."""
        remove_entry(self._path)
        self._unload()

    def status(self) -> AutostartStatus:
        """See `Autostart`."""
        return entry_status(_NAME, self._path, _find_program)

    def _is_loaded(self) -> bool:
        return self._run(["launchctl", "print", self._service]) == 0

    def _unload(self) -> None:
        """Have launchd forget the agent, and wait until it has: it only begins to at once."""
        if not self._is_loaded():
            return
        self._run(["launchctl", "bootout", self._service])
        for _ in range(round(_UNLOAD_S / _POLL_S)):
            if not self._is_loaded():
                return
            self._pause(_POLL_S)
        raise DesktopError("launchd does not end speakd", remedy="log out and in again")


def property_list(command: Sequence[str], log_folder: Path) -> bytes:
    """Write the agent.

    Args:
        command: What is started.
        log_folder: launchd makes it if it is missing.
    """
    return plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            # Started again after a failure, left alone after it was told to end. It knows by the
            # variable that launchd tells failures by the status only: what cannot start says 0.
            "EnvironmentVariables": {"SPEAKD_SUPERVISOR": "launchd"},
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": _THROTTLE_S,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
            "StandardErrorPath": str(log_folder / "launchd.log"),
        }
    )


def _find_program(content: bytes) -> str:
    try:
        return str(plistlib.loads(content)["ProgramArguments"][0])
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("no ProgramArguments") from error
    except ExpatError as error:
        raise ValueError("no property list") from error
