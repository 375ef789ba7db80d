"""Read a file that anything may have been put in the place of."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class NotAFileError(OSError):
    """It is a folder, a pipe or a socket."""


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """Read the beginning of a file; no pipe, terminal or file without end is waited for.

    Args:
        path: A file, a link to one, or a device such as `/dev/null`.
        max_bytes: What is beyond is left alone.

    Raises:
        NotAFileError: It is something else.
        OSError: It cannot be read.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except PermissionError:
        if path.is_dir():  # which is what Windows says of a folder
            raise NotAFileError("is a folder, not a file") from None
        raise
    try:
        # Looked at after it was opened: another may have taken the place of the one before.
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise NotAFileError("is a folder, not a file")
        if not (stat.S_ISREG(mode) or stat.S_ISCHR(mode)):
            raise NotAFileError("is not a regular file")
        data = bytearray()
        while len(data) < max_bytes and (piece := os.read(descriptor, max_bytes - len(data))):
            data += piece
        return bytes(data)
    finally:
        os.close(descriptor)
