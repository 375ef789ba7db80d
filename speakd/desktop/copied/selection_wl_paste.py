"""What is selected on Wayland, through `wl-paste --primary`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from speakd.desktop.api import Selection
from speakd.desktop.copied.clipboard_wl_paste import WlPaste
from speakd.desktop.copied.text_place import SELECTION
from speakd.desktop.copied.wayland_connection import (
    WaylandConnection,
    compositor_address,
    compositor_errors,
)
from speakd.desktop.copied.wayland_globals import Globals

if TYPE_CHECKING:
    from speakd.errors import DesktopError

_PROTOCOLS = {
    "ext_data_control_manager_v1": 1,
    "zwlr_data_control_manager_v1": 2,
    "zwp_primary_selection_device_manager_v1": 1,
    "gtk_primary_selection_device_manager": 1,
}
"""Interfaces by which `wl-paste` gets at the selection, and the version that each is good from."""

_PROBE_S = 2.0


class WlPasteSelection(WlPaste, Selection):
    """Reads the primary selection, where the compositor lets programs have it."""

    def __init__(self) -> None:
        super().__init__(SELECTION, ("--primary",))

    def probe(self) -> None:
        """See `Selection`."""
        super().probe()
        with compositor_errors(SELECTION), WaylandConnection(compositor_address()) as connection:
            problem = missing_selection(Globals(connection, time.monotonic() + _PROBE_S))
        if problem is not None:
            raise problem


def missing_selection(offered: Globals) -> DesktopError | None:
    """Make the error for a compositor whose selection not even `wl-paste` gets at; else None."""
    if any(offered.version(name) >= version for name, version in _PROTOCOLS.items()):
        return None
    return SELECTION.absence(
        "this Wayland compositor tells no program what is selected",
        "copy the text and press the key that reads the clipboard",
    )
