"""Ask the running daemon. Everything here is on the way of `speakd stop`: import little."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from speakd.doors.control.protocol import (
    MAX_MESSAGE_BYTES,
    Request,
    decode_reply,
    encode_request,
)
from speakd.errors import ControlError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

TIMEOUT_S = 5.0
"""Seconds until a daemon that does not answer is given up."""


class NotRunningError(ControlError):
    """No daemon is there to be asked."""

    def __init__(self) -> None:
        super().__init__("speakd is not running", remedy="start it with `speakd run`")


class NotAnsweringError(ControlError):
    """A daemon is there and does not answer in time."""

    def __init__(self, process: int = 0) -> None:
        command = "taskkill /f /pid" if sys.platform == "win32" else "kill"
        ending = f"end it with `{command} {process}`" if process else "end it"
        super().__init__(
            "speakd does not answer", remedy=f"{ending} and start it again with `speakd run`"
        )


def request(
    path: str | os.PathLike[str],
    command: str,
    /,
    *,
    timeout_s: float = TIMEOUT_S,
    platform: str = sys.platform,
    **arguments: object,
) -> dict[str, object]:
    """Have the daemon carry out a command.

    Args:
        path: The control socket.
        command: Its name.
        timeout_s: Seconds until a daemon that does not answer is given up.
        platform: As in `sys.platform`.
        arguments: What the command needs. Text travels in the message, never elsewhere.

    Returns:
        The command's result.

    Raises:
        NotRunningError: There is no daemon.
        NotAnsweringError: It did not answer in time.
        ControlError: It refused or failed.
    """
    message = encode_request(Request(command, arguments))
    if len(message) > MAX_MESSAGE_BYTES + 1:  # the line end does not count
        raise ControlError(
            f"the message is longer than {MAX_MESSAGE_BYTES >> 20} MiB", remedy="send less text"
        )
    try:
        reply = _exchange_for(platform)(path, message, time.monotonic() + timeout_s)
    except (FileNotFoundError, ConnectionRefusedError):
        raise NotRunningError from None
    except TimeoutError:
        raise NotAnsweringError from None
    except EOFError:
        raise ControlError("speakd hung up", remedy="try again") from None
    except BlockingIOError:
        raise ControlError("speakd is busy", remedy="try again in a moment") from None
    except OSError as error:
        # Some of them, such as that of a path that is too long, carry no `strerror`.
        raise ControlError(f"speakd cannot be reached: {error.strerror or error}") from error
    return decode_reply(reply)


def _exchange_for(
    platform: str,
) -> Callable[[str | os.PathLike[str], bytes, float], bytes]:
    if platform == "win32":
        from speakd.doors.control.pipe_client import exchange  # noqa: PLC0415, Windows only

        return exchange
    from speakd.doors.control import unix_client  # noqa: PLC0415, not on Windows

    return unix_client.exchange
