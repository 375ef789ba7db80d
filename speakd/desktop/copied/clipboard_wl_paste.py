"""The Wayland clipboard, through `wl-paste`: for compositors that show it to windows only."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.desktop.api import Clipboard, CopiedText
from speakd.desktop.bounded_call import CallCancelledError, CallTimedOutError
from speakd.desktop.bounded_process import run_bounded
from speakd.desktop.copied.offered_text import EMPTY, text_on_offer
from speakd.desktop.copied.text_place import CLIPBOARD
from speakd.desktop.copied.wayland_connection import (
    WaylandConnection,
    compositor_address,
    compositor_errors,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardContent, ClipboardRequest
    from speakd.desktop.copied.text_place import Place

TOOL = "wl-paste"

_MAX_LIST_BYTES = 64 * 1024


class WlPaste(CopiedText):
    """Asks `wl-paste` first for the types and then for the text, each with a time limit.

    Args:
        place: What messages call what is read.
        options: What to tell `wl-paste` besides, each time.
    """

    name = "wl-paste"

    def __init__(self, place: Place, options: Sequence[str] = ()) -> None:
        self._place = place
        self._command = (TOOL, *options)

    def probe(self) -> None:
        """See `CopiedText`."""
        if shutil.which(TOOL) is None:
            raise self._place.absence(
                f"{self._place.name} cannot be read on Wayland without {TOOL}",
                "install the package wl-clipboard",
            )
        # It fails itself without a reason.
        with compositor_errors(self._place), WaylandConnection(compositor_address()):
            return

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `CopiedText`."""
        if cancel.cancelled:
            return EMPTY
        self.probe()
        paste = _Paste(self._command, time.monotonic() + request.timeout_s, cancel)
        try:
            return text_on_offer(paste, request)
        except CallCancelledError:
            return EMPTY
        except CallTimedOutError as problem:
            raise self._place.silence(self._place.owner) from problem
        except OSError as problem:
            raise self._place.absence(
                f"{TOOL} cannot be started", "install the package wl-clipboard"
            ) from problem

    def close(self) -> None:
        """See `CopiedText`."""


class WlPasteClipboard(WlPaste, Clipboard):
    """Reads what was copied last."""

    def __init__(self) -> None:
        super().__init__(CLIPBOARD)


@dataclass(frozen=True, slots=True)
class _Paste:
    """Runs `wl-paste`, until a time that holds for all of its runs together."""

    command: tuple[str, ...]
    deadline_s: float
    cancel: CancelToken

    def types(self) -> list[str]:
        """See `Offer`."""
        listing = bytearray()

        def take(piece: bytes) -> bool:
            listing.extend(piece)
            return len(listing) < _MAX_LIST_BYTES

        # A bad exit status is its way to say that nothing was copied.
        failed = run_bounded((*self.command, "--list-types"), take, self.deadline_s, self.cancel)
        return [] if failed else listing.decode("utf-8", "replace").split()

    def content(self, type_name: str, take: Callable[[bytes], bool]) -> None:
        """See `Offer`."""
        command = (*self.command, "--no-newline", "--type", type_name)
        run_bounded(command, take, self.deadline_s, self.cancel)
