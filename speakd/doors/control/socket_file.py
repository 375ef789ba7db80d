"""The file system's side of a Unix socket."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from typing import TYPE_CHECKING

from speakd.errors import ControlError

if TYPE_CHECKING:
    from pathlib import Path

MAX_PATH_BYTES = 103
"""What the smallest `sockaddr_un` holds, macOS's 104 bytes with the closing zero."""

_BACKLOG = 128
_PROBE_S = 1.0


def listen(path: Path) -> socket.socket:
    """Bind and listen at `path`, which only its user may open.

    The caller holds the instance lock of the folder.

    Returns:
        A socket that does not block.

    Raises:
        ControlError: It cannot be done; what is not a dead process's socket is left alone.
    """
    length = len(os.fsencode(path))
    if length > MAX_PATH_BYTES:
        raise ControlError(
            f"the path of the control socket has {length} bytes and may have {MAX_PATH_BYTES}",
            remedy="set SPEAKD_RUNTIME_DIR to a folder with a shorter path",
        )
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _remove_stale(path)
        listener.bind(os.fspath(path))
        # Nobody can connect before `listen`, so there is no moment at which others could.
        path.chmod(0o600)
        listener.listen(_BACKLOG)
        listener.settimeout(0)
    except BaseException as error:
        listener.close()
        if isinstance(error, OSError):
            raise ControlError(
                f"the control socket cannot be made: {error.strerror}",
                remedy=f"look at the folder {path.parent}",
            ) from error
        raise
    return listener


def _remove_stale(path: Path) -> None:
    """Remove what a dead process left; refuse to touch anything that is not that."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise ControlError(f"{path} is not a socket", remedy="move it away")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PROBE_S)
        try:
            probe.connect(os.fspath(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
    raise ControlError(f"another process is listening on {path}", remedy="end it first")


def identity_of(path: Path) -> tuple[int, int]:
    """Tell one file from another of the same name."""
    status = path.lstat()
    return status.st_dev, status.st_ino


def remove(path: Path, identity: tuple[int, int]) -> None:
    """Remove our own socket, not one that somebody else has put in its place."""
    with contextlib.suppress(FileNotFoundError):
        if identity_of(path) == identity:
            path.unlink()
