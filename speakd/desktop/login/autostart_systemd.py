"""Launch at login by a systemd user unit, which restarts a daemon that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from speakd.desktop.api import Autostart, AutostartStatus
from speakd.desktop.login.autostart_tool import Tool, run_tool
from speakd.desktop.login.login_entry import entry_status, link_entry, remove_entry, write_entry
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

UNIT = "app-speakd.service"
SESSION_TARGET = "graphical-session.target"
_NAME = "systemd user unit"
_SYSTEMCTL = ("systemctl", "--user", "--no-ask-password")
_REFUSED = frozenset("\"'\\")
"""Characters that systemd takes in arguments, but not in the path of a program."""

_OUR_KEY = "Program="


class SystemdAutostart(Autostart):
    """A unit that the graphical session wants.

    The files alone make it start at the next login; `systemctl` is asked to notice them now.

    Args:
        command: What is started; the program by its absolute path.
        config_home: `$XDG_CONFIG_HOME`, or what stands in for it.
        run: Runs a command.
    """

    name: ClassVar[str] = _NAME

    def __init__(self, command: Sequence[str], config_home: Path, run: Tool = run_tool) -> None:
        self._command = tuple(command)
        self._run = run
        units = config_home / "systemd" / "user"
        self._path = units / UNIT
        self._link = units / f"{SESSION_TARGET}.wants" / UNIT

    def fits(self) -> bool:
        """Tell whether this session has a user manager that has been told of the desktop.

        Where the desktop does not start `graphical-session.target`, a unit would never start.
        """
        try:
            return self._run([*_SYSTEMCTL, "--quiet", "is-active", SESSION_TARGET]) == 0
        except DesktopError:
            return False

    def enable(self, *, start_now: bool = False) -> bool:
        """See `Autostart`."""
        write_entry(self._path, unit_file(self._command))
        link_entry(self._link, self._path)
        self._ask("daemon-reload")
        return start_now and self._ask("start", UNIT)

    def disable(self) -> None:
        """See `Autostart`."""
        was_there = self._path.exists() or self._link.is_symlink()
        remove_entry(self._link)
        if was_there:
            self._ask("stop", UNIT)
        remove_entry(self._path)
        if was_there:
            self._ask("daemon-reload")
            self._ask("reset-failed", UNIT)

    def status(self) -> AutostartStatus:
        """See `Autostart`."""
        status = entry_status(_NAME, self._path, _find_program)
        if not status.enabled or self._link.exists():
            return status
        # A unit that nothing wants never starts.
        return AutostartStatus(_NAME, enabled=False, entry=status.entry, program="", problem="")

    def _ask(self, *arguments: str) -> bool:
        """Tell systemd; where it is not there or refuses, the files hold from the next login."""
        try:
            return self._run([*_SYSTEMCTL, *arguments]) == 0
        except DesktopError:
            return False


def unit_file(command: Sequence[str]) -> bytes:
    """Write the unit.

    Raises:
        DesktopError: The command cannot be written into one.
    """
    program, *arguments = command
    if any(ord(character) < ord(" ") for character in "".join(command)):
        raise DesktopError(
            f"{program!r} cannot be started by systemd", remedy="install speakd in another folder"
        )
    words = [_quote(program), *map(_quote_argument, arguments)]
    if not _REFUSED.isdisjoint(program):
        start = ["/bin/sh", "-c", 'exec "$0" "$@"', *command]
        words = [_quote(start[0]), *map(_quote_argument, start[1:])]
    try:
        return f"""\
[Unit]
Description=speakd, reads the clipboard aloud at the press of a key
PartOf={SESSION_TARGET}
After={SESSION_TARGET}
# Once speakd is uninstalled nothing is started, and nothing fails.
ConditionFileIsExecutable={_literal(program)}
# speakd itself gives up after five failures and says so; this is for one that cannot even do that.
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
Type=exec
ExecStart={" ".join(words)}
Restart=on-failure
# Somebody may be waiting for it to go on.
RestartSec=500ms
# What cannot start, and has said why, does not get better by itself.
RestartPreventExitStatus=1 2
TimeoutStopSec=10

[Install]
WantedBy={SESSION_TARGET}

[X-Speakd]
{_OUR_KEY}{program}
""".encode()
    except UnicodeEncodeError as error:
        raise DesktopError(
            "the path of speakd is not UTF-8", remedy="install speakd in another folder"
        ) from error


def _quote(word: str) -> str:
    for character in '\\"':
        word = word.replace(character, f"\\{character}")
    return f'"{_literal(word)}"'


def _literal(word: str) -> str:
    """Keep systemd from seeing its specifiers in a word."""
    return word.replace("%", "%%")


def _quote_argument(word: str) -> str:
    """Quote what follows the program, where `$` would name a variable as well."""
    return _quote(word).replace("$", "$$")


def _find_program(content: bytes) -> str:
    for line in content.decode().split("\n"):
        if line.startswith(_OUR_KEY):
            return line.removeprefix(_OUR_KEY)
    raise ValueError("no program")
