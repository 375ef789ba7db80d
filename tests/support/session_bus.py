"""A real session bus of the tests' own."""

from __future__ import annotations

import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from support.processes import end, program, said
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Nothing of the system's is started by this bus; a test starts what it needs.
_CONFIG = """
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class SessionBus:
    """dbus-daemon at an address of its own.

    Attributes:
        folder: A private folder that lives as long as the bus.
        address: What belongs into `DBUS_SESSION_BUS_ADDRESS`.
    """

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="speakd-bus-")
        self.folder = Path(self._temporary.name)
        self._socket = self.folder / "bus"
        self._config = self.folder / "bus.conf"
        self._log = self.folder / "bus.log"
        self._config.write_text(_CONFIG.format(socket=self._socket).lstrip())
        self.address = f"unix:path={self._socket}"
        self._process = self._start()

    @property
    def environment(self) -> Mapping[str, str]:
        """What a client needs in its environment."""
        return {"DBUS_SESSION_BUS_ADDRESS": self.address}

    def kill(self) -> None:
        """Let the bus die as in a crash; every client loses its connection."""
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """Start it again, at the same address."""
        end(self._process)
        self._process = self._start()

    def close(self) -> None:
        """End the bus. Calling it again does nothing."""
        end(self._process)
        self._temporary.cleanup()

    def _start(self) -> subprocess.Popen[bytes]:
        self._socket.unlink(missing_ok=True)
        with self._log.open("wb") as log:
            process = subprocess.Popen(
                [program("dbus-daemon"), f"--config-file={self._config}", "--nofork"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until(lambda: self._listens() or process.poll() is not None, 20, "the bus")
        if process.poll() is not None:
            raise AssertionError(f"dbus-daemon did not start: {said(self._log)}")
        return process

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self._socket)) == 0


@contextmanager
def running_session_bus() -> Iterator[SessionBus]:
    """Run a session bus for as long as the context lasts; the environment is left alone."""
    bus = SessionBus()
    try:
        yield bus
    finally:
        bus.close()
