"""What is selected, asked of the program itself; by copying, where it does not tell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from speakd.desktop.api import Selection
from speakd.desktop.copied.clipboard_call import CallCopiedText
from speakd.desktop.copied.text_place import SELECTION

if TYPE_CHECKING:
    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardContent, ClipboardRequest
    from speakd.desktop.copied.selection_copy import CopyAndRestore

_CLOSE_S = 1.0
"""Seconds that a copy gets to be taken off the clipboard again when the process ends."""

FARTHEST = 16
"""How many elements around the one with the focus are asked."""


class AccessibleText(ABC):
    """The programming interface for screen readers, as far as selections go."""

    @abstractmethod
    def check(self) -> None:
        """Make sure that it can be used.

        Raises:
            DesktopError: It cannot; why, and what to do.
        """

    @abstractmethod
    def selected(self, max_chars: int) -> ClipboardContent | None:
        """Ask for the text that is selected; None where the program does not tell.

        Raises:
            DesktopError: It cannot be asked.
        """


class AccessibleSelection(CallCopiedText, Selection):
    """Asks the program in front, and has it copy where it does not tell.

    A program that tells that nothing is selected is believed: told to copy, an editor would copy
    the whole line.

    Args:
        name: Name of the backend.
        accessible: Asks the program.
        copying: Has it copy.
    """

    def __init__(self, name: str, accessible: AccessibleText, copying: CopyAndRestore) -> None:
        super().__init__(SELECTION)
        self.name = name  # type: ignore[misc]  # one class serves two backends
        self._accessible = accessible
        self._copying = copying

    def close(self) -> None:
        """See `Selection`."""
        self._caller.join(_CLOSE_S)

    def _check(self) -> None:
        self._accessible.check()

    def _fetch(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        content = self._accessible.selected(request.max_chars)
        return self._copying.read(request, cancel) if content is None else content
