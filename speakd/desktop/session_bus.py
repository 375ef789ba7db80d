"""The session bus, on which portals, notifications and the tray are reached."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jeepney.io.blocking import DBusConnection

AUTHENTICATION_S = 2.0
"""Seconds until a bus that does not answer is given up."""

_REMEDY = (
    "start speakd inside the desktop session; "
    "`systemctl --user status dbus` tells whether the bus runs"
)


def bus_address(environment: Mapping[str, str] | None = None) -> str:
    """Tell where the session bus listens; empty where there is none.

    Args:
        environment: That of the process, if None.
    """
    environment = os.environ if environment is None else environment
    if address := environment.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    # A service or a remote shell may lack the variable; systemd's bus is always there.
    runtime = environment.get("XDG_RUNTIME_DIR")
    path = Path(runtime, "bus") if runtime else None
    return f"unix:path={path}" if path is not None and path.is_socket() else ""


def connect_to_bus(environment: Mapping[str, str] | None = None) -> DBusConnection:
    """Connect to the session bus. The connection belongs to one thread.

    Args:
        environment: That of the process, if None.

    Raises:
        DesktopError: There is no bus, or it does not answer.
    """
    address = bus_address(environment)
    if not address:
        raise DesktopError("there is no session bus here", remedy=_REMEDY)
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415, 23 ms

    try:
        return open_dbus_connection(address, auth_timeout=AUTHENTICATION_S)
    # An address may be anything: jeepney raises what its pieces happen to raise.
    except (OSError, ValueError, RuntimeError) as problem:
        raise DesktopError("the session bus does not answer", remedy=_REMEDY) from problem


def interrupt(connection: DBusConnection) -> None:
    """Let whoever waits on the connection get a `ConnectionResetError`; any thread."""
    with suppress(OSError):  # it is gone already
        connection.sock.shutdown(socket.SHUT_RDWR)
