"""Launch at login on Linux: a systemd user unit or an XDG autostart file, never both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from speakd.desktop.api import Autostart, AutostartStatus
from speakd.desktop.login.autostart_systemd import SystemdAutostart
from speakd.desktop.login.autostart_tool import Tool, run_tool
from speakd.desktop.login.autostart_xdg import XdgAutostart
from speakd.desktop.login.login_entry import ENABLE_AGAIN, SUPERVISED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BARE_COMPOSITORS = frozenset({"sway", "hyprland", "i3", "river", "labwc", "niri"})
"""Desktops that read no autostart files unless they are told to."""


class LinuxAutostart(Autostart):
    """Takes the unit where the session would start it, and else the file.

    Args:
        command: What is started; the program by its absolute path.
        environment: The session's.
        run: Runs a command.
    """

    name: ClassVar[str] = "Linux login entry"

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], run: Tool = run_tool
    ) -> None:
        configured = environment.get("XDG_CONFIG_HOME", "")
        home = Path(environment.get("HOME") or Path.home())
        config_home = Path(configured) if configured.startswith("/") else home / ".config"
        self._unit = SystemdAutostart(command, config_home, run)
        self._file = XdgAutostart((*command, SUPERVISED), config_home)
        self._is_graphical = bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
        self._desktops = environment.get("XDG_CURRENT_DESKTOP", "").split(":")

    def enable(self, *, start_now: bool = False) -> bool:
        """See `Autostart`."""
        if self._unit.fits():
            self._file.disable()
            return self._unit.enable(start_now=start_now)
        self._unit.disable()
        return self._file.enable(start_now=start_now)

    def disable(self) -> None:
        """See `Autostart`."""
        self._file.disable()
        self._unit.disable()

    def status(self) -> AutostartStatus:
        """See `Autostart`."""
        unit, file = self._unit.status(), self._file.status()
        if unit.enabled and file.enabled:
            problem = f"there are two login entries, {file.entry} as well; {ENABLE_AGAIN}"
            return replace(unit, problem=unit.problem or problem)
        status = unit if unit.enabled else file
        if not status.enabled or status.problem:
            return status
        if unit.enabled and self._is_graphical and not self._unit.fits():
            problem = f"this session starts no systemd user units; {ENABLE_AGAIN}"
            return replace(status, problem=problem)
        if file.enabled and (bare := self._bare_compositor()):
            problem = (
                f"{bare} itself starts nothing from {file.entry}; add "
                f"`exec {file.program} run {SUPERVISED}` to its configuration, or have it start "
                "`graphical-session.target`"
            )
            return replace(status, problem=problem)
        return status

    def _bare_compositor(self) -> str:
        return next((each for each in self._desktops if each.lower() in _BARE_COMPOSITORS), "")
