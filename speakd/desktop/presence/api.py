"""The contracts of what a person sees of speakd: notifications and the icon in the tray."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable


class Notifier(ABC):
    """Shows problems on the desktop, a line each; never text that is read.

    Every method may be called from any thread, returns at once and raises nothing: a notification
    service that is missing, refuses or hangs costs a line in the log.
    """

    name: ClassVar[str]
    """Name of the backend."""

    @abstractmethod
    def show(self, key: str, line: str) -> None:
        """Show a problem; it takes the place of the one shown before under the same key.

        Args:
            key: Which matter it is, such as `hotkey`.
            line: What is wrong and what to do about it.
        """

    @abstractmethod
    def withdraw(self, key: str) -> None:
        """Take back what is shown under `key`; most often nothing is."""

    @abstractmethod
    def close(self) -> None:
        """Give everything back. Calling it again does nothing."""


class TrayState(Enum):
    """What the icon tells. The value names its picture in `speakd/desktop/icons`."""

    READY = "ready"
    LOADING = "loading"
    SPEAKING = "speaking"
    PAUSED = "paused"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the tray's menu.

    Attributes:
        label: What it says; empty for a line that separates groups.
        act: Called on the tray's thread when it is chosen, to do no more than post; None where
            it cannot be chosen.
        ticked: Whether it is the chosen one of its submenu; None where that is no question.
        items: The lines of its submenu, if it has one.
        key: Tells it from the other items of its menu while its label changes; the label, if empty.
    """

    label: str = ""
    act: Callable[[], None] | None = field(default=None, compare=False)
    ticked: bool | None = None
    items: tuple[MenuItem, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class TrayView:
    """What the tray shows at a moment.

    Attributes:
        state: The icon.
        tooltip: One line about it.
        menu: The menu, from top to bottom.
        right_to_left: Whether its words are written so.
    """

    state: TrayState
    tooltip: str
    menu: tuple[MenuItem, ...]
    right_to_left: bool = False


class Tray(ABC):
    """An icon among those of the desktop, with a menu.

    Where the desktop has no place for icons, or loses it, nothing is shown and nothing fails; where
    it comes to have one, the icon appears.
    """

    name: ClassVar[str]
    """Name of the backend."""

    looks_on_opening: ClassVar[bool]
    """Whether the menu is looked up anew each time that it is opened."""

    @abstractmethod
    def start(self, look: Callable[[], TrayView]) -> None:
        """Show the icon, now or as soon as there is a place for it.

        Args:
            look: Tells what to show, at once. Called on the tray's own thread.

        Raises:
            DesktopError: There can be no icon here; why, and what to do.
        """

    @abstractmethod
    def refresh(self) -> None:
        """Look again soon, for something has changed; any thread, returns at once."""

    @abstractmethod
    def stop(self) -> None:
        """Take the icon away. Calling it again does nothing."""
