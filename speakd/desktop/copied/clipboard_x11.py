"""What was copied on X11."""

from __future__ import annotations

from speakd.desktop.api import Clipboard
from speakd.desktop.copied.text_place import CLIPBOARD
from speakd.desktop.copied.x11_copied_text import X11CopiedText


class X11Clipboard(X11CopiedText, Clipboard):
    """Reads the selection `CLIPBOARD`, which is set by copying.

    Args:
        display: The X server; as `DISPLAY` says at the time, if empty.
    """

    def __init__(self, display: str = "") -> None:
        super().__init__("CLIPBOARD", CLIPBOARD, display)
