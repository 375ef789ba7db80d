"""speakd as its users have it: a program, in a home of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from support.processes import end
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import Self

CHORD = "ctrl+alt+super+p"
"""The chord that reads the clipboard, in xdotool's words."""

READY = "speakd: ready"

_PROGRAM = Path(sys.executable).with_name("speakd")


class Daemon:
    """A running `speakd run`."""

    def __init__(self, home: Home, *arguments: str) -> None:
        self._home = home
        self._stderr = home.folder / f"stderr-{len(home.daemons)}"
        with self._stderr.open("wb") as stderr:
            self.process = subprocess.Popen(
                [*home.program, "run", *arguments],
                env=home.environment,
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
            )
        self.pid = self.process.pid

    @property
    def said(self) -> str:
        """All it wrote to standard output and error."""
        return self._stderr.read_text(errors="replace")

    def wait_until_ready(self, timeout_s: float = 20.0) -> Self:
        """Wait for the line that says so; a daemon that ended instead is a failure."""
        wait_until(lambda: READY in self.said or self.process.poll() is not None, timeout_s, READY)
        if READY not in self.said:
            raise AssertionError(f"speakd ended with {self.process.poll()}: {self.said}")
        return self

    def stop(self, number: int = signal.SIGTERM, timeout_s: float = 10.0) -> int:
        """Send a signal, wait for the end and give the exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout_s)

    @property
    def family(self) -> list[int]:
        """Itself and all that it has started and left behind, told by its home."""
        return list(_processes_with(f"HOME={self._home.folder}"))

    @property
    def resident_bytes(self) -> int:
        """Memory it holds now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def close(self) -> None:
        """End it, and whatever it may have left behind. Calling it again does nothing."""
        end(self.process)
        for pid in self.family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


class Home:
    """A user's home with its configuration, its runtime folder and its daemons.

    Attributes:
        folder: Everything that speakd writes lies below it.
        environment: What its processes are started with; may be changed before they are.
        program: The command that is speakd; may be changed likewise.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.program: tuple[str, ...] = (str(_PROGRAM),)
        # A short path: addresses of Unix sockets have room for about a hundred bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="speakd-"))
        runtime = self.folder / "run"
        runtime.mkdir(mode=0o700)
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("XDG_", "SPEAKD_", "SUDO_", "WAYLAND_", "PULSE_", "DBUS_"))
        } | {
            **environment,
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_SESSION_TYPE": "x11",
        }
        self.daemons: list[Daemon] = []

    def configure(self, toml: str) -> None:
        """Write the configuration file."""
        path = self.folder / "config.toml"
        path.write_text(toml)
        self.environment["SPEAKD_CONFIG"] = str(path)

    def start(self, *arguments: str) -> Daemon:
        """Start a daemon and wait until it is ready."""
        return self.launch(*arguments).wait_until_ready()

    def launch(self, *arguments: str) -> Daemon:
        """Start a daemon and do not wait."""
        daemon = Daemon(self, *arguments)
        self.daemons.append(daemon)
        return daemon

    def speakd(
        self, *arguments: str, text: str | bytes = b"", timeout_s: float = 30.0
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of speakd to its end, with `text` on standard input."""
        done = subprocess.run(
            [*self.program, *arguments],
            env=self.environment,
            input=text.encode() if isinstance(text, str) else text,
            capture_output=True,
            check=False,
            timeout=timeout_s,
        )
        return subprocess.CompletedProcess(
            done.args,
            done.returncode,
            done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"),
        )

    def sockets(self) -> list[Path]:
        """The Unix sockets that lie about."""
        return [path for path in self.folder.rglob("*") if path.is_socket()]

    def written(self) -> Iterator[tuple[Path, bytes]]:
        """Every file below the home, with what is in it."""
        for path in self.folder.rglob("*"):
            if path.is_file():
                yield path, path.read_bytes()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for daemon in self.daemons:
            daemon.close()
        shutil.rmtree(self.folder)


def _processes_with(variable: str) -> Iterator[int]:
    """The living processes that have `variable` in their environment."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if variable.encode() in (entry / "environ").read_bytes().split(b"\0"):
                    yield int(entry.name)
