"""The Wayland clipboard, through `wl-paste`."""

from __future__ import annotations

import os
import shutil
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.desktop.api import Clipboard, ClipboardContent, ClipboardKind
from speakd.desktop.bounded_call import CallCancelledError, CallTimedOutError
from speakd.desktop.bounded_process import run_bounded
from speakd.desktop.mime_kind import CONCEALED_HINT, SECRET, kind_without_text
from speakd.desktop.text_limit import TextLimit, utf8_decoder
from speakd.errors import DesktopError
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardRequest

TOOL = "wl-paste"

_TEXT_TYPES = (
    "text/plain;charset=utf-8",
    "text/plain;charset=UTF-8",
    "UTF8_STRING",
    "text/plain",
    "TEXT",
    "STRING",
)
_MAX_LIST_BYTES = 64 * 1024
_EMPTY = ClipboardContent(ClipboardKind.EMPTY)


class WaylandClipboard(Clipboard):
    """Asks `wl-paste` first for the types and then for the text, each with a time limit."""

    name = "wl-paste"

    def probe(self) -> None:
        """See `Clipboard`."""
        if shutil.which(TOOL) is None:
            raise DesktopError(
                f"the clipboard cannot be read on Wayland without {TOOL}",
                remedy="install the package wl-clipboard",
                notice=Notice.CLIPBOARD_UNAVAILABLE,
            )
        check_compositor()

    def read(self, limits: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `Clipboard`."""
        if cancel.cancelled:
            return _EMPTY
        self.probe()
        deadline_s = time.monotonic() + limits.timeout_s
        try:
            return _read(limits.max_chars, deadline_s, cancel)
        except CallCancelledError:
            return _EMPTY
        except CallTimedOutError as problem:
            raise DesktopError(
                "the program that owns the clipboard does not answer",
                remedy="copy the text again",
                notice=Notice.CLIPBOARD_SILENT,
            ) from problem
        except OSError as problem:
            raise DesktopError(
                f"{TOOL} cannot be started",
                remedy="install the package wl-clipboard",
                notice=Notice.CLIPBOARD_UNAVAILABLE,
            ) from problem

    def close(self) -> None:
        """See `Clipboard`."""


def check_compositor() -> None:
    """Make sure that a Wayland compositor listens; `wl-paste` itself fails without a reason.

    Raises:
        DesktopError: None does.
    """
    name = os.environ.get("WAYLAND_DISPLAY", "wayland-0")
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name)
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1.0)
            connection.connect(str(path))
    except OSError as problem:
        raise DesktopError(
            f"the Wayland compositor {name} cannot be reached",
            remedy="start speakd inside the desktop session",
            notice=Notice.CLIPBOARD_UNAVAILABLE,
        ) from problem


def _read(max_chars: int, deadline_s: float, cancel: CancelToken) -> ClipboardContent:
    listing = bytearray()

    def take_listing(piece: bytes) -> bool:
        listing.extend(piece)
        return len(listing) < _MAX_LIST_BYTES

    if run_bounded([TOOL, "--list-types"], take_listing, deadline_s, cancel):
        return _EMPTY  # its way to say that nothing was copied
    types = listing.decode("utf-8", "replace").split()
    if CONCEALED_HINT in types and _is_secret(deadline_s, cancel):
        return ClipboardContent(ClipboardKind.CONCEALED)
    for type_name in _TEXT_TYPES:
        if type_name in types:
            return _text(type_name, max_chars, deadline_s, cancel)
    return ClipboardContent(kind_without_text(types)) if types else _EMPTY


def _is_secret(deadline_s: float, cancel: CancelToken) -> bool:
    hint = bytearray()

    def take(piece: bytes) -> bool:
        hint.extend(piece)
        return len(hint) <= len(SECRET)

    _paste(CONCEALED_HINT, take, deadline_s, cancel)
    return hint.startswith(SECRET)


def _text(
    type_name: str, max_chars: int, deadline_s: float, cancel: CancelToken
) -> ClipboardContent:
    limit = TextLimit(max_chars, utf8_decoder())

    def take(piece: bytes) -> bool:
        limit.feed(piece)
        return not limit.full

    _paste(type_name, take, deadline_s, cancel)
    text, truncated = limit.finish()
    return ClipboardContent(ClipboardKind.TEXT, text, truncated) if text else _EMPTY


def _paste(
    type_name: str, take: Callable[[bytes], bool], deadline_s: float, cancel: CancelToken
) -> None:
    run_bounded([TOOL, "--no-newline", "--type", type_name], take, deadline_s, cancel)
