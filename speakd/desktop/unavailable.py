"""What stands in for a part of the desktop that is not there: it says why, each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from speakd.desktop.api import HotkeyListener, HotkeyStatus, Selection
from speakd.desktop.presence.api import Notifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.cancel import CancelToken
    from speakd.chord import Chord
    from speakd.desktop.api import ClipboardContent, ClipboardRequest
    from speakd.errors import DesktopError


class UnavailableHotkeyListener(HotkeyListener):
    """No key press will ever be noticed, and `status` tells why."""

    name: ClassVar[str] = "none"

    def __init__(self, reason: DesktopError) -> None:
        self._reason = reason

    def start(self, bindings: Mapping[Chord, Callable[[], None]]) -> None:
        """Say why it cannot."""
        del bindings
        raise self._reason

    def stop(self) -> None:
        """Do nothing."""

    def status(self) -> HotkeyStatus:
        """Tell why it is not there."""
        return HotkeyStatus(
            backend=self.name,
            chords=(),
            alive=False,
            last_event_s=None,
            restarts=0,
            problem=str(self._reason),
        )


class UnavailableSelection(Selection):
    """Nothing can be read, and each attempt tells why."""

    name: ClassVar[str] = "none"

    def __init__(self, reason: DesktopError) -> None:
        self._reason = reason

    def probe(self) -> None:
        """Say why it cannot."""
        raise self._reason

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """Say why it cannot."""
        del request, cancel
        raise self._reason

    def close(self) -> None:
        """Do nothing."""


class UnavailableNotifier(Notifier):
    """Shows nothing, where nobody wants to see it or nothing can show it."""

    name: ClassVar[str] = "none"

    def show(self, key: str, line: str) -> None:
        """Do nothing."""

    def withdraw(self, key: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""
