"""The Wayland clipboard, through `wl-paste`."""

from __future__ import annotations

import os
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.desktop.api import Clipboard, ClipboardContent, ClipboardKind, CopiedText
from speakd.desktop.bounded_call import CallCancelledError, CallTimedOutError
from speakd.desktop.bounded_process import run_bounded
from speakd.desktop.mime_kind import (
    CONCEALED_HINT,
    HTML,
    SECRET,
    kind_without_text,
    readable_types,
)
from speakd.desktop.text_limit import HtmlDecoder, TextLimit, utf8_decoder
from speakd.desktop.text_place import CLIPBOARD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardRequest
    from speakd.desktop.text_place import Place

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
        check_compositor(self._place)

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `CopiedText`."""
        if cancel.cancelled:
            return _EMPTY
        self.probe()
        paste = _Paste(self._command, time.monotonic() + request.timeout_s, cancel)
        try:
            return _read(paste, request)
        except CallCancelledError:
            return _EMPTY
        except CallTimedOutError as problem:
            raise self._place.silence(self._place.owner) from problem
        except OSError as problem:
            raise self._place.absence(
                f"{TOOL} cannot be started", "install the package wl-clipboard"
            ) from problem

    def close(self) -> None:
        """See `CopiedText`."""


class WaylandClipboard(WlPaste, Clipboard):
    """Reads what was copied last."""

    def __init__(self) -> None:
        super().__init__(CLIPBOARD)


def compositor_address() -> str:
    """Give the path of the socket on which the compositor listens."""
    name = os.environ.get("WAYLAND_DISPLAY", "wayland-0")
    return str(Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name))


def check_compositor(place: Place) -> None:
    """Make sure that a Wayland compositor listens; `wl-paste` itself fails without a reason.

    Raises:
        DesktopError: None does.
    """
    path = compositor_address()
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1.0)
            connection.connect(path)
    except OSError as problem:
        raise place.absence(
            f"the Wayland compositor {Path(path).name} cannot be reached",
            "start speakd inside the desktop session",
        ) from problem


@dataclass(frozen=True, slots=True)
class _Paste:
    """Runs `wl-paste`, until a time that holds for all of its runs together."""

    command: tuple[str, ...]
    deadline_s: float
    cancel: CancelToken

    def types(self) -> list[str]:
        """List the types on offer; none where nothing was copied."""
        listing = bytearray()

        def take(piece: bytes) -> bool:
            listing.extend(piece)
            return len(listing) < _MAX_LIST_BYTES

        # A bad exit status is its way to say that nothing was copied.
        failed = run_bounded((*self.command, "--list-types"), take, self.deadline_s, self.cancel)
        return [] if failed else listing.decode("utf-8", "replace").split()

    def content(self, type_name: str, take: Callable[[bytes], bool]) -> None:
        """Fetch the content as one type, as far as it is taken."""
        command = (*self.command, "--no-newline", "--type", type_name)
        run_bounded(command, take, self.deadline_s, self.cancel)


def _read(paste: _Paste, request: ClipboardRequest) -> ClipboardContent:
    types = paste.types()
    if not types:
        return _EMPTY
    if request.skip_concealed and CONCEALED_HINT in types and _is_secret(paste):
        return ClipboardContent(ClipboardKind.CONCEALED)
    wanted = readable_types(
        _TEXT_TYPES,
        types.__contains__,
        lambda: kind_without_text(types),
        prefer_html=request.prefer_html,
    )
    if not wanted:
        return ClipboardContent(kind_without_text(types))
    return _text(paste, wanted[0], request.max_chars)


def _is_secret(paste: _Paste) -> bool:
    hint = bytearray()

    def take(piece: bytes) -> bool:
        hint.extend(piece)
        return len(hint) <= len(SECRET)

    paste.content(CONCEALED_HINT, take)
    return hint.startswith(SECRET)


def _text(paste: _Paste, type_name: str, max_chars: int) -> ClipboardContent:
    is_html = type_name == HTML
    limit = TextLimit(max_chars, HtmlDecoder() if is_html else utf8_decoder())

    def take(piece: bytes) -> bool:
        limit.feed(piece)
        return not limit.full

    paste.content(type_name, take)
    text, truncated = limit.finish()
    return ClipboardContent(ClipboardKind.TEXT, text, truncated, is_html) if text else _EMPTY
