"""What is wrong now: each problem once, from its beginning to its end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.desktop.presence.api import Notifier


class Problems:
    """Keeps the problems that a person has to mend, and shows each of them once; any thread.

    Whoever finds a problem reports it, as often as it likes, and clears it once it has gone.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[str, str] = {}
        self._notifier: Notifier | None = None
        self._changed: Callable[[], None] = _nobody_asks

    @property
    def lines(self) -> tuple[str, ...]:
        """What is wrong now, a line each with its remedy, the oldest first."""
        with self._lock:
            return tuple(self._lines.values())

    def report(self, key: str, line: str) -> None:
        """Say that something is wrong. The same line again is passed over.

        Args:
            key: Which matter it is, such as `config`; a matter has one problem at a time.
            line: What is wrong and what to do about it. Never text that is read.
        """
        with self._lock:
            if self._lines.get(key) == line:
                return
            self._lines[key] = line
            if self._notifier is not None:
                self._notifier.show(key, line)
        self._changed()

    def clear(self, key: str) -> None:
        """Say that nothing is wrong with this matter any more; most often nothing was."""
        with self._lock:
            if self._lines.pop(key, None) is None:
                return
            if self._notifier is not None:
                self._notifier.withdraw(key)
        self._changed()

    def show_on(self, notifier: Notifier, changed: Callable[[], None]) -> None:
        """Show what is wrong now, and what comes.

        Args:
            notifier: Where it is shown.
            changed: Told after a problem came or went; it must do no more than post.
        """
        with self._lock:
            self._notifier, self._changed = notifier, changed
            for key, line in self._lines.items():
                notifier.show(key, line)
        changed()


def _nobody_asks() -> None:
    """Stand in until somebody wants to be told."""
