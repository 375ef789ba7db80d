"""What portals newer than the one at hand do: a fake one that keeps their rules.

The real portal that these rules are read from is 1.21: it takes a program's name in `Register`,
before anything else, wants a desktop file of that name, and gives no session without one.
"""

from __future__ import annotations

import queue
import re
from typing import TYPE_CHECKING, Any

import pytest
from jeepney import DBusAddress, HeaderFields, message_bus, new_signal

from speakd.chord import parse_chord
from speakd.desktop.app_id import APP_ID
from speakd.desktop.hotkeys.portal_hotkey import PortalHotkeyListener
from speakd.desktop.hotkeys.supervised_hotkey import BackOff
from speakd.desktop.session_bus import connect_to_bus
from support.portal import GRANTED, PORTAL, BusService, Reply
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jeepney import Message

    from speakd.chord import Chord
    from support.session_bus import SessionBus

READ = parse_chord("ctrl+option+cmd+p")
STOP = parse_chord("ctrl+option+cmd+s")
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
REQUEST = "org.freedesktop.portal.Request"
SESSION = "/org/freedesktop/portal/desktop/session/here"


class NewerPortal(BusService):
    """Owns the portal's name; every response overtakes the reply to its request.

    Attributes:
        installed: Names of desktop files.
        called: Methods, in order.
        nonsense: Whether it answers `BindShortcuts` with something else than shortcuts.
    """

    def __init__(self, bus: SessionBus, installed: set[str]) -> None:
        super().__init__(bus, PORTAL)
        self.installed = installed
        self.called: list[str] = []
        self.nonsense = False
        self.client = ""
        self._app_id = ""
        self.answer("org.freedesktop.host.portal.Registry", "Register", self._register)
        self.answer("org.freedesktop.DBus.Properties", "Get", self._get)
        for member in ("CreateSession", "ListShortcuts", "BindShortcuts"):
            self.answer(SHORTCUTS, member, self._request)
        self.begin()

    def press(self, chord: Chord) -> None:
        body = (SESSION, str(chord), 0, {})
        self.emit(SHORTCUTS, "Activated", "osta{sv}", body, destination=self.client)

    def _register(self, call: Message, app_id: str, _options: object) -> Reply | None:
        self.called.append("Register")
        if len(self.called) > 1 or app_id not in self.installed:
            self.refuse(call, "org.freedesktop.portal.Error.Failed")
            return None
        self._app_id = app_id
        return "", ()

    def _get(self, _call: Message, _interface: str, name: str) -> Reply:
        self.called.append(name)
        return "v", (("u", 2),)

    def _request(self, call: Message, *arguments: Any) -> Reply | None:
        member = call.header.fields[HeaderFields.member]
        self.called.append(member)
        if not self._app_id:
            self.refuse(call, "org.freedesktop.portal.Error.NotAllowed")
            return None
        self.client = call.header.fields[HeaderFields.sender]
        name = self.client.removeprefix(":").replace(".", "_")
        token = arguments[-1]["handle_token"][1]
        handle = f"/org/freedesktop/portal/desktop/request/{name}/{token}"
        body = (GRANTED, self._results(member))
        self.emit(REQUEST, "Response", "ua{sv}", body, path=handle, destination=self.client)
        return "o", (handle,)

    def _results(self, member: str) -> dict[str, tuple[str, object]]:
        if member == "CreateSession":
            return {"session_handle": ("s", SESSION)}
        if self.nonsense:
            return {"shortcuts": ("u", 7)}
        shortcuts = [(str(READ), {"trigger_description": ("s", "Press <Super>p")})]
        return {"shortcuts": ("a(sa{sv})", shortcuts if member == "BindShortcuts" else [])}


@pytest.fixture
def portal(session_bus: SessionBus) -> Iterator[NewerPortal]:
    portal = NewerPortal(session_bus, {APP_ID})
    yield portal
    portal.close()


@pytest.fixture
def fired() -> queue.SimpleQueue[str]:
    return queue.SimpleQueue()


@pytest.fixture
def listener() -> Iterator[PortalHotkeyListener]:
    listener = PortalHotkeyListener(patience_s=10.0, back_off=BackOff(0.005, 0.02))
    yield listener
    listener.stop()


def test_speakd_tells_its_name_before_anything_else(
    portal: NewerPortal, listener: PortalHotkeyListener, fired: queue.SimpleQueue[str]
) -> None:
    listener.start({READ: lambda: fired.put("read")})
    assert portal.called == [
        "Register",
        "version",
        "CreateSession",
        "ListShortcuts",
        "BindShortcuts",
    ]
    assert listener.status().backend == "GlobalShortcuts portal (version 2)"
    assert listener.status().chords == ("cmd+p",)
    portal.press(READ)
    assert fired.get(timeout=10) == "read"


def test_the_name_is_one_that_gnome_takes() -> None:
    # What g_application_id_is_valid asks for.
    assert re.fullmatch(r"[A-Za-z_-][A-Za-z0-9_-]*(\.[A-Za-z_-][A-Za-z0-9_-]*)+", APP_ID)
    assert len(APP_ID) <= 255


def test_without_a_desktop_file_the_remedy_is_to_install_one(
    portal: NewerPortal, listener: PortalHotkeyListener
) -> None:
    portal.installed.clear()
    listener.start({READ: lambda: None})
    status = listener.status()
    assert not status.alive
    assert "run `speakd autostart enable`" in status.problem
    assert portal.called == ["Register", "version", "CreateSession"]


def test_a_press_that_somebody_else_makes_up_does_nothing(
    session_bus: SessionBus,
    portal: NewerPortal,
    listener: PortalHotkeyListener,
    fired: queue.SimpleQueue[str],
) -> None:
    listener.start({READ: lambda: fired.put("read"), STOP: lambda: fired.put("stop")})
    press = new_signal(
        DBusAddress("/org/freedesktop/portal/desktop", interface=SHORTCUTS),
        "Activated",
        "osta{sv}",
        (SESSION, str(READ), 0, {}),
    )
    press.header.fields[HeaderFields.destination] = portal.client
    with connect_to_bus(session_bus.environment) as stranger:
        stranger.send(press)
        stranger.send_and_get_reply(message_bus.GetId())  # by now the press has been passed on
    portal.press(STOP)
    assert fired.get(timeout=10) == "stop"


def test_a_portal_that_is_not_understood_is_asked_again(
    portal: NewerPortal, listener: PortalHotkeyListener, fired: queue.SimpleQueue[str]
) -> None:
    portal.nonsense = True
    listener.start({READ: lambda: fired.put("read")})
    assert "was not understood" in listener.status().problem
    portal.nonsense = False
    portal.called.clear()
    wait_until(lambda: listener.status().alive, 10, "a second try")
