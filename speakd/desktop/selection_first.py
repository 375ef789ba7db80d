"""The first of several selections that can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.api import Selection
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardContent, ClipboardRequest


class FirstSelection(Selection):
    """Takes the first that can be reached, found out at the first use and kept.

    Args:
        choices: Best first; one at least.
    """

    def __init__(self, choices: Sequence[Selection]) -> None:
        self._choices = choices
        self._chosen: Selection | None = None

    @property
    def name(self) -> str:  # type: ignore[override]  # it depends on what was chosen
        """Name of the one in use, or of the best."""
        return (self._chosen or self._choices[0]).name

    def probe(self) -> None:
        """See `Selection`."""
        self._choose().probe()

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `Selection`."""
        return self._choose().read(request, cancel)

    def close(self) -> None:
        """See `Selection`."""
        for choice in self._choices:
            choice.close()

    def _choose(self) -> Selection:
        """Give the first that can be reached; where none can, the best, which tells why."""
        if self._chosen is None:
            self._chosen = next(filter(_can_be_reached, self._choices), None)
        return self._chosen or self._choices[0]


def _can_be_reached(selection: Selection) -> bool:
    try:
        selection.probe()
    except DesktopError:
        return False
    return True
