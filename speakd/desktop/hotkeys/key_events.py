"""What a keyboard tells, in words that are the same on every platform."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

LEVEL_SHIFT = "altgr"
"""What a held AltGr is called. It is no modifier of a chord, so while it is held none fires."""


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """A key went down or came up.

    Attributes:
        key: The key's name by its place on a US keyboard, as in `speakd.chord`.
        pressed: Whether it went down; a key that repeats while held goes down again and again.
        modifiers: What the system said was held at that moment: names from
            `speakd.chord.MODIFIERS`, and `LEVEL_SHIFT`. Lock keys are not among them.
        time_s: When, on any clock that only moves forward.
    """

    key: str
    pressed: bool
    modifiers: frozenset[str]
    time_s: float


class KeySource(ABC):
    """One connection to the keyboard, from its start to its end; never started twice."""

    @abstractmethod
    def start(
        self,
        keys: Collection[str],
        on_event: Callable[[KeyEvent], None],
        on_end: Callable[[str], None],
    ) -> None:
        """Begin to listen; return once a press would be noticed.

        Args:
            keys: Names of the keys that matter; events of others need not be told.
            on_event: Called on the source's thread. It must be quick and must not raise.
            on_end: Called once, on any thread, when a source that had started can hear no more
                though nobody stopped it; with the reason and its remedy in one line.

        Raises:
            DesktopError: It cannot listen here; why, and what to do. Nothing is left running.
        """

    @abstractmethod
    def stop(self) -> None:
        """Stop listening; no event is told afterwards. Calling it again does nothing."""
