"""What was copied on Wayland, where the compositor tells programs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.api import Clipboard
from speakd.desktop.copied.text_place import CLIPBOARD
from speakd.desktop.copied.wayland_copied_text import WaylandCopiedText
from speakd.desktop.copied.wayland_data_control import Chosen

if TYPE_CHECKING:
    from speakd.desktop.copied.wayland_globals import Globals
    from speakd.errors import DesktopError


class WaylandClipboard(WaylandCopiedText, Clipboard):
    """Reads what was copied last."""

    def __init__(self) -> None:
        super().__init__(CLIPBOARD, Chosen.COPIED)

    def _missing(self, offered: Globals) -> DesktopError:
        del offered  # wl-paste can always open a window, whatever is offered
        return CLIPBOARD.absence(
            "this Wayland compositor shows the clipboard to windows only",
            "install the package wl-clipboard",
        )
