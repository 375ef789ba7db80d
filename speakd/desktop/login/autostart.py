"""The launch at login that fits the platform, and the command it starts."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.desktop.login.login_entry import SUPERVISED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.desktop.api import Autostart

# -P: desktops start programs in the home folder, where a file of the user's, such as
# `logging.py`, must not stand in for a module.
_MODULE = ("-P", "-m", "speakd")


def program(
    environment: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    executable: str = sys.executable,
) -> tuple[str, ...]:
    """Name the command that is speakd now and will be it after an upgrade.

    That is the `speakd` that a shell finds, if it belongs to this Python: package managers keep
    its place and change what it points to, so no link is followed. Else it is the `speakd`
    beside this Python, else this Python itself.

    Args:
        environment: That of the process, if None.
        platform: As in `sys.platform`.
        executable: The running Python.

    Returns:
        The program by its absolute path, and its first arguments.
    """
    environment = os.environ if environment is None else environment
    beside = Path(executable).absolute().parent
    if platform == "win32":
        without_console = beside / "pythonw.exe"
        python = str(without_console if without_console.exists() else Path(executable).absolute())
        return (python, *_MODULE)
    own = beside / "speakd"
    found = shutil.which("speakd", path=environment.get("PATH"))
    if found is not None and own.exists() and Path(found).resolve() == own.resolve():
        return (str(Path(found).absolute()),)
    if own.exists():
        return (str(own),)
    return (str(Path(executable).absolute()), *_MODULE)


def session_autostart(
    command: tuple[str, ...],
    find_log_folder: Callable[[], Path],
    environment: Mapping[str, str] | None = None,
    platform: str = sys.platform,
) -> Autostart:
    """Make the launch at login that fits the platform.

    Args:
        command: What is started; the program by its absolute path.
        find_log_folder: Names the folder for what the daemon says, where somebody must.
        environment: That of the process, if None.
        platform: As in `sys.platform`.
    """
    environment = os.environ if environment is None else environment
    if platform == "darwin":
        from speakd.desktop.login.autostart_macos import (  # noqa: PLC0415, one is needed
            LaunchAgentAutostart,
        )

        return LaunchAgentAutostart(command, Path.home(), find_log_folder())
    if platform == "win32":
        from speakd.desktop.login.autostart_windows import RunKeyAutostart  # noqa: PLC0415, one is needed

        return RunKeyAutostart((*command, SUPERVISED))
    from speakd.desktop.login.autostart_linux import LinuxAutostart  # noqa: PLC0415, one is needed

    return LinuxAutostart(command, environment)
