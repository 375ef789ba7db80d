"""What is selected on Wayland, through `wl-paste --primary`."""

from __future__ import annotations

from speakd.desktop.api import Selection
from speakd.desktop.clipboard_wayland import WlPaste, compositor_address
from speakd.desktop.text_place import SELECTION
from speakd.desktop.wayland_globals import compositor_offers

_PROTOCOLS = {
    "ext_data_control_manager_v1": 1,
    "zwlr_data_control_manager_v1": 2,
    "zwp_primary_selection_device_manager_v1": 1,
    "gtk_primary_selection_device_manager": 1,
}
"""Interfaces by which `wl-paste` gets at the selection, and the version that each is good from."""


class WaylandSelection(WlPaste, Selection):
    """Reads the primary selection, where the compositor lets programs have it."""

    def __init__(self) -> None:
        super().__init__(SELECTION, ("--primary",))

    def probe(self) -> None:
        """See `Selection`."""
        super().probe()
        try:
            offers = compositor_offers(compositor_address())
        except OSError as problem:
            raise SELECTION.silence("the Wayland compositor") from problem
        if not any(offers.get(name, 0) >= version for name, version in _PROTOCOLS.items()):
            raise SELECTION.absence(
                "this Wayland compositor tells no program what is selected",
                "copy the text and press the key that reads the clipboard",
            )
