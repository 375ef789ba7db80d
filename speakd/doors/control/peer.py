"""Who is at the other end of a Unix socket."""

from __future__ import annotations

import struct
import sys
from typing import TYPE_CHECKING

from speakd.errors import ControlError

if TYPE_CHECKING:
    import socket

# The `socket` module does not name all of these on every platform.
_LINUX_SOL_SOCKET, _LINUX_SO_PEERCRED = 1, 17
_BSD_SOL_LOCAL, _BSD_LOCAL_PEERCRED = 0, 1
_LINUX_UCRED = struct.Struct("=iII")  # process, user, group
_BSD_XUCRED = struct.Struct("=IIh2x16I")  # version, user, number of groups, groups


def peer_uid(connection: socket.socket, platform: str = sys.platform) -> int:
    """Ask the kernel which user is at the other end.

    Args:
        connection: A connected Unix socket.
        platform: As in `sys.platform`.

    Raises:
        ControlError: The kernel does not tell.
    """
    try:
        if platform.startswith("linux"):
            ucred = connection.getsockopt(_LINUX_SOL_SOCKET, _LINUX_SO_PEERCRED, _LINUX_UCRED.size)
            return int(_LINUX_UCRED.unpack(ucred)[1])
        if platform == "darwin" or platform.startswith("freebsd"):
            xucred = connection.getsockopt(_BSD_SOL_LOCAL, _BSD_LOCAL_PEERCRED, _BSD_XUCRED.size)
            return int(struct.unpack_from("=II", xucred)[1])
    except (OSError, struct.error) as error:
        raise ControlError("the other end of the control socket cannot be identified") from error
    raise ControlError(f"control over a socket is not supported on {platform}")
