"""A real Wayland compositor without a screen: sway, which is built on wlroots."""

from __future__ import annotations

import os
import shutil
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

_NOBODY = 65534


class Compositor:
    """sway in a runtime folder of its own.

    Attributes:
        display: What belongs into `WAYLAND_DISPLAY`, as an absolute path.
    """

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="speakd-wayland-")
        folder = Path(self._temporary.name)
        self._log = folder / "sway.log"
        # It refuses to run as root, who may use what anybody else has started.
        command = [program("sway"), "--config", "/dev/null"]
        if os.geteuid() == 0:
            shutil.chown(folder, _NOBODY, _NOBODY)
            ids = f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"
            command = [program("setpriv"), *ids, *command]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(folder),
                    "XDG_RUNTIME_DIR": str(folder),
                    "WLR_BACKENDS": "headless",
                    "WLR_LIBINPUT_NO_DEVICES": "1",
                    "WLR_RENDERER": "pixman",
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.display = wait_until(lambda: self._find_socket(folder), 20, "the compositor")

    @property
    def environment(self) -> Mapping[str, str]:
        """What a client needs in its environment."""
        return {"WAYLAND_DISPLAY": self.display}

    def close(self) -> None:
        """End the compositor. Calling it again does nothing."""
        end(self._process)
        self._temporary.cleanup()

    def _find_socket(self, folder: Path) -> str:
        if self._process.poll() is not None:
            raise AssertionError(f"sway did not start: {said(self._log)}")
        sockets = (path for path in folder.glob("wayland-*") if path.is_socket())
        path = str(next(sockets, ""))
        with socket.socket(socket.AF_UNIX) as client:
            return path if path and client.connect_ex(path) == 0 else ""


@contextmanager
def running_compositor() -> Iterator[Compositor]:
    """Run a compositor for as long as the context lasts; the environment is left alone."""
    compositor = Compositor()
    try:
        yield compositor
    finally:
        compositor.close()
