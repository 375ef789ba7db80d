from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from speakd.doors.control.server import ControlServer

Speakd = Callable[..., "subprocess.CompletedProcess[bytes]"]
Handle = Callable[[str, Mapping[str, object]], Mapping[str, object]]


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A runtime folder, short enough for a socket, and a home without a configuration."""
    folder = Path(tempfile.mkdtemp(prefix="spk", dir="/tmp"))
    monkeypatch.setenv("SPEAKD_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("SPEAKD_CONFIG", "SUDO_UID", "PYTHONUNBUFFERED", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def speakd(runtime: Path) -> Speakd:
    """Runs `speakd` as a process."""
    assert runtime.exists()

    def run(
        *arguments: str | bytes, text: bytes = b"", **options: object
    ) -> subprocess.CompletedProcess[bytes]:
        outputs = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.run(
            [sys.executable, "-m", "speakd", *arguments],
            input=text,
            check=False,
            timeout=30,
            **outputs,  # type: ignore[call-overload] # whatever a test needs
        )

    return run


@pytest.fixture
def daemon(runtime: Path) -> Iterator[Callable[[Handle], None]]:
    """Answers commands in place of the daemon."""
    servers: list[ControlServer] = []

    def start(handle: Handle) -> None:
        server = ControlServer(runtime / "control.sock", handle)
        server.start()
        servers.append(server)

    yield start
    for server in servers:
        server.stop()
