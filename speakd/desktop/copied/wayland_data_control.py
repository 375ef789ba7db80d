"""What was copied or is selected, as a compositor tells a clipboard manager.

The protocols `ext-data-control-v1` and `wlr-data-control-unstable-v1` differ in their names alone.
No window and no focus is needed for either.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from speakd.desktop.copied.wayland_connection import CompositorLostError
from speakd.desktop.copied.wayland_globals import Globals

if TYPE_CHECKING:
    from speakd.desktop.copied.wayland_connection import Arguments, WaylandConnection

_SEAT = "wl_seat"
_GET_DEVICE = 1
"""A request to the manager."""

_NEW_OFFER = 0
"""The device's event that comes before an offer is told of; the others are in `Chosen`."""

_RECEIVE = 0
_TYPE = 0
"""A request to an offer, and its event for a type that it has."""


class Chosen(Enum):
    """Which of the two, by the number of the device's event that tells of it."""

    COPIED = 1
    SELECTED = 3


_MANAGERS = {
    Chosen.COPIED: {"ext_data_control_manager_v1": 1, "zwlr_data_control_manager_v1": 1},
    Chosen.SELECTED: {"ext_data_control_manager_v1": 1, "zwlr_data_control_manager_v1": 2},
}
"""Interfaces, best first, and the version from which on each tells of it."""


class DataControlMissingError(Exception):
    """The compositor does not tell programs; it may be asked what it offers instead."""

    def __init__(self, offered: Globals) -> None:
        super().__init__()
        self.offered = offered


class DataControl:
    """Follows what is copied, or selected, on the first seat.

    Args:
        connection: The connection to the compositor.
        chosen: Which of the two.
        deadline_s: `time.monotonic()` at which the compositor is given up.

    Raises:
        DataControlMissingError: It does not tell programs.
        CompositorSilentError: It did not answer in time.
        CompositorLostError: It ended the connection, refused or breaks the protocol.
        CallCancelledError: It was called off.
    """

    def __init__(self, connection: WaylandConnection, chosen: Chosen, deadline_s: float) -> None:
        self._connection = connection
        self._chosen = chosen
        self._types: dict[int, list[str]] = {}
        self._offer: int | None = None
        offered = Globals(connection, deadline_s)
        managers = _MANAGERS[chosen].items()
        able = (each for each in managers if offered.version(each[0]) >= each[1])
        interface, version = next(able, ("", 0))
        if not interface or not offered.version(_SEAT):
            raise DataControlMissingError(offered)
        manager, seat = offered.bind(interface, version), offered.bind(_SEAT, 1)
        self._device = connection.new_object()
        connection.request(manager, _GET_DEVICE, self._device, seat)
        connection.round_trip(self._take, deadline_s)

    @property
    def types(self) -> list[str]:
        """The types on offer; none where there is nothing."""
        return self._types[self._offer] if self._offer else []

    def receive(self, type_name: str, descriptor: int) -> None:
        """Have the owner write its content as one type.

        Args:
            type_name: One of `types`.
            descriptor: Where to; the owner gets a copy of it.

        Raises:
            CompositorLostError: The connection has ended.
        """
        if self._offer:
            self._connection.request(self._offer, _RECEIVE, type_name, descriptor=descriptor)

    def has_changed(self, deadline_s: float) -> bool:
        """Ask whether something else has been chosen meanwhile, which `types` then tell of.

        Raises:
            CompositorSilentError: It did not answer in time.
            CompositorLostError: It ended the connection or breaks the protocol.
            CallCancelledError: It was called off.
        """
        before = self._offer
        self._connection.round_trip(self._take, deadline_s)
        return self._offer != before

    def _take(self, sender: int, kind: int, arguments: Arguments) -> None:
        if sender in self._types:
            if kind == _TYPE:
                self._types[sender].append(arguments.text())
        elif sender == self._device and kind == _NEW_OFFER:
            self._types[arguments.number()] = []
        elif (sender, kind) == (self._device, self._chosen.value):
            self._offer = arguments.number()
            if self._offer and self._offer not in self._types:
                raise CompositorLostError
