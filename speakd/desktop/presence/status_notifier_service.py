"""One connection to the session bus on which the icon and its menu are served."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from speakd.desktop.presence.dbus_menu import DbusMenu
from speakd.desktop.presence.dbus_objects import answer
from speakd.desktop.presence.status_notifier import WATCHER, WATCHER_PATH, StatusNotifierItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jeepney.io.blocking import DBusConnection
    from jeepney.low_level import Message

    from speakd.desktop.presence.api import TrayView
    from speakd.desktop.presence.dbus_objects import BusObject, Signal

_BUS = "org.freedesktop.DBus"
_BUS_PATH = "/org/freedesktop/DBus"
_ANSWER_S = 5.0


class StatusNotifierService:
    """Shows the icon wherever there is a watcher for icons, now or later. One thread only.

    Nothing is waited for once the watcher knows of the icon: what it asks meanwhile would be lost.

    Args:
        connection: The session bus.
        look: Tells what to show, at once.
        name: The icon's own name on the bus.
    """

    def __init__(
        self,
        connection: DBusConnection,
        look: Callable[[], TrayView],
        name: str = f"org.kde.StatusNotifierItem-{os.getpid()}-1",
    ) -> None:
        self._connection = connection
        self._look = look
        self._name = name
        self._menu = DbusMenu(self.look_again)
        self._item: StatusNotifierItem | None = None

    def begin(self) -> None:
        """Show the icon, or wait for a watcher.

        Raises:
            OSError: The bus is lost, or does not answer.
        """
        rule = f"type='signal',sender='{_BUS}',member='NameOwnerChanged',arg0='{WATCHER}'"
        self._ask_bus("AddMatch", "s", (rule,))
        # Asked after the rule is in force, so that no watcher comes unseen in between.
        (there_is_one,) = self._ask_bus("NameHasOwner", "s", (WATCHER,))
        if there_is_one is True:
            self._announce()

    def handle(self, message: Message) -> None:
        """Answer a call, or notice that a watcher has come or gone.

        Raises:
            OSError: The bus is lost.
        """
        from jeepney import HeaderFields, MessageType  # noqa: PLC0415, 23 ms

        fields = message.header.fields
        if message.header.message_type is MessageType.method_call:
            # Before a watcher knows of it there is no icon, though somebody may ask for it.
            objects = (self._item, self._menu) if self._item is not None else ()
            reply = answer(message, objects)
            if reply is not None:
                self._connection.send(reply)
        elif (
            message.header.message_type is MessageType.signal
            and fields.get(HeaderFields.sender) == _BUS
            and fields.get(HeaderFields.member) == "NameOwnerChanged"
        ):
            name, _, owner = message.body
            if name == WATCHER and owner:
                self._announce()
            elif name == WATCHER:
                self._item = None

    def look_again(self) -> bool:
        """Tell the desktop what has changed; gives whether the menu has.

        Raises:
            OSError: The bus is lost.
        """
        if self._item is None:
            return False
        view = self._look()
        self._emit(self._item, self._item.set(view))
        changes = self._menu.set(view.menu, right_to_left=view.right_to_left)
        self._emit(self._menu, changes)
        return bool(changes)

    def _announce(self) -> None:
        """Tell a watcher of the icon."""
        view = self._look()
        self._item = StatusNotifierItem(view)
        self._menu.set(view.menu, right_to_left=view.right_to_left)
        self._post(_BUS, _BUS_PATH, "RequestName", "su", (self._name, 0))
        self._post(WATCHER, WATCHER_PATH, "RegisterStatusNotifierItem", "s", (self._name,))

    def _emit(self, sender: BusObject, signals: Iterable[Signal]) -> None:
        from jeepney import DBusAddress, new_signal  # noqa: PLC0415, 23 ms

        address = DBusAddress(sender.path, interface=sender.interface)
        for member, signature, body in signals:
            self._connection.send(new_signal(address, member, signature or None, body))

    def _post(
        self, name: str, path: str, member: str, signature: str, body: tuple[Any, ...]
    ) -> None:
        """Call a method whose answer nobody waits for."""
        from jeepney import DBusAddress, MessageFlag, new_method_call  # noqa: PLC0415, 23 ms

        address = DBusAddress(path, bus_name=name, interface=name)
        message = new_method_call(address, member, signature, body)
        message.header.flags = MessageFlag.no_reply_expected | MessageFlag.no_auto_start
        self._connection.send(message)

    def _ask_bus(self, member: str, signature: str, body: tuple[Any, ...]) -> tuple[Any, ...]:
        from jeepney import DBusAddress, new_method_call  # noqa: PLC0415, 23 ms

        address = DBusAddress(_BUS_PATH, bus_name=_BUS, interface=_BUS)
        message = new_method_call(address, member, signature, body)
        reply: tuple[Any, ...] = self._connection.send_and_get_reply(
            message, timeout=_ANSWER_S
        ).body
        return reply
