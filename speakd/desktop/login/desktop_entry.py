"""speakd in the menu of a Linux desktop: a desktop file and an icon.

The menu is not all they are for: portals and notifications know a program by its desktop file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.desktop.app_id import APP_ID
from speakd.desktop.icons import drawing_file
from speakd.desktop.login.desktop_file import desktop_file_bytes, exec_value, string_value
from speakd.desktop.login.desktop_words import localised
from speakd.desktop.login.login_entry import read_entry, remove_entry, write_entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ICON = "speakd"

_MARK = "installed by speakd"
"""Stands in both files; one without it is the user's own."""

_ACTIONS = ("read", "stop", "repeat")
"""Commands of speakd that the menu offers beside the daemon itself."""


class DesktopEntry:
    """The two files, in the user's own data folder.

    Files of the same names that speakd has not written are the user's own: they are used by the
    desktop in place of ours, and neither written nor removed.

    Args:
        program: The program by its absolute path, and its first arguments.
        run: Arguments that start the daemon.
        data_home: `$XDG_DATA_HOME`, or what stands in for it.
    """

    def __init__(self, program: Sequence[str], run: Sequence[str], data_home: Path) -> None:
        self._program = tuple(program)
        self._run = tuple(run)
        self.path = data_home / "applications" / f"{APP_ID}.desktop"
        icons = data_home / "icons" / "hicolor" / "scalable" / "apps"
        self.icon_path = icons / f"{_ICON}.svg"

    def install(self) -> None:
        """Write both files. Doing it again changes nothing.

        Raises:
            DesktopError: They cannot be written.
        """
        file = application_file(self._program, self._run)
        for path, content in ((self.icon_path, icon()), (self.path, file)):
            if _is_ours(path, if_missing=True):
                write_entry(path, content)

    def remove(self) -> None:
        """Remove both files, where they are there and ours.

        Raises:
            DesktopError: One of them is still there.
        """
        for path in (self.path, self.icon_path):
            if _is_ours(path, if_missing=False):
                remove_entry(path)


def desktop_entry(
    program: Sequence[str],
    run: Sequence[str],
    environment: Mapping[str, str] | None = None,
    platform: str = sys.platform,
) -> DesktopEntry | None:
    """Make the entry of the user's menu, where the platform has one that is made of files.

    None on macOS, where only bundles have a place, and on Windows, where a shortcut would do
    nothing that the login entry does not.

    Args:
        program: The program by its absolute path, and its first arguments.
        run: Arguments that start the daemon.
        environment: That of the process, if None.
        platform: As in `sys.platform`.
    """
    if platform in {"darwin", "win32"}:
        return None
    environment = os.environ if environment is None else environment
    configured = environment.get("XDG_DATA_HOME", "")
    home = Path(environment.get("HOME") or Path.home())
    data_home = Path(configured) if configured.startswith("/") else home / ".local" / "share"
    return DesktopEntry(program, run, data_home)


def application_file(program: Sequence[str], run: Sequence[str]) -> bytes:
    """Write the desktop file.

    Raises:
        DesktopError: The command cannot be written into one.
    """
    lines = [
        f"# {_MARK}",
        "[Desktop Entry]",
        "Type=Application",
        "Name=speakd",
        *localised("GenericName", "generic_name"),
        *localised("Comment", "comment"),
        *localised("Keywords", "keywords"),
        f"Icon={_ICON}",
        f"Exec={exec_value([*program, *run])}",
        # Desktops pass over an entry whose program is gone.
        f"TryExec={string_value(program[0])}",
        "Categories=Utility;Accessibility;",
        "Terminal=false",
        "StartupNotify=false",
        f"Actions={';'.join(_ACTIONS)};",
    ]
    for action in _ACTIONS:
        lines += [
            "",
            f"[Desktop Action {action}]",
            *localised("Name", action),
            f"Exec={exec_value([*program, action])}",
        ]
    return desktop_file_bytes(lines)


def icon() -> bytes:
    """Read the icon that speakd comes with, as a scalable one."""
    drawing = drawing_file(_ICON).read_bytes()
    return drawing.rstrip() + f"\n<!-- {_MARK} -->\n".encode()


def _is_ours(path: Path, *, if_missing: bool) -> bool:
    content = read_entry(path)
    return if_missing if content is None else _MARK.encode() in content
