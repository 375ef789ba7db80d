"""Launch at login by an XDG autostart file, which nearly every Linux desktop looks at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from speakd.desktop.api import Autostart, AutostartStatus
from speakd.desktop.login.desktop_file import (
    desktop_file_bytes,
    exec_value,
    read_string,
    string_value,
)
from speakd.desktop.login.desktop_words import localised
from speakd.desktop.login.login_entry import entry_status, read_entry, remove_entry, write_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_NAME = "XDG autostart file"

_SWITCHED_OFF = re.compile(
    rb"^(Hidden\s*=\s*true|X-(GNOME|MATE)-Autostart-enabled\s*=\s*false)\s*$", re.MULTILINE
)
"""What desktops write into the file where a person has switched it off in their settings."""


class XdgAutostart(Autostart):
    """A file in `autostart/` that the desktop reads after login.

    Nobody restarts a daemon that was started this way; its command must see to that.

    Args:
        command: What is started; the program by its absolute path.
        config_home: `$XDG_CONFIG_HOME`, or what stands in for it.
    """

    name: ClassVar[str] = _NAME

    def __init__(self, command: Sequence[str], config_home: Path) -> None:
        self._command = tuple(command)
        self._path = config_home / "autostart" / "speakd.desktop"

    def enable(self, *, start_now: bool = False) -> bool:
        """See `Autostart`; it takes effect at the next login only."""
        del start_now
        write_entry(self._path, desktop_file(self._command))
        return False

    def disable(self) -> None:
        """See `Autostart`."""
        remove_entry(self._path)

    def status(self) -> AutostartStatus:
        """See `Autostart`."""
        content = read_entry(self._path)
        if content is not None and _SWITCHED_OFF.search(content):
            entry = str(self._path)
            return AutostartStatus(_NAME, enabled=False, entry=entry, program="", problem="")
        return entry_status(_NAME, self._path, _find_program)


def desktop_file(command: Sequence[str]) -> bytes:
    """Write an autostart file.

    Raises:
        DesktopError: The command cannot be written into one.
    """
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=speakd",
        *localised("Comment", "comment"),
        "Icon=speakd",
        f"Exec={exec_value(command)}",
        # Desktops pass over an entry whose program is gone.
        f"TryExec={string_value(command[0])}",
        "Terminal=false",
        "StartupNotify=false",
        "X-GNOME-Autostart-enabled=true",
    ]
    return desktop_file_bytes(lines)


def _find_program(content: bytes) -> str:
    for line in content.decode().splitlines():
        key, _, value = line.partition("=")
        if key == "TryExec":
            return read_string(value)
    raise ValueError("no TryExec")
