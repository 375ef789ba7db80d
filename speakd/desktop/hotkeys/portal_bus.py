"""A conversation with the desktop portal over the session bus.

The portal answers twice: at once with a reply to the call, and with a `Response` signal when the
desktop or a person has decided. The signal may overtake the reply, so everything is subscribed to
before the first call.
"""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jeepney import Message
    from jeepney.io.blocking import DBusConnection

PORTAL = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
REGISTRY = "org.freedesktop.host.portal.Registry"
SESSION = "org.freedesktop.portal.Session"

_REQUEST = "org.freedesktop.portal.Request"
_DESKTOPS = "org.freedesktop.impl.portal.desktop"
"""What the names of the desktops' own parts begin with, which stand behind the portal."""

_BUS_NAME = "org.freedesktop.DBus"
_BUS_PATH = "/org/freedesktop/DBus"

ANSWER_S = 30.0
"""Seconds in which a portal replies that may have to be started first."""


class PortalCallError(Exception):
    """The portal, or the bus in its place, replied with an error.

    Attributes:
        name: The error's name on the bus, such as `org.freedesktop.DBus.Error.ServiceUnknown`.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class PortalLostError(Exception):
    """The portal, or a desktop's part behind it, has left the bus, or the bus itself is gone."""


class Signal(NamedTuple):
    """A signal of the portal, to us.

    Attributes:
        interface: Whose it is.
        member: Its name.
        path: The object that it is about.
        body: Its arguments.
    """

    interface: str
    member: str
    path: str
    body: tuple[Any, ...]


class PortalBus:
    """Calls the portal, and hands on its signals while it waits. One thread.

    Args:
        connection: To the session bus; nothing was sent to the portal over it yet.
        on_signal: Takes the portal's signals, but for the responses to requests.
    """

    def __init__(self, connection: DBusConnection, on_signal: Callable[[Signal], None]) -> None:
        import jeepney  # noqa: PLC0415, 20 ms; only Linux has it and only Wayland needs it

        self._dbus = jeepney
        self._connection = connection
        self._on_signal = on_signal
        self._serials = connection.outgoing_serial
        self._tokens = count(1)
        self._responses: dict[str, tuple[int, dict[str, Any]]] = {}
        self._owner: str | None = None
        self._waits = False
        for sender, rest in (
            (PORTAL, f"interface='{_REQUEST}'"),
            (PORTAL, f"interface='{SHORTCUTS}'"),
            (PORTAL, f"interface='{SESSION}'"),
            (_BUS_NAME, f"member='NameOwnerChanged',arg0='{PORTAL}'"),
            (_BUS_NAME, f"member='NameOwnerChanged',arg0namespace='{_DESKTOPS}'"),
        ):
            self._call_bus("AddMatch", f"type='signal',sender='{sender}',{rest}")

    def find_owner(self) -> None:
        """Take the process that is the portal now for the one to listen to.

        Raises:
            PortalCallError: No portal runs.
        """
        (self._owner,) = self._call_bus("GetNameOwner", PORTAL)

    def call(
        self, interface: str, member: str, signature: str = "", body: tuple[object, ...] = ()
    ) -> tuple[Any, ...]:
        """Call the portal and give what it replies.

        Raises:
            PortalCallError: It replied with an error.
            PortalLostError: It is gone.
            TimeoutError: No reply within `ANSWER_S`.
        """
        address = self._dbus.DBusAddress(PATH, PORTAL, interface)
        message = self._dbus.new_method_call(address, member, signature or None, body)
        return self._call(message)

    def request(
        self,
        member: str,
        signature: str = "",
        body: tuple[object, ...] = (),
        *,
        options: Mapping[str, tuple[str, object]] | None = None,
        limit_s: float | None = ANSWER_S,
    ) -> tuple[int, dict[str, Any]]:
        """Make a request of `SHORTCUTS` and wait for its response.

        Args:
            member: The method; its last argument is the table of options.
            signature: Types of the arguments before that.
            body: Those arguments.
            options: Beside the token of the request.
            limit_s: Seconds until the response is given up; None where a person is asked.

        Returns:
            0 if it was granted, and the results.

        Raises:
            PortalCallError: It replied with an error.
            PortalLostError: It is gone.
            TimeoutError: No response in time.
        """
        token = f"speakd_{next(self._tokens)}"
        table = {"handle_token": ("s", token), **(options or {})}
        (handle,) = self.call(SHORTCUTS, member, f"{signature}a{{sv}}", (*body, table))
        deadline_s = None if limit_s is None else time.monotonic() + limit_s
        while handle not in self._responses:
            self._take(self._receive(deadline_s))
        code, results = self._responses.pop(handle)
        return code, {name: value for name, (_, value) in results.items()}

    def listen(self) -> None:
        """Hand on signals until the portal is gone.

        Raises:
            PortalLostError: Always, in the end.
        """
        while True:
            self._take(self._receive(None))

    def wait_for_portal(self) -> None:
        """Wait until another process is the portal, or the first one, or a desktop's part comes.

        Raises:
            PortalLostError: That has happened, or the bus is gone.
        """
        self._owner = self._owner or ""
        self._waits = True
        self.listen()

    def _call_bus(self, member: str, argument: str) -> tuple[Any, ...]:
        bus = self._dbus.DBusAddress(_BUS_PATH, _BUS_NAME, _BUS_NAME)
        return self._call(self._dbus.new_method_call(bus, member, "s", (argument,)))

    def _call(self, message: Message) -> tuple[Any, ...]:
        serial = next(self._serials)
        try:
            self._connection.send(message, serial=serial)
        except OSError as problem:
            raise PortalLostError from problem
        deadline_s = time.monotonic() + ANSWER_S
        while True:
            answer = self._receive(deadline_s)
            if answer.header.fields.get(self._dbus.HeaderFields.reply_serial) != serial:
                self._take(answer)
            elif answer.header.message_type is self._dbus.MessageType.error:
                raise PortalCallError(answer.header.fields[self._dbus.HeaderFields.error_name])
            else:
                return tuple(answer.body)

    def _receive(self, deadline_s: float | None) -> Message:
        timeout_s = None if deadline_s is None else max(0.0, deadline_s - time.monotonic())
        try:
            return self._connection.receive(timeout=timeout_s)
        except TimeoutError:
            raise
        # A connection that another thread has closed has no selector any more.
        except (OSError, ValueError, RuntimeError, KeyError) as problem:
            raise PortalLostError from problem

    def _take(self, message: Message) -> None:
        if message.header.message_type is not self._dbus.MessageType.signal:
            return
        fields, names = message.header.fields, self._dbus.HeaderFields
        sender = fields.get(names.sender, "")
        signal = Signal(
            fields[names.interface],
            fields[names.member],
            fields[names.path],
            tuple(message.body),
        )
        if sender == _BUS_NAME:
            if signal.member == "NameOwnerChanged":
                self._meet(*signal.body)
        elif sender == self._owner:
            if signal.interface == _REQUEST:
                self._responses[signal.path] = (signal.body[0], signal.body[1])
            else:
                self._on_signal(signal)

    def _meet(self, name: str, before: str, now: str) -> None:
        """Look at who came or went.

        A part of the desktop takes the keys along that it has bound, and the portal tells nobody.
        Which part binds them is not told either.

        Raises:
            PortalLostError: What was had is gone, or what was waited for is there.
        """
        if name == PORTAL:
            # Until the owner is asked for, the portal may be starting because we called it.
            is_over = self._owner is not None and now != self._owner
        else:
            is_over = bool(before) or self._waits
        if is_over:
            raise PortalLostError
