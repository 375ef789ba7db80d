"""What is selected on Wayland, where the compositor tells programs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.api import Selection
from speakd.desktop.copied.selection_wl_paste import missing_selection
from speakd.desktop.copied.text_place import SELECTION
from speakd.desktop.copied.wayland_copied_text import WaylandCopiedText
from speakd.desktop.copied.wayland_data_control import Chosen

if TYPE_CHECKING:
    from speakd.desktop.copied.wayland_globals import Globals
    from speakd.errors import DesktopError


class WaylandSelection(WaylandCopiedText, Selection):
    """Reads the primary selection."""

    def __init__(self) -> None:
        super().__init__(SELECTION, Chosen.SELECTED)

    def _missing(self, offered: Globals) -> DesktopError:
        return missing_selection(offered) or SELECTION.absence(
            "this Wayland compositor shows the selection to windows only",
            "install the package wl-clipboard",
        )
