"""A real X server without a screen."""

from __future__ import annotations

import os
import selectors
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from support.processes import end, program, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STARTUP_S = 20.0


class XServer:
    """Xvfb on a display number that the server itself found free.

    Attributes:
        display: What belongs into `DISPLAY`, such as `:7`.
    """

    def __init__(self) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="speakd-x-")
        self._log = Path(self._home.name, "log")
        reader, writer = os.pipe()
        try:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    [
                        *(program("Xvfb"), "-displayfd", str(writer)),
                        *("-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset", "-ac"),
                    ],
                    pass_fds=[writer],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
        finally:
            os.close(writer)
        with os.fdopen(reader, "rb") as numbers:
            number = _first_line(numbers.fileno(), _STARTUP_S)
        if not number:
            self.close()
            raise AssertionError("Xvfb did not start")
        self.display = f":{number}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What a client needs in its environment."""
        return {"DISPLAY": self.display}

    def key(self, *chords: str) -> None:
        """Press and release chords such as `ctrl+alt+super+p`, as a keyboard would (XTEST).

        A number is a key code, for keys that the current layout has no name for.
        """
        self.client("xdotool", "key", "--delay", "0", *chords)

    def key_down(self, chord: str) -> None:
        """Press a chord and hold it."""
        self.client("xdotool", "keydown", "--delay", "0", chord)

    def key_up(self, chord: str) -> None:
        """Let a chord go."""
        self.client("xdotool", "keyup", "--delay", "0", chord)

    def layout(self, name: str) -> None:
        """Change the keyboard layout, such as `ru` or `us`."""
        self.client("setxkbmap", name)

    def kill(self) -> None:
        """Let the server die as in a crash; every client loses its connection."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the server. Calling it again does nothing."""
        status = end(self._process)
        words = said(self._log)
        self._home.cleanup()
        if status not in {0, -9, -15}:
            raise AssertionError(f"Xvfb ended with {status}: {words}")

    def client(self, name: str, *arguments: str) -> None:
        """Run a program that speaks to the server."""
        subprocess.run(
            [program(name), *arguments],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=20,
        )


def _first_line(descriptor: int, timeout_s: float) -> str:
    """Read a line from a pipe; what came until then at its end or when time is up."""
    line = b""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while not line.endswith(b"\n") and selector.select(timeout_s):
            if not (more := os.read(descriptor, 16)):
                break
            line += more
    return line.decode().strip()


@contextmanager
def running_x_server() -> Iterator[XServer]:
    """Run an X server for as long as the context lasts; the environment is left alone."""
    server = XServer()
    try:
        yield server
    finally:
        server.close()


@contextmanager
def server_again(display: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server under a number that another one had before."""
    process = subprocess.Popen(
        [program("Xvfb"), display, "-nolisten", "tcp", "-noreset", "-ac"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        end(process)


def setxkbmap(*arguments: str) -> None:
    """Set the layout of the server that `DISPLAY` names."""
    subprocess.run([program("setxkbmap"), *arguments], check=True, timeout=20)
