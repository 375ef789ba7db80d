"""A service on a session bus that a test makes up: it answers as it is told."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

from speakd.desktop.session_bus import interrupt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jeepney.low_level import Message

    Answer = tuple[str | None, tuple[Any, ...]]
    """The signature of an answer, and what is in it."""


class Refusal(Exception):  # noqa: N818, the word of the matter
    """Raised by a method to answer with an error."""


class BusService:
    """Owns a name on the bus, and answers calls of its methods on a thread of its own.

    Args:
        address: The bus.
        name: The name.
        methods: What answers each method; one that is not there is answered with an error. One
            that returns None is left without an answer.
    """

    def __init__(
        self, address: str, name: str, methods: Mapping[str, Callable[..., Answer | None]]
    ) -> None:
        self._methods = methods
        self._connection = open_dbus_connection(address)
        self._sending = threading.Lock()
        reply = self._connection.send_and_get_reply(message_bus.RequestName(name), timeout=10)
        if unwrap_msg(reply) != (1,):
            raise AssertionError(f"{name} is taken")
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def send_signal(
        self, path: str, interface: str, member: str, signature: str, body: tuple[Any, ...]
    ) -> None:
        """Send a signal to everyone."""
        address = DBusAddress(path, interface=interface)
        self._send(new_signal(address, member, signature, body))

    def close(self) -> None:
        """Leave the bus."""
        interrupt(self._connection)
        self._thread.join()
        self._connection.close()

    def _send(self, message: Message) -> None:
        with self._sending:
            self._connection.send(message)

    def _work(self) -> None:
        with suppress(ConnectionError):
            while True:
                call = self._connection.receive()
                if call.header.message_type is MessageType.method_call:
                    self._answer(call)

    def _answer(self, call: Message) -> None:
        fields = call.header.fields
        method = self._methods.get(fields[HeaderFields.member], _refuse)
        try:
            answer = method(*call.body)
        except Refusal:
            self._send(new_error(call, "org.freedesktop.DBus.Error.Failed", "s", ("no",)))
            return
        if answer is not None:
            self._send(new_method_return(call, *answer))


def _refuse(*_: object) -> None:
    """Stand in for a method that is not there."""
    raise Refusal
