"""The first of several ways to the clipboard, or to the selection, that can be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from speakd.desktop.api import Clipboard, CopiedText, Selection
from speakd.errors import DesktopError
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardContent, ClipboardRequest

Choice = TypeVar("Choice", bound=CopiedText)

_SILENT = {Notice.CLIPBOARD_SILENT, Notice.SELECTION_SILENT}
"""What comes with an error that may be over in a moment."""


class FirstCopiedText(CopiedText, Generic[Choice]):
    """Takes the first that can be reached, found out at the first use and kept.

    Where a better one has not answered, what is taken instead is not kept.

    Args:
        choices: Best first; one at least.
    """

    def __init__(self, choices: Sequence[Choice]) -> None:
        self._choices = choices
        self._chosen: Choice | None = None

    @property
    def name(self) -> str:  # type: ignore[override]  # it depends on what was chosen
        """Name of the one in use, or of the best."""
        return (self._chosen or self._choices[0]).name

    def probe(self) -> None:
        """See `CopiedText`."""
        self._choose().probe()

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `CopiedText`."""
        return self._choose().read(request, cancel)

    def close(self) -> None:
        """See `CopiedText`."""
        for choice in self._choices:
            choice.close()

    def _choose(self) -> Choice:
        """Give the first that can be reached; where none can, the best, which tells why."""
        if self._chosen is not None:
            return self._chosen
        is_certain = True
        for choice in self._choices:
            try:
                choice.probe()
            except DesktopError as problem:
                is_certain = is_certain and problem.notice not in _SILENT
                continue
            if is_certain:
                self._chosen = choice
            return choice
        return self._choices[0]


class FirstClipboard(FirstCopiedText[Clipboard], Clipboard):
    """Takes the first clipboard that can be reached."""


class FirstSelection(FirstCopiedText[Selection], Selection):
    """Takes the first selection that can be reached."""
