"""A notification service and a tray without a desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.presence.api import Notifier, Tray

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.desktop.presence.api import MenuItem, TrayView


class FakeNotifier(Notifier):
    """Remembers what it was asked to show.

    Attributes:
        shown: What can be seen now, by key.
        log: Every call, in order.
        closed: Whether it was closed.
    """

    name = "fake"

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}
        self.log: list[tuple[str, ...]] = []
        self.closed = False

    def show(self, key: str, line: str) -> None:
        """See `Notifier`."""
        if self.closed:
            return
        self.shown.pop(key, None)
        self.shown[key] = line
        self.log.append(("show", key, line))

    def withdraw(self, key: str) -> None:
        """See `Notifier`."""
        if self.closed:
            return
        self.shown.pop(key, None)
        self.log.append(("withdraw", key))

    def close(self) -> None:
        """See `Notifier`."""
        self.closed = True


class FakeTray(Tray):
    """Looks when it is asked to, and chooses what it is told to.

    Attributes:
        refreshed: How often it was asked to look again.
        stopped: Whether it was stopped.
    """

    name = "fake"
    looks_on_opening = True

    def __init__(self) -> None:
        self.refreshed = 0
        self.stopped = False
        self._look: Callable[[], TrayView] | None = None

    @property
    def view(self) -> TrayView:
        """What it would show now."""
        if self._look is None:
            raise AssertionError("it was not started")
        return self._look()

    def choose(self, *labels: str) -> None:
        """Choose an item, by its label and those of the menus that it is in."""
        items = self.view.menu
        item: MenuItem | None = None
        for label in labels:
            item = next((each for each in items if each.label == label), None)
            if item is None:
                raise AssertionError(f"no {label!r} among {[each.label for each in items]}")
            items = item.items
        if item is None or item.act is None:
            raise AssertionError(f"{labels!r} cannot be chosen")
        item.act()

    def start(self, look: Callable[[], TrayView]) -> None:
        """See `Tray`."""
        self._look = look

    def refresh(self) -> None:
        """See `Tray`."""
        self.refreshed += 1

    def stop(self) -> None:
        """See `Tray`."""
        self.stopped = True
