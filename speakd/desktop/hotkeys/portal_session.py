"""A session of the GlobalShortcuts portal, from its creation to its end."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from speakd.desktop.app_id import APP_ID
from speakd.desktop.hotkeys.portal_bus import (
    REGISTRY,
    SESSION,
    SHORTCUTS,
    PortalBus,
    PortalCallError,
    PortalLostError,
    Signal,
)
from speakd.desktop.hotkeys.portal_shortcuts import BY_HAND, SET_A_KEY
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from jeepney.io.blocking import DBusConnection

    from speakd.desktop.hotkeys.portal_shortcuts import Offer

_log = logging.getLogger(__name__)

_GRANTED = 0
_MISSING = (
    "org.freedesktop.DBus.Error.ServiceUnknown",
    "org.freedesktop.DBus.Error.NameHasNoOwner",
    "org.freedesktop.DBus.Error.Spawn",
)
_NOT_ALLOWED = "org.freedesktop.portal.Error.NotAllowed"


class PortalSession:
    """Asks for a session and for keys, once; then tells of presses. One thread.

    Args:
        connection: To the session bus; fresh, for the portal takes a program's name first.
        on_pressed: Takes the id of a shortcut that was pressed.
        on_triggers: Takes keys that the desktop has given or taken since, by id.
    """

    def __init__(
        self,
        connection: DBusConnection,
        on_pressed: Callable[[str], None],
        on_triggers: Callable[[Mapping[str, str]], None],
    ) -> None:
        self._bus = PortalBus(connection, self._on_signal)
        self._on_pressed = on_pressed
        self._on_triggers = on_triggers
        self._handle = ""

    def open(self) -> int:
        """Create the session.

        Returns:
            The version of the portal.

        Raises:
            DesktopError: There is no portal, or it grants no session; why, and what to do.
            PortalLostError: The portal has left the bus.
        """
        try:
            self._register()
            self._bus.find_owner()
        except PortalCallError as problem:
            raise DesktopError(
                "Wayland lets no program listen for keys, and no desktop portal runs here",
                remedy=BY_HAND,
            ) from problem
        try:
            body = (SHORTCUTS, "version")
            reply = self._bus.call("org.freedesktop.DBus.Properties", "Get", "ss", body)
        except PortalCallError as problem:
            raise DesktopError(
                "Wayland lets no program listen for keys, and this desktop's portal offers no "
                "global shortcuts",
                remedy=BY_HAND,
            ) from problem
        self._create()
        return int(reply[0][1])

    def known(self) -> Collection[str]:
        """Tell the ids that the desktop remembers; it may ask a person about others."""
        try:
            _, results = self._bus.request("ListShortcuts", "o", (self._handle,))
        except PortalCallError as problem:
            _log.debug("shortcuts cannot be listed: %s", problem)
            return ()
        return _triggers(results).keys()

    def bind(self, offers: Iterable[Offer]) -> Mapping[str, str]:
        """Ask for keys, and wait for as long as a person takes to decide.

        Returns:
            The keys that were given, by id; an empty one was not given, or is not told.

        Raises:
            DesktopError: They are refused.
            PortalLostError: The portal has left the bus.
        """
        shortcuts = [
            (
                each.id,
                {
                    "description": ("s", each.description),
                    "preferred_trigger": ("s", each.trigger),
                },
            )
            for each in offers
        ]
        body = (self._handle, shortcuts, "")  # no window is the parent of the dialog
        try:
            code, results = self._bus.request("BindShortcuts", "oa(sa{sv})s", body, limit_s=None)
        except PortalCallError as problem:
            _log.debug("shortcuts cannot be bound: %s", problem)
            raise _refusal() from problem
        if code != _GRANTED:
            raise _refusal()
        return _triggers(results)

    def listen(self) -> None:
        """Tell of presses until the session ends.

        Raises:
            PortalLostError: Always, in the end.
        """
        self._bus.listen()

    def wait_for_portal(self) -> None:
        """Wait until there is another portal than the one that could not help.

        Raises:
            PortalLostError: There is, or the bus is gone.
        """
        self._bus.wait_for_portal()

    def _register(self) -> None:
        try:
            self._bus.call(REGISTRY, "Register", "sa{sv}", (APP_ID, {}))
        except PortalCallError as problem:
            if problem.name.startswith(_MISSING):
                raise
            # Portals before 1.19.4 have no registry; later ones may know no such desktop file.
            _log.debug("not registered with the portal: %s", problem)

    def _create(self) -> None:
        options = {"session_handle_token": ("s", "speakd")}
        try:
            code, results = self._bus.request("CreateSession", options=options)
        except PortalCallError as problem:
            if problem.name == _NOT_ALLOWED:
                raise DesktopError(
                    "the desktop portal gives keys only to programs with a desktop file",
                    remedy="run `speakd autostart enable`, then start speakd again",
                ) from problem
            raise _absence() from problem
        if code != _GRANTED:
            raise _absence()
        self._handle = results["session_handle"]

    def _on_signal(self, signal: Signal) -> None:
        if signal.interface == SESSION:
            if signal.member == "Closed" and signal.path == self._handle:
                raise PortalLostError
        elif signal.member == "Activated":
            self._on_pressed(signal.body[1])
        elif signal.member == "ShortcutsChanged":
            self._on_triggers(_triggers({"shortcuts": signal.body[1]}))


def _absence() -> DesktopError:
    return DesktopError(
        "the desktop behind the portal does not answer",
        remedy=f"log out and in again, or {BY_HAND}",
    )


def _refusal() -> DesktopError:
    return DesktopError(
        "the desktop has refused speakd its keys",
        remedy=f"start speakd again to be asked once more, or {SET_A_KEY}",
    )


def _triggers(
    results: Mapping[str, Iterable[tuple[str, Mapping[str, tuple[str, str]]]]],
) -> dict[str, str]:
    return {
        identifier: table["trigger_description"][1] if "trigger_description" in table else ""
        for identifier, table in results.get("shortcuts", ())
    }
