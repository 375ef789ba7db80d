"""Starting and ending the real programs that tests stand on."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def program(name: str) -> str:
    """Find a program, or fail with the way to get it. Tests are not skipped for want of one."""
    path = shutil.which(name)
    if path is None:
        raise AssertionError(f"{name} is missing; ./run_tests.sh installs or names what it needs")
    return path


def end(process: subprocess.Popen[bytes], *, patience_s: float = 5.0) -> int:
    """End a process the polite way, then the other way, and reap it.

    Returns:
        Its exit status.
    """
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
    status = process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    return status


def said(log: Path) -> str:
    """What a server wrote to its log, for the message of a failure."""
    return log.read_text(errors="replace").strip() if log.exists() else ""
