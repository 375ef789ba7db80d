"""`speakd autostart`: enable, disable and look at the launch at login."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from speakd.app.commands.settings import load_config
from speakd.app.daemon_socket import ask
from speakd.app.paths import config_file, log_file
from speakd.desktop.login.autostart import program, session_autostart
from speakd.desktop.login.desktop_entry import desktop_entry
from speakd.desktop.login.login_entry import SUPERVISED
from speakd.doors.control.client import NotRunningError
from speakd.errors import ControlError, DesktopError

if TYPE_CHECKING:
    from speakd.desktop.api import Autostart
    from speakd.desktop.login.desktop_entry import DesktopEntry


def run(action: str, config: str | None, autostart: Autostart | None = None) -> int:
    """Carry out one of the commands.

    The entry in the desktop's menu comes and goes with the login entry.

    Args:
        action: `enable`, `disable` or `status`.
        config: What `--config` says; the login entry will say the same.
        autostart: The launch at login; that of this session if none is given.

    Returns:
        0; for `status` 1 if speakd would not be started.

    Raises:
        DesktopError: What could not be done, and what to do about it.
        ConfigError: The configuration that it is to start with is wrong.
    """
    autostart = autostart or login_entry(config)
    match action:
        case "enable":
            load_config(config)  # with a wrong one it would not start, and nobody would be told
            # First, because what is started now asks the desktop for things under this name.
            _show_in_menu(menu_entry(config))
            was_started = autostart.enable(start_now=not _is_running())
            print(_describe(autostart))
            if was_started:
                print("it has been started now, too")
            elif not _is_running():
                print("to start it now as well: speakd run")
            return 0
        case "disable":
            autostart.disable()
            if (menu := menu_entry(config)) is not None:
                menu.remove()
            print("speakd is not started at login")
            return 0
        case _:
            status = autostart.status()
            print(_describe(autostart))
            return 0 if status.enabled and not status.problem else 1


def login_entry(config: str | None) -> Autostart:
    """Make the launch at login of this session.

    Args:
        config: What `--config` says.
    """
    return session_autostart(daemon_command(config), lambda: log_file().parent)


def menu_entry(config: str | None) -> DesktopEntry | None:
    """Make the entry of the desktop's menu; None where menus are not made of files.

    Args:
        config: What `--config` says.
    """
    return desktop_entry(program(), (*_daemon_arguments(config), SUPERVISED))


def daemon_command(config: str | None) -> tuple[str, ...]:
    """Name the command that starts the daemon with the configuration that is meant now."""
    return (*program(), *_daemon_arguments(config))


def _daemon_arguments(config: str | None) -> tuple[str, ...]:
    path, is_chosen = config_file(config)
    return ("--config", str(path.absolute()), "run") if is_chosen else ("run",)


def _show_in_menu(menu: DesktopEntry | None) -> None:
    if menu is None:
        return
    try:
        menu.install()
    except DesktopError as error:
        # The login does not depend on it.
        print(f"speakd: it is not in the desktop's menu: {error}", file=sys.stderr)


def _describe(autostart: Autostart) -> str:
    status = autostart.status()
    if not status.enabled:
        return "speakd is not started at login; `speakd autostart enable` changes that"
    if status.problem:
        return f"speakd would not be started at login: {status.problem}"
    return f"speakd is started at login: {status.program}, by the {status.backend} {status.entry}"


def _is_running() -> bool:
    try:
        ask("status")
    except NotRunningError:
        return False
    except ControlError:
        return True  # it does not answer, but it is there
    return True
