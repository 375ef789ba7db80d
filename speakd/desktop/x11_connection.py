"""A plain connection to an X server, without the cost of python-xlib's `Display`.

`Xlib.display.Display` reads the whole keyboard mapping and asks for every extension: 17 ms and
twenty round trips that a clipboard or a check has no use for. The protocol layer below connects
in about 2 ms and speaks in numbers instead of objects.
"""

from __future__ import annotations

import logging
import os
import socket
from typing import Any

from speakd.errors import DesktopError

_log = logging.getLogger(__name__)


def connection_errors() -> tuple[type[Exception], ...]:
    """Name what python-xlib raises when a connection is refused or lost.

    A connection that was lost has given its buffers up, hence the `AttributeError` and
    `TypeError` of every later use.
    """
    from Xlib import error  # noqa: PLC0415, lazily: X11 only

    return (
        error.ConnectionClosedError,
        error.DisplayError,
        error.XError,
        OSError,
        AttributeError,
        TypeError,
    )


def connect(name: str, remedy: str) -> Any:
    """Connect to an X server.

    Args:
        name: As in `DISPLAY`; empty if there is none.
        remedy: What the user can do without a display.

    Returns:
        An `Xlib.protocol.display.Display`.

    Raises:
        DesktopError: There is none, or it cannot be reached.
    """
    if not name:
        raise DesktopError("no display: DISPLAY is not set", remedy=remedy)
    from Xlib.protocol import display  # noqa: PLC0415, lazily: 20 ms, and X11 only

    class Connection(display.Display):  # type: ignore[misc]  # python-xlib has no type hints
        # The protocol layer makes objects of these classes; without them it leaves the numbers.
        resource_classes: dict[str, type] = {}  # noqa: RUF012, never written to

    try:
        connection = Connection(name)
    except connection_errors() as problem:
        raise DesktopError(f"no display: cannot reach the X server {name}", remedy=remedy) from (
            problem
        )
    connection.set_error_handler(ignore_error)
    return connection


def ignore_error(problem: object, _request: object) -> None:
    """Take an error that no request waits for; python-xlib would print it."""
    _log.debug("the X server reports %s", type(problem).__name__)


def close(connection: Any) -> None:
    """Close a connection, if there is one, lost or not."""
    try:
        if connection is not None:
            connection.close()
    except connection_errors():
        _log.debug("python-xlib had closed a lost connection by itself")


def cut(connection: Any) -> None:
    """Shut a connection down, so that a thread that waits for its server wakes up."""
    try:
        if connection is not None:
            with socket.socket(fileno=os.dup(connection.fileno())) as end:
                end.shutdown(socket.SHUT_RDWR)
    except connection_errors():
        _log.debug("the connection was closed before")
