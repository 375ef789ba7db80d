"""A real panel with a real place for icons: that of Xfce, on an X server without a screen."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from Xlib import X
from Xlib.display import Display

from support.processes import end, program, said
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.session_bus import SessionBus
    from support.xserver import XServer

_SETTINGS_SERVICE = Path("/usr/share/dbus-1/services/org.xfce.Xfconf.service")

# One panel at the top left, with nothing but the place for icons.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="50"/>
      <property name="size" type="uint" value="32"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
"""
_HEIGHT = 40
_NEAR = 8


class Panel:
    """Xfce's panel.

    Args:
        x_server: Where it is shown.
        bus: The session bus.
    """

    def __init__(self, x_server: XServer, bus: SessionBus) -> None:
        self._x_server = x_server
        self._home = tempfile.TemporaryDirectory(prefix="speakd-panel-")
        home = Path(self._home.name)
        settings = home / "config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS)
        (home / "run").mkdir(mode=0o700)
        self._environment = {
            **os.environ,
            **x_server.environment,
            **bus.environment,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "NO_AT_BRIDGE": "1",
        }
        self._log = home / "log"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start(_settings_program())
        self._start(program("xfce4-panel"), "--disable-wm-check")
        wait_until(lambda: self._ask("IsStatusNotifierHostRegistered") == "b true", 30, "the panel")

    @property
    def icons(self) -> int:
        """How many icons it has."""
        return int(self._ask("RegisteredStatusNotifierItems").split()[1])

    def find(self, colour: str) -> tuple[int, int] | None:
        """Tell where on the panel a colour such as `#3a7be0` is seen first, if it is."""
        wanted = bytes.fromhex(colour.removeprefix("#"))[::-1]
        display = Display(self._x_server.display)
        try:
            root = display.screen().root
            width = root.get_geometry().width
            pixels = root.get_image(0, 0, width, _HEIGHT, X.ZPixmap, 0xFFFFFFFF).data
        finally:
            display.close()
        for place in range(0, len(pixels), 4):
            if all(abs(pixels[place + part] - wanted[part]) <= _NEAR for part in range(3)):
                return place // 4 % width, place // 4 // width
        return None

    def click(self, place: tuple[int, int]) -> None:
        """Click on a place, as a mouse would."""
        across, down = map(str, place)
        self._x_server.client("xdotool", "mousemove", across, down, "click", "1")

    def close(self) -> None:
        """End it."""
        for process in reversed(self._processes):
            end(process)
        self._home.cleanup()

    def _start(self, *command: str) -> None:
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)

    def _ask(self, name: str) -> str:
        """Ask the watcher for a property, as busctl prints it; empty where it does not answer."""
        for process in self._processes:
            if process.poll() is not None:
                raise AssertionError(f"{process.args} ended: {said(self._log)}")
        watcher = "org.kde.StatusNotifierWatcher"
        command = ("get-property", watcher, "/StatusNotifierWatcher", watcher, name)
        return busctl(self._environment["DBUS_SESSION_BUS_ADDRESS"], *command)


def busctl(address: str, *command: str, errors: bool = False) -> str:
    """Speak to a bus by a program that has nothing of ours.

    Returns:
        What it printed, empty where that failed; its errors, if those are asked for.
    """
    done = subprocess.run(
        [program("busctl"), f"--address={address}", *command],
        capture_output=True,
        check=False,
        timeout=20,
    )
    return (done.stderr if errors else done.stdout).decode().strip()


def _settings_program() -> str:
    """Find the service that Xfce keeps its settings with."""
    if not _SETTINGS_SERVICE.exists():
        raise AssertionError("xfconf is missing; ./run_tests.sh installs or names what it needs")
    lines = _SETTINGS_SERVICE.read_text().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith("Exec="))


@contextmanager
def running_panel(x_server: XServer, bus: SessionBus) -> Iterator[Panel]:
    """Run a panel for as long as the context lasts."""
    panel = Panel(x_server, bus)
    try:
        yield panel
    finally:
        panel.close()
