"""What is selected on X11."""

from __future__ import annotations

from speakd.desktop.api import Selection
from speakd.desktop.copied.text_place import SELECTION
from speakd.desktop.copied.x11_copied_text import X11CopiedText


class X11Selection(X11CopiedText, Selection):
    """Reads the selection `PRIMARY`, which practically every program sets by selecting.

    Args:
        display: The X server; as `DISPLAY` says at the time, if empty.
    """

    def __init__(self, display: str = "") -> None:
        super().__init__("PRIMARY", SELECTION, display)
