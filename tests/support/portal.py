"""The desktop portal, real, with a desktop behind it that tests hold in their hands."""

from __future__ import annotations

import os
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)

from speakd.desktop.session_bus import connect_to_bus, interrupt
from support.processes import end, said
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jeepney import Message

    from support.session_bus import SessionBus

BACKEND = "org.freedesktop.impl.portal.desktop.speakdtest"
PORTAL = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
IMPLEMENTATION = "org.freedesktop.impl.portal.GlobalShortcuts"
PROGRAM = "/usr/libexec/xdg-desktop-portal"

_BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_NO_METHOD = "org.freedesktop.DBus.Error.UnknownMethod"

GRANTED, CANCELLED, ENDED = 0, 1, 2
Reply = tuple[str, tuple[Any, ...]]
"""Signature and values of what a method gives back."""


class BusService:
    """A service on the session bus, on a thread of its own.

    Args:
        bus: The bus.
        name: The name to own on it.
    """

    def __init__(self, bus: SessionBus, name: str) -> None:
        self._connection = connect_to_bus(bus.environment)
        self._sending = threading.Lock()
        self._methods: dict[tuple[str, str], Callable[..., Reply | None]] = {}
        self._name = name
        self._thread = threading.Thread(target=self._serve, name=name)

    def answer(self, interface: str, member: str, method: Callable[..., Reply | None]) -> None:
        """Have a method called with the message and its arguments; None replies later."""
        self._methods[interface, member] = method

    def begin(self) -> None:
        """Own the name and answer calls."""
        request = new_method_call(_BUS, "RequestName", "su", (self._name, 4))
        (result,) = self._connection.send_and_get_reply(request).body
        assert result == 1, f"{self._name} is taken"
        self._thread.start()

    def emit(
        self,
        interface: str,
        member: str,
        signature: str,
        body: tuple[Any, ...],
        *,
        path: str = PATH,
        destination: str = "",
    ) -> None:
        """Send a signal."""
        message = new_signal(DBusAddress(path, interface=interface), member, signature, body)
        if destination:
            message.header.fields[HeaderFields.destination] = destination
        self._send(message)

    def reply(self, call: Message, reply: Reply) -> None:
        """Answer a call."""
        self._send(new_method_return(call, *reply))

    def refuse(self, call: Message, error: str) -> None:
        """Answer a call with an error."""
        self._send(new_error(call, error, "s", ("refused by the test",)))

    def close(self) -> None:
        """Leave the bus. Calling it again does nothing."""
        interrupt(self._connection)
        if self._thread.is_alive():
            self._thread.join()
        self._connection.close()

    def _send(self, message: Message) -> None:
        with self._sending:
            self._connection.send(message)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                call = self._connection.receive()
                if call.header.message_type is MessageType.method_call:
                    self._take(call)

    def _take(self, call: Message) -> None:
        fields = call.header.fields
        key = (fields.get(HeaderFields.interface, ""), fields[HeaderFields.member])
        if key not in self._methods:
            self.refuse(call, _NO_METHOD)
            return
        reply = self._methods[key](call, *call.body)
        if reply is not None:
            self.reply(call, reply)


class Desktop(BusService):
    """The desktop behind the portal: it decides which keys a program gets, and presses them.

    Attributes:
        answers: What it says to the next requests for keys; `GRANTED` when they have run out.
        gives: Words the key that it gives for a trigger that is asked for; "" gives none, and
            None leaves the shortcut out.
        has_dialog: Whether a person is asked; `decide` answers for that person.
        sessions: Handles of the sessions, in order.
        asked: Ids, descriptions and triggers of each request for keys.
        app_ids: What the portal says the programs are.
    """

    def __init__(self, bus: SessionBus) -> None:
        super().__init__(bus, BACKEND)
        self.answers: list[int] = []
        self.gives: Callable[[str], str | None] = lambda trigger: trigger
        self.has_dialog = False
        self.sessions: list[str] = []
        self.asked: list[list[tuple[str, str, str]]] = []
        self.app_ids: list[str] = []
        self._remembered: dict[str, str] = {}
        self._open_dialog: tuple[Message, Reply] | None = None
        self.answer(IMPLEMENTATION, "CreateSession", self._create_session)
        self.answer(IMPLEMENTATION, "ListShortcuts", self._list)
        self.answer(IMPLEMENTATION, "BindShortcuts", self._bind)
        properties = "org.freedesktop.DBus.Properties"
        self.answer(properties, "GetAll", lambda *_: ("a{sv}", ({"version": ("u", 1)},)))
        self.answer(properties, "Get", lambda *_: ("v", (("u", 1),)))

    def press(self, identifier: str) -> None:
        """Press and let go the key of a shortcut."""
        for member in ("Activated", "Deactivated"):
            body = (self.sessions[-1], identifier, 0, {})
            self.emit(IMPLEMENTATION, member, "osta{sv}", body)

    def change(self, **triggers: str) -> None:
        """Give other keys, as a person does in the settings."""
        self._remembered.update(triggers)
        body = (self.sessions[-1], _shortcuts(self._remembered))
        self.emit(IMPLEMENTATION, "ShortcutsChanged", "oa(sa{sv})", body)

    def decide(self) -> None:
        """Answer the open dialog, as `answers` says."""
        wait_until(lambda: self._open_dialog is not None, 10, "the dialog")
        assert self._open_dialog is not None
        call, reply = self._open_dialog
        self._open_dialog = None
        self.reply(call, reply)

    def forget(self) -> None:
        """Forget every key that was given."""
        self._remembered.clear()

    def close_session(self) -> None:
        """End the session, as a desktop may at any time."""
        session = self.sessions[-1]
        self.emit("org.freedesktop.impl.portal.Session", "Closed", "", (), path=session)

    def _create_session(self, call: Message, *arguments: Any) -> Reply:
        del call
        _, session, app_id, _ = arguments
        self.sessions.append(session)
        self.app_ids.append(app_id)
        return "ua{sv}", (GRANTED, {})

    def _list(self, call: Message, *_: Any) -> Reply:
        del call
        return "ua{sv}", (GRANTED, {"shortcuts": ("a(sa{sv})", _shortcuts(self._remembered))})

    def _bind(self, call: Message, *arguments: Any) -> Reply | None:
        _, _, shortcuts, _, _ = arguments
        self.asked.append(
            [
                (each, table["description"][1], table["preferred_trigger"][1])
                for each, table in shortcuts
            ]
        )
        answer = self.answers.pop(0) if self.answers else GRANTED
        if answer == GRANTED:
            for each, _, trigger in self.asked[-1]:
                key = self._remembered.get(each, self.gives(trigger))
                if key is not None:
                    self._remembered[each] = key
        given = _shortcuts(self._remembered) if answer == GRANTED else []
        reply: Reply = ("ua{sv}", (answer, {"shortcuts": ("a(sa{sv})", given)}))
        if not self.has_dialog:
            return reply
        self._open_dialog = (call, reply)
        return None


def _shortcuts(triggers: dict[str, str]) -> list[tuple[str, dict[str, tuple[str, str]]]]:
    return [
        (each, {"description": ("s", each), "trigger_description": ("s", trigger)})
        for each, trigger in triggers.items()
    ]


class Portal:
    """xdg-desktop-portal on the tests' own bus.

    Args:
        bus: The bus.
        offers_shortcuts: Whether the desktop behind it implements GlobalShortcuts.
    """

    def __init__(self, bus: SessionBus, *, offers_shortcuts: bool = True) -> None:
        self._bus = bus
        folder = bus.folder / "portals"
        folder.mkdir(exist_ok=True)
        interface = IMPLEMENTATION if offers_shortcuts else "org.freedesktop.impl.portal.Account"
        (folder / "speakdtest.portal").write_text(
            f"[portal]\nDBusName={BACKEND}\nInterfaces={interface};\nUseIn=speakdtest\n"
        )
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(bus.folder),
            "XDG_RUNTIME_DIR": str(bus.folder),
            "XDG_DATA_DIRS": str(bus.folder),
            "XDG_CURRENT_DESKTOP": "speakdtest",
            "XDG_DESKTOP_PORTAL_DIR": str(folder),
            **bus.environment,
        }
        self._log = bus.folder / "portal.log"
        self.start()

    def start(self) -> None:
        """Start it, again after `kill`; return once it is the portal."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "--verbose"],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        with connect_to_bus(self._bus.environment) as connection:
            question = new_method_call(_BUS, "NameHasOwner", "s", (PORTAL,))

            def is_there() -> bool:
                if self._process.poll() is not None:
                    raise AssertionError(f"the portal did not start: {said(self._log)}")
                return bool(connection.send_and_get_reply(question).body[0])

            wait_until(is_there, 20, "the portal")

    def kill(self) -> None:
        """Let it die as in a crash."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it. Calling it again does nothing."""
        end(self._process)


@contextmanager
def running_portal(bus: SessionBus, *, offers_shortcuts: bool = True) -> Iterator[Portal]:
    """Run the portal for as long as the context lasts."""
    portal = Portal(bus, offers_shortcuts=offers_shortcuts)
    try:
        yield portal
    finally:
        portal.close()


@contextmanager
def running_desktop(bus: SessionBus) -> Iterator[Desktop]:
    """Run a desktop for as long as the context lasts; it comes before its portal."""
    desktop = Desktop(bus)
    desktop.begin()
    try:
        yield desktop
    finally:
        desktop.close()
