"""Notifications on Linux: `org.freedesktop.Notifications` on the session bus.

After the Desktop Notifications Specification 1.2 of freedesktop.org.
"""

from __future__ import annotations

from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any

from speakd.desktop.app_id import APP_ID
from speakd.desktop.icons import picture_file
from speakd.desktop.session_bus import connect_to_bus
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jeepney.io.blocking import DBusConnection

ANSWER_S = 5.0
"""Seconds until a notification service that does not answer is given up."""

_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_NORMAL_URGENCY = 1
_SERVICE_DECIDES = -1
_REMEDY = "a notification service belongs to most desktops; on others, dunst or mako is one"


_GONE = (
    "org.freedesktop.DBus.Error.ServiceUnknown",
    "org.freedesktop.DBus.Error.NameHasNoOwner",
)


class _LostServiceError(DesktopError):
    """The service, or the bus, is not the one any more that was spoken with before."""


class _RefusedError(DesktopError):
    """The service does not do it."""


class FreedesktopNotifications:
    """Shows notifications through the desktop's own service. One thread at a time.

    The connection stays open: some services take away what a vanished program has shown.

    Args:
        connect: Connects to the session bus.
        answer_s: Seconds to wait for an answer.
    """

    name = "freedesktop"

    def __init__(
        self, connect: Callable[[], DBusConnection] = connect_to_bus, answer_s: float = ANSWER_S
    ) -> None:
        self._connect = connect
        self._answer_s = answer_s
        self._connection: DBusConnection | None = None
        self._owner = _SERVICE
        self._reads_markup = False
        self._numbers: dict[str, int] = {}

    def show(self, key: str, heading: str, line: str) -> None:
        """Show a line below its heading, in place of the one shown under the same key.

        Raises:
            DesktopError: The service is missing, refuses or does not answer.
        """
        if self._connection is not None:
            try:
                self._show(key, heading, line)
            except _LostServiceError:  # another one may have come in its place
                self.close()
            else:
                return
        self._open()
        self._show(key, heading, line)

    def _show(self, key: str, heading: str, line: str) -> None:
        replaces = self._numbers.get(key, 0)
        body = escape(line, quote=False) if self._reads_markup else line
        hints = {"urgency": ("y", _NORMAL_URGENCY), "desktop-entry": ("s", APP_ID)}
        icon = picture_file("problem", 48).as_uri()
        arguments: tuple[Any, ...] = (
            "speakd",
            replaces,
            icon,
            heading,
            body,
            [],
            hints,
            _SERVICE_DECIDES,
        )
        _, (self._numbers[key],) = self._call("Notify", arguments, "susssasa{sv}i")

    def withdraw(self, key: str) -> None:
        """Take a line back, if it is still there.

        Raises:
            DesktopError: The service does not answer.
        """
        number = self._numbers.pop(key, None)
        if number is not None and self._connection is not None:
            # A service refuses what a person has dismissed, and one that ended took all along.
            with suppress(_LostServiceError, _RefusedError):
                self._call("CloseNotification", (number,), "u")

    def close(self) -> None:
        """Let go of the bus; what is shown stays."""
        connection, self._connection = self._connection, None
        self._owner = _SERVICE
        self._numbers.clear()
        if connection is not None:
            with suppress(OSError):
                connection.close()

    def _open(self) -> None:
        self._connection = self._connect()
        try:
            # From then on it is this one or none: its numbers mean others to one that follows it.
            self._owner, (capabilities,) = self._call("GetCapabilities")
        except DesktopError:
            self.close()
            raise
        self._reads_markup = "body-markup" in capabilities

    def _call(
        self, method: str, body: tuple[Any, ...] = (), signature: str | None = None
    ) -> tuple[str, Any]:
        """Call a method; gives who has answered, and what.

        Raises:
            _LostServiceError: The one that was opened is not there any more.
            DesktopError: There is none, or it refuses or does not answer.
        """
        from jeepney import (  # noqa: PLC0415, 23 ms
            DBusAddress,
            DBusErrorResponse,
            HeaderFields,
            new_method_call,
        )
        from jeepney.wrappers import unwrap_msg  # noqa: PLC0415, likewise

        assert self._connection is not None  # noqa: S101, `_open` has made it
        service = DBusAddress(_PATH, bus_name=self._owner, interface=_SERVICE)
        message = new_method_call(service, method, signature, body)
        try:
            reply = self._connection.send_and_get_reply(message, timeout=self._answer_s)
            return reply.header.fields[HeaderFields.sender], unwrap_msg(reply)
        except DBusErrorResponse as refusal:
            kind = _LostServiceError if refusal.name in _GONE else _RefusedError
            raise kind("the desktop shows no notifications", remedy=_REMEDY) from refusal
        except TimeoutError as problem:
            raise DesktopError("the notification service does not answer") from problem
        except OSError as problem:
            raise _LostServiceError("the session bus is gone") from problem
