"""Make a folder that only its user can enter, or refuse the one that is there."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

from speakd.errors import SpeakdError

if TYPE_CHECKING:
    from pathlib import Path

_UNWRITABLE = frozenset(
    {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOSPC, errno.EDQUOT}
)

_REMEDY = "set SPEAKD_RUNTIME_DIR to a folder of your own"


class UnwritableError(SpeakdError):
    """There is no room for a file, or no permission: nothing that a user did wrong."""


def is_unwritable(error: BaseException | None) -> bool:
    """Whether an error comes of a place that cannot be written, such as a read-only home."""
    return isinstance(error, OSError) and error.errno in _UNWRITABLE


def make_private_folder(path: Path, platform: str = sys.platform) -> None:
    """Make `path` with permissions for its user alone; leave it as it is if that is so already.

    Permissions of a folder that exists are never changed: it may be meant for others.

    Args:
        path: The folder.
        platform: As in `sys.platform`. On Windows a folder in the user's profile is private.

    Raises:
        UnwritableError: It cannot be made there.
        SpeakdError: It cannot be made, or it is open to others.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        status = path.lstat()
    except FileExistsError:
        raise SpeakdError(f"{path} is not a folder", remedy=_REMEDY) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        kind = UnwritableError if is_unwritable(error) else SpeakdError
        raise kind(f"{path} cannot be made: {reason}", remedy=_REMEDY) from error
    if platform == "win32":
        return
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise SpeakdError(f"{path} belongs to somebody else", remedy=_REMEDY)
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise SpeakdError(f"{path} is open to others", remedy=f"run: chmod 700 {path}")
