"""The icon that the desktop draws: `org.kde.StatusNotifierItem`.

After the StatusNotifierItem specification of freedesktop.org, as KDE, GNOME's extension, Xfce,
LXQt, Cinnamon, MATE, sway and others carry it out. Pictures are sent as pixels, for the desktop may
not see the folder that ours lie in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speakd.desktop.icons import SIZES, picture_file
from speakd.desktop.icons.pixels import read_picture
from speakd.desktop.presence.api import TrayState
from speakd.desktop.presence.dbus_menu import DbusMenu
from speakd.desktop.presence.dbus_objects import BusObject, Method, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speakd.desktop.presence.api import TrayView
    from speakd.desktop.presence.dbus_objects import Typed

WATCHER = "org.kde.StatusNotifierWatcher"
"""Who is told of new icons: its name on the bus, and its interface."""

WATCHER_PATH = "/StatusNotifierWatcher"

_PICTURES = "a(iiay)"


class StatusNotifierItem(BusObject):
    """Tells what the icon looks like and what changes in that.

    Args:
        view: What it shows first.
    """

    path = "/StatusNotifierItem"
    interface = "org.kde.StatusNotifierItem"
    methods = {  # noqa: RUF012, constant as declared in `BusObject`
        "ContextMenu": Method("ii", ""),
        "Activate": Method("ii", ""),
        "SecondaryActivate": Method("ii", ""),
        "Scroll": Method("is", ""),
    }
    signals = {  # noqa: RUF012, likewise
        "NewTitle": "",
        "NewIcon": "",
        "NewAttentionIcon": "",
        "NewOverlayIcon": "",
        "NewToolTip": "",
        "NewStatus": "s",
    }

    def __init__(self, view: TrayView) -> None:
        self._view = view
        self._read: dict[TrayState, list[tuple[int, int, bytes]]] = {}

    def set(self, view: TrayView) -> list[Signal]:
        """Show `view` from now on; gives what the desktop is to be told."""
        before, self._view = self._view, view
        changes = []
        if view.state is not before.state:
            changes.append(Signal("NewIcon", "", ()))
        if _status(view) != _status(before):
            changes += [
                Signal("NewAttentionIcon", "", ()),
                Signal("NewStatus", "s", (_status(view),)),
            ]
        if view.tooltip != before.tooltip:
            changes.append(Signal("NewToolTip", "", ()))
        return changes

    def properties(self) -> Mapping[str, Typed]:
        """See `BusObject`."""
        view = self._view
        needs_attention = view.state is TrayState.PROBLEM
        return {
            "Category": ("s", "ApplicationStatus"),
            "Id": ("s", "speakd"),
            "Title": ("s", "speakd"),
            "Status": ("s", _status(view)),
            "WindowId": ("i", 0),
            "IconThemePath": ("s", ""),
            "IconName": ("s", ""),
            "IconPixmap": (_PICTURES, self._pictures(view.state)),
            "OverlayIconName": ("s", ""),
            "OverlayIconPixmap": (_PICTURES, []),
            "AttentionIconName": ("s", ""),
            "AttentionIconPixmap": (
                _PICTURES,
                self._pictures(view.state) if needs_attention else [],
            ),
            "AttentionMovieName": ("s", ""),
            "ToolTip": (f"(s{_PICTURES}ss)", ("", [], "speakd", view.tooltip)),
            "ItemIsMenu": ("b", True),
            "Menu": ("o", DbusMenu.path),
        }

    def call(self, member: str, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """See `BusObject`. There is nothing but the menu, which the desktop opens itself."""
        del member, arguments
        return ()

    def _pictures(self, state: TrayState) -> list[tuple[int, int, bytes]]:
        """Give the pictures of a state in every size: width, height, pixels."""
        if state not in self._read:
            pictures = (read_picture(picture_file(state.value, size)) for size in SIZES)
            self._read[state] = [(each.width, each.height, each.argb) for each in pictures]
        return self._read[state]


def _status(view: TrayView) -> str:
    return "NeedsAttention" if view.state is TrayState.PROBLEM else "Active"
