"""`speakd uninstall`: take back all that makes speakd start; say what is left, and where."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.app import paths
from speakd.app.commands.autostart import login_entry, menu_entry
from speakd.app.daemon_socket import sockets
from speakd.app.instance import AlreadyRunningError, InstanceLock
from speakd.errors import SpeakdError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.desktop.api import Autostart

_PATIENCE_S = 10.0
_POLL_S = 0.02
_UNITS = ("bytes", "kB", "MB", "GB")


def run(autostart: Autostart | None = None) -> int:
    """Leave nothing that starts, and nothing that runs; settings, voices and logs stay.

    The program itself stays as well: it cannot well delete itself, and who installed it knows
    what belongs to it.

    Args:
        autostart: The launch at login; that of this session if none is given.

    Returns:
        0.

    Raises:
        SpeakdError: Something was left behind that starts, or does not end.
    """
    (autostart or login_entry(None)).disable()
    if (menu := menu_entry(None)) is not None:
        menu.remove()
    for socket in sockets():
        end_daemon(paths.lock_beside(Path(socket)))
    print("speakd is not running, not started at login and not in the desktop's menu")
    if left := list(_left()):
        print("these folders are kept; to delete them as well:")
        for line in left:
            print(f"  {line}")
    print(f"to remove the program itself: {remover()}")
    return 0


def end_daemon(lock: Path, patience_s: float = _PATIENCE_S) -> None:
    """End the daemon, if one is running, and remove its socket and its lock.

    Args:
        lock: The lock that a running daemon holds.
        patience_s: Seconds it may take to end.

    Raises:
        SpeakdError: It is still running.
    """
    if not lock.exists():
        return
    deadline_s = time.monotonic() + patience_s
    told = False
    while True:
        try:
            with InstanceLock(lock):
                for each in (lock.with_name("control.sock"), lock):
                    each.unlink(missing_ok=True)
            break
        except AlreadyRunningError as error:
            if time.monotonic() > deadline_s:
                raise SpeakdError(
                    "speakd is running and does not end", remedy="end it, and run this again"
                ) from None
            if error.process and not told:
                with suppress(ProcessLookupError):  # it has just ended
                    os.kill(error.process, signal.SIGTERM)
                told = True
        time.sleep(_POLL_S)
    if not any(lock.parent.iterdir()):
        lock.parent.rmdir()


def remover(prefix: Path | None = None) -> str:
    """Name the command that removes the program, by how it was installed.

    Args:
        prefix: The environment it is installed in; that of this process if None.
    """
    prefix = Path(sys.prefix) if prefix is None else prefix
    if (prefix / "pipx_metadata.json").exists():
        return "pipx uninstall speakd"
    if (prefix / "uv-receipt.toml").exists():
        return "uv tool uninstall speakd"
    if (prefix / "speakd-installed").exists():
        return f"delete the folder {prefix.parent}"
    return f"{shlex.quote(sys.executable)} -m pip uninstall speakd"


def _left() -> Iterator[str]:
    """The commands that delete what is kept, one a line, with what it is."""
    found: list[Path] = []
    kept = {
        "settings": paths.config_file(None, {}).path.parent,
        "voices and what belongs to them": paths.data_folder(),
        "what it remembers": paths.state_folder(),
        "logs": paths.log_file().parent,
    }
    for what, folder in kept.items():
        if folder.is_dir() and not any(folder.is_relative_to(each) for each in found):
            found.append(folder)
            delete = "rmdir /s" if sys.platform == "win32" else "rm -r"
            yield f"{delete} {shlex.quote(str(folder))}  # {what}, {_size(folder)}"


def _size(folder: Path) -> str:
    size: float = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
    unit = 0
    while size >= 1000 and unit < len(_UNITS) - 1:  # noqa: PLR2004, that is what a kB is
        size, unit = size / 1000, unit + 1
    return f"{size:.0f} {_UNITS[unit]}"
