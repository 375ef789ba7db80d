"""A menu that the desktop draws: `com.canonical.dbusmenu`, version 3.

After `dbus-menu.xml` of libdbusmenu, which is where the interface is described.
"""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speakd.desktop.presence.dbus_objects import BusObject, Method, RefusedCallError, Signal
from speakd.errors import describe_bug

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from speakd.desktop.presence.api import MenuItem
    from speakd.desktop.presence.dbus_objects import Typed

ROOT = 0
"""The number of what the whole menu hangs from."""

_LAYOUT = "(ia{sv}av)"
_VERSION = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Node:
    """An item as it is told to the desktop."""

    properties: Mapping[str, Typed]
    children: tuple[int, ...] = ()
    act: Callable[[], None] | None = None


class DbusMenu(BusObject):
    """Tells a menu and what changes in it, and has done what is chosen.

    An item keeps its number as long as its key stays where it is, and no number is used again, so
    that a click never hits an item that took the place of another.

    Args:
        about_to_show: Called before the menu is opened, to `set` what it shows; returns whether
            that changed anything.
    """

    path = "/StatusNotifierItem/Menu"
    interface = "com.canonical.dbusmenu"
    methods = {  # noqa: RUF012, constant as declared in `BusObject`
        "GetLayout": Method("iias", f"u{_LAYOUT}"),
        "GetGroupProperties": Method("aias", "a(ia{sv})"),
        "GetProperty": Method("is", "v"),
        "Event": Method("isvu", ""),
        "EventGroup": Method("a(isvu)", "ai"),
        "AboutToShow": Method("i", "b"),
        "AboutToShowGroup": Method("ai", "aiai"),
    }
    signals = {  # noqa: RUF012, likewise
        "ItemsPropertiesUpdated": "a(ia{sv})a(ias)",
        "LayoutUpdated": "ui",
        "ItemActivationRequested": "iu",
    }

    def __init__(self, about_to_show: Callable[[], bool] = lambda: False) -> None:
        self._about_to_show = about_to_show
        self._numbers: dict[tuple[str, ...], int] = {}
        self._next_number = itertools.count(ROOT + 1)
        self._revision = 0
        self._right_to_left = False
        self._nodes: dict[int, _Node] = {ROOT: _Node({})}
        self._calls: Mapping[str, Callable[..., tuple[Any, ...]]] = {
            "GetLayout": self._get_layout,
            "GetGroupProperties": self._get_group_properties,
            "GetProperty": self._get_property,
            "Event": self._event,
            "EventGroup": self._event_group,
            "AboutToShow": self._menu_opens,
            "AboutToShowGroup": self._menus_open,
        }

    def set(self, items: Sequence[MenuItem], *, right_to_left: bool = False) -> list[Signal]:
        """Show these items from now on; gives what the desktop is to be told.

        Args:
            items: From top to bottom.
            right_to_left: Whether their words are written so, which is told to who asks.
        """
        self._right_to_left = right_to_left
        nodes: dict[int, _Node] = {}
        children = self._add(items, (), nodes)
        nodes[ROOT] = _Node({"children-display": ("s", "submenu")}, children)
        before, self._nodes = self._nodes, nodes
        return list(self._changes(before))

    def properties(self) -> Mapping[str, Typed]:
        """See `BusObject`."""
        return {
            "Version": ("u", _VERSION),
            "TextDirection": ("s", "rtl" if self._right_to_left else "ltr"),
            "Status": ("s", "normal"),
            "IconThemePath": ("as", []),
        }

    def call(self, member: str, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """See `BusObject`."""
        return self._calls[member](*arguments)

    def _get_layout(
        self, number: int, depth: int, names: Collection[str]
    ) -> tuple[int, tuple[Any, ...]]:
        return self._revision, self._layout(number, depth, names)

    def _get_group_properties(
        self, numbers: Collection[int], names: Collection[str]
    ) -> tuple[list[tuple[int, dict[str, Typed]]]]:
        # Each once: a list that names one item a million times gets no million answers.
        known = [n for n in dict.fromkeys(numbers or self._nodes) if n in self._nodes]
        return ([(n, _named(self._nodes[n].properties, names)) for n in known],)

    def _get_property(self, number: int, name: str) -> tuple[Typed]:
        found = self._node(number).properties
        if name not in found:
            raise RefusedCallError("InvalidArgs", "the item has no such property")
        return (found[name],)

    def _event(self, number: int, event: str, _data: object, _at: int) -> tuple[()]:
        self._carry_out(self._node(number), event)
        return ()

    def _event_group(self, events: Sequence[tuple[int, str, object, int]]) -> tuple[list[int]]:
        known = [each for each in events if each[0] in self._nodes]
        for number, event, _, _ in known:
            self._carry_out(self._nodes[number], event)
        return ([number for number, _, _, _ in events if number not in self._nodes],)

    def _menu_opens(self, number: int) -> tuple[bool]:
        self._node(number)
        return (self._about_to_show(),)

    def _menus_open(self, numbers: Sequence[int]) -> tuple[list[int], list[int]]:
        known = [number for number in numbers if number in self._nodes]
        unknown = [number for number in numbers if number not in self._nodes]
        return (known if known and self._about_to_show() else []), unknown

    def _add(
        self, items: Sequence[MenuItem], path: tuple[str, ...], nodes: dict[int, _Node]
    ) -> tuple[int, ...]:
        """Put items and their submenus into `nodes`; gives their numbers."""
        numbers = []
        for position, item in enumerate(items):
            place = (*path, item.key or item.label or f"separator {position}")
            if place not in self._numbers:
                self._numbers[place] = next(self._next_number)
            number = self._numbers[place]
            children = self._add(item.items, place, nodes)
            nodes[number] = _Node(dict(_properties(item)), children, item.act)
            numbers.append(number)
        return tuple(numbers)

    def _changes(self, before: Mapping[int, _Node]) -> Iterator[Signal]:
        now = self._nodes
        updated, removed = [], []
        for number in before.keys() & now.keys():
            old, new = before[number].properties, now[number].properties
            if changed := {name: value for name, value in new.items() if old.get(name) != value}:
                updated.append((number, changed))
            if gone := [name for name in old if name not in new]:
                removed.append((number, gone))
        if updated or removed:
            signature = self.signals["ItemsPropertiesUpdated"]
            yield Signal("ItemsPropertiesUpdated", signature, (updated, removed))
        if {n: node.children for n, node in before.items()} != {
            n: node.children for n, node in now.items()
        }:
            self._revision += 1
            yield Signal("LayoutUpdated", self.signals["LayoutUpdated"], (self._revision, ROOT))

    def _layout(self, number: int, depth: int, names: Collection[str]) -> tuple[Any, ...]:
        """Describe an item and, to `depth` levels or all if negative, what is below it."""
        node = self._node(number)
        children = [
            (_LAYOUT, self._layout(child, depth - 1, names)) for child in node.children if depth
        ]
        return number, _named(node.properties, names), children

    def _node(self, number: int) -> _Node:
        if number not in self._nodes:
            raise RefusedCallError("InvalidArgs", "there is no such item")
        return self._nodes[number]

    @staticmethod
    def _carry_out(node: _Node, event: str) -> None:
        if event != "clicked" or node.act is None:
            return
        try:
            node.act()
        except Exception as error:  # noqa: BLE001, a faulty item must not cost the menu
            _log.error("an item of the menu broke down: %s", describe_bug(error))


def _properties(item: MenuItem) -> Iterator[tuple[str, Typed]]:
    """Give the properties that are not at their default."""
    if not item.label:
        yield "type", ("s", "separator")
        return
    yield "label", ("s", item.label.replace("_", "__"))  # one alone marks the key to press
    if item.items:
        yield "children-display", ("s", "submenu")
    elif item.act is None:
        yield "enabled", ("b", False)
    if item.ticked is not None:
        yield "toggle-type", ("s", "radio")
        yield "toggle-state", ("i", int(item.ticked))


def _named(properties: Mapping[str, Typed], names: Collection[str]) -> dict[str, Typed]:
    return {name: each for name, each in properties.items() if not names or name in names}
