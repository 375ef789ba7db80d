"""A plain connection to an X server, without the cost of python-xlib's `Display`.

`Xlib.display.Display` reads the whole keyboard mapping and asks for every extension: twenty round
trips that a clipboard or a check has no use for. The protocol layer below it speaks in numbers
instead of objects.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import select
import socket
from typing import TYPE_CHECKING, Any

from speakd.desktop.hotkeys.x11_keyboard import query_keyboard
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Collection

    from speakd.desktop.hotkeys.x11_keyboard import X11Keyboard
    from speakd.types import Notice

_log = logging.getLogger(__name__)

NO_DISPLAY_REMEDY = (
    "the control socket still works: bind `speakd read` to a key in your desktop's settings"
)

_LOCAL_DISPLAY = re.compile(r":(\d+)(?:\.\d+)?")
_KNOCK_S = 1.0


def connection_errors() -> tuple[type[Exception], ...]:
    """Name what python-xlib raises when a connection is refused or lost."""
    from Xlib import error  # noqa: PLC0415, lazily: X11 only

    return error.ConnectionClosedError, error.DisplayError, OSError


def lost_errors() -> tuple[type[Exception], ...]:
    """Name, beyond those, what it raises when another thread has just noticed the loss."""
    return AttributeError, TypeError, *connection_errors()


class X11Connection:
    """A connection to an X server. One thread at a time, but for `cut`.

    Args:
        name: As in `DISPLAY`; empty if there is none.
        remedy: What the user can do without a display.
        notice: What is said aloud when there is none.

    Attributes:
        X: The constants of the protocol.

    Raises:
        DesktopError: There is none, or it cannot be reached.
    """

    def __init__(self, name: str, *, remedy: str, notice: Notice | None = None) -> None:
        if not name:
            raise DesktopError("no display: DISPLAY is not set", remedy=remedy, notice=notice)
        from Xlib import X  # noqa: PLC0415, lazily: 10 ms, and X11 only
        from Xlib.protocol import display, request  # noqa: PLC0415, as above

        class Connection(display.Display):  # type: ignore[misc]  # python-xlib has no type hints
            # The protocol layer makes objects of these classes; without, it leaves the numbers.
            resource_classes: dict[str, type] = {}  # noqa: RUF012, never written to

        self.X: Any = X
        self._request: Any = request
        try:
            self._connection: Any = Connection(reachable_name(name))
        except connection_errors() as problem:
            raise DesktopError(
                f"no display: cannot reach the X server {name}", remedy=remedy, notice=notice
            ) from problem
        self._connection.set_error_handler(ignore_error)

    @property
    def root(self) -> int:
        """The root window."""
        return int(self._connection.info.roots[self._connection.default_screen].root)

    def ask(self, request: str | type, **fields: Any) -> Any:
        """Send a request; give its reply, if it has one.

        One without a reply goes out with the next that has, or at `flush` or `next_event`.

        Args:
            request: Its name in `Xlib.protocol.request`, or a class of that kind.
            fields: Its fields; `onerror` for who takes an error, where there is no reply.
        """
        make: Any = getattr(self._request, request) if isinstance(request, str) else request
        return make(display=self._connection, **fields)

    def keyboard(self, keys: Collection[str]) -> X11Keyboard:
        """Ask where keys are and what the modifier bits mean; two round trips."""
        return query_keyboard(self._connection, keys)

    def fileno(self) -> int:
        """What becomes readable when the server has sent something."""
        return int(self._connection.fileno())

    def new_id(self) -> int:
        """Give a number for a window of our own."""
        return int(self._connection.allocate_resource_id())

    def free_id(self, number: int) -> None:
        """Give a window's number back."""
        self._connection.free_resource_id(number)

    def flush(self) -> None:
        """Send what waits to be sent."""
        self._connection.flush()

    def next_event(self, timeout_s: float) -> Any:
        """Wait for an event, `timeout_s` seconds at most; None if there is none."""
        if not self._connection.pending_events():
            select.select([self._connection], [], [], timeout_s)
            if not self._connection.pending_events():
                return None
        return self._connection.next_event()

    def close(self) -> None:
        """Close the connection, lost or not. Calling it again does nothing."""
        close(self._connection)

    def cut(self) -> None:
        """Shut the connection down; a thread that waits for the server then wakes. Any thread."""
        cut(self._connection)


def reachable_name(name: str) -> str:
    """Give a name that python-xlib connects to without a detour; it takes a second at most.

    For a local display that is not there it would try TCP next, and speakd opens no IP sockets;
    and it would leave the sockets of both attempts open.

    Raises:
        OSError: A local display is not there.
    """
    local = _LOCAL_DISPLAY.fullmatch(name)
    if local is None:
        return name  # of another machine, as after `ssh -X`, because the user said so
    path = f"/tmp/.X11-unix/X{local[1]}"  # noqa: S108, where X servers listen
    for address in (path, f"\0{path}"):
        with socket.socket(socket.AF_UNIX) as end, contextlib.suppress(OSError):
            end.settimeout(_KNOCK_S)
            end.connect(address)
            return f"unix{name}"
    raise ConnectionRefusedError


def ignore_error(problem: object, _request: object) -> None:
    """Take an error that no request waits for; python-xlib would print it."""
    _log.debug("the X server reports %s", type(problem).__name__)


def close(connection: Any) -> None:
    """Close a connection of python-xlib's, if there is one, lost or not."""
    try:
        if connection is not None:
            connection.close()
    except lost_errors():
        _log.debug("python-xlib had closed a lost connection by itself")


def cut(connection: Any) -> None:
    """Shut a connection of python-xlib's down, so that a thread that waits on it wakes."""
    try:
        if connection is not None:
            with socket.socket(fileno=os.dup(connection.fileno())) as end:
                end.shutdown(socket.SHUT_RDWR)
    except lost_errors():
        _log.debug("the connection was closed before")
