"""Launch at login on Windows: a value of the user's own Run key."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from speakd.desktop.api import Autostart, AutostartStatus
from speakd.desktop.login.login_entry import ENABLE_AGAIN, program_problem
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where the Task Manager notes what the user has switched off."""

VALUE = "speakd"
_NAME = "Run key"
_MAX_CHARS = 260  # Windows passes over a longer command


class Registry(Protocol):
    """The part of the user's registry that is needed here."""

    def read(self, key: str, name: str) -> str | bytes | None:
        """Read a value below HKEY_CURRENT_USER; None if there is none."""

    def write(self, key: str, name: str, value: str) -> None:
        """Write a string."""

    def delete(self, key: str, name: str) -> None:
        """Remove a value, if it is there."""


class RunKeyAutostart(Autostart):
    """A command line in the registry.

    Nobody restarts a daemon that was started this way; its command must see to that.

    Args:
        command: What is started; the program by its absolute path.
        registry: The user's registry; None for the real one.
    """

    name: ClassVar[str] = _NAME

    def __init__(self, command: Sequence[str], registry: Registry | None = None) -> None:
        self._line = subprocess.list2cmdline(command)
        self._registry = WindowsRegistry() if registry is None else registry

    def enable(self, *, start_now: bool = False) -> bool:
        """See `Autostart`; it takes effect at the next login only."""
        del start_now
        if len(self._line) > _MAX_CHARS:
            raise DesktopError(
                f"the command is longer than the {_MAX_CHARS} characters that Windows takes",
                remedy="install speakd in a folder with a shorter path",
            )
        with _translated("written"):
            self._registry.write(RUN_KEY, VALUE, self._line)
            self._registry.delete(APPROVED_KEY, VALUE)
        return False

    def disable(self) -> None:
        """See `Autostart`."""
        with _translated("removed"):
            self._registry.delete(RUN_KEY, VALUE)
            self._registry.delete(APPROVED_KEY, VALUE)

    def status(self) -> AutostartStatus:
        """See `Autostart`."""
        with _translated("read"):
            line = self._registry.read(RUN_KEY, VALUE)
            approved = self._registry.read(APPROVED_KEY, VALUE)
        entry = rf"HKEY_CURRENT_USER\{RUN_KEY}\{VALUE}"
        if line is None:
            return AutostartStatus(_NAME, enabled=False, entry=entry, program="", problem="")
        program = _program(str(line))
        problem = program_problem(program)
        if isinstance(approved, bytes) and approved[:1] and approved[0] % 2:
            problem = f"it is switched off in the Task Manager; {ENABLE_AGAIN}"
        return AutostartStatus(_NAME, enabled=True, entry=entry, program=program, problem=problem)


class WindowsRegistry:
    """The registry itself."""

    def __init__(self) -> None:
        import winreg  # noqa: PLC0415, Windows only

        self._winreg: Any = winreg

    def read(self, key: str, name: str) -> str | bytes | None:
        """Read a value below HKEY_CURRENT_USER; None if there is none."""
        try:
            with self._winreg.OpenKey(self._winreg.HKEY_CURRENT_USER, key) as opened:
                value: str | bytes = self._winreg.QueryValueEx(opened, name)[0]
        except FileNotFoundError:
            return None
        return value

    def write(self, key: str, name: str, value: str) -> None:
        """Write a string."""
        with self._winreg.CreateKey(self._winreg.HKEY_CURRENT_USER, key) as opened:
            self._winreg.SetValueEx(opened, name, 0, self._winreg.REG_SZ, value)

    def delete(self, key: str, name: str) -> None:
        """Remove a value, if it is there."""
        access = self._winreg.KEY_SET_VALUE
        try:
            with self._winreg.OpenKey(self._winreg.HKEY_CURRENT_USER, key, 0, access) as opened:
                self._winreg.DeleteValue(opened, name)
        except FileNotFoundError:
            return


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DesktopError(
            f"the login entry cannot be {what}: {reason}",
            remedy="ask whoever manages this computer",
        ) from error


def _program(line: str) -> str:
    if line.startswith('"'):
        return line[1:].partition('"')[0]
    return line.partition(" ")[0]
