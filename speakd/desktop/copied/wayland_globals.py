"""What a Wayland compositor offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.desktop.copied.wayland_connection import DISPLAY

if TYPE_CHECKING:
    from speakd.desktop.copied.wayland_connection import Arguments, WaylandConnection

_GET_REGISTRY = 1
"""A request to the display."""

_BIND = 0
_GLOBAL = 0
"""A request to the registry, and its event for something that is offered."""


@dataclass(frozen=True, slots=True)
class _Global:
    number: int
    version: int


class Globals:
    """The interfaces that a compositor offers, as they are when this is made.

    Args:
        connection: The connection to it.
        deadline_s: `time.monotonic()` at which it is given up.

    Raises:
        CompositorSilentError: It did not answer in time.
        CompositorLostError: It ended the connection or breaks the protocol.
        CallCancelledError: It was called off.
    """

    def __init__(self, connection: WaylandConnection, deadline_s: float) -> None:
        self._connection = connection
        self._globals: dict[str, _Global] = {}
        self._registry = connection.new_object()
        connection.request(DISPLAY, _GET_REGISTRY, self._registry)
        connection.round_trip(self._take, deadline_s)

    def version(self, interface: str) -> int:
        """Tell the version of an interface; 0 where there is none."""
        found = self._globals.get(interface)
        return found.version if found else 0

    def bind(self, interface: str, version: int) -> int:
        """Make an object of an interface that is offered, the first one of several seats."""
        new = self._connection.new_object()
        number = self._globals[interface].number
        self._connection.request(self._registry, _BIND, number, interface, version, new)
        return new

    def _take(self, sender: int, kind: int, arguments: Arguments) -> None:
        if (sender, kind) == (self._registry, _GLOBAL):
            number, interface = arguments.number(), arguments.text()
            self._globals.setdefault(interface, _Global(number, arguments.number()))
