"""Every sentence of `speakd.desktop.api.Selection` as a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.testing.clipboard_conformance import CopiedTextConformance
from speakd.types import Notice

if TYPE_CHECKING:
    from speakd.desktop.api import CopiedText, Selection


class SelectionConformance(CopiedTextConformance):
    """Inherit, override what raises `NotImplementedError`, and pytest does the rest."""

    silent = Notice.SELECTION_SILENT

    def make_selection(self) -> Selection:
        """Make the backend to be tested."""
        raise NotImplementedError

    def clipboard_fingerprint(self) -> object:
        """Give all that the clipboard holds, to be compared; None where it cannot be touched."""
        return None

    def _make(self) -> CopiedText:
        return self.make_selection()

    def test_the_clipboard_is_left_as_it_is(self, clipboard: CopiedText) -> None:  # noqa: D102, a test's name says what it shows
        before = self.clipboard_fingerprint()
        self.put_text("selected")
        self._read(clipboard)
        assert self.clipboard_fingerprint() == before
