"""Programs whose home is full or cannot be written, which the tests themselves do not notice."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from support.processes import program

_FILLER = "filler"
_FULL = """
mount -t tmpfs -o size=64k none "$0" && mkdir -m 700 "$0/run" || exit
! cat /dev/zero > "$0/$1" 2> /dev/null
shift
exec "$@"
"""
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def with_full_disk(folder: Path) -> tuple[str, ...]:
    """Name the command that runs another with a small, full disk in place of `folder`."""
    return (*_in_own_namespace(), "sh", "-c", _FULL, str(folder), _FILLER)


def with_read_only(folder: Path) -> tuple[str, ...]:
    """Name the command that runs another for which `folder` cannot be written."""
    return (*_in_own_namespace(), "sh", "-c", _READ_ONLY, str(folder))


def make_room(folder: Path, pid: int) -> None:
    """Delete what fills the disk of a process."""
    (seen_by(pid, folder) / _FILLER).unlink()


def seen_by(pid: int, path: Path) -> Path:
    """Name a path as another process sees it."""
    return Path(f"/proc/{pid}/root{path}")


def _in_own_namespace() -> tuple[str, ...]:
    apart = ("--mount",) if os.geteuid() == 0 else ("--map-root-user", "--mount")
    command = (program("unshare"), *apart)
    done = subprocess.run(
        [*command, "mount", "-t", "tmpfs", "none", "/mnt"],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    if done.returncode:
        raise AssertionError(f"mounting is not permitted here: {done.stderr.strip()}")
    return command
