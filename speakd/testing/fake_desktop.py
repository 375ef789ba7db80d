"""A clipboard, a selection and a keyboard without a desktop."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

from speakd.desktop.api import (
    Clipboard,
    ClipboardContent,
    ClipboardKind,
    CopiedText,
    HotkeyListener,
    HotkeyStatus,
    Selection,
)
from speakd.errors import DesktopError
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.cancel import CancelToken
    from speakd.chord import Chord
    from speakd.desktop.api import ClipboardRequest


class FakeCopiedText(CopiedText):
    """Holds what it is given.

    Args:
        text: What was copied last; nothing, if empty.

    Attributes:
        kind: What it holds; set it to `IMAGE` and its like at will. `CONCEALED` hides the text.
        text: The plain text.
        html: The same as HTML; empty where there is none.
        error: Raised by `probe` and `read` while it is set.
        silent: While set, its owner does not answer.
        reads: How often it was read.
        closed: Whether it was closed.
    """

    name = "fake"
    _silence = Notice.CLIPBOARD_SILENT

    def __init__(self, text: str = "") -> None:
        self.kind = ClipboardKind.EMPTY
        self.text = ""
        self.html = ""
        self.error: DesktopError | None = None
        self.silent = threading.Event()
        self.reads = 0
        self.closed = False
        self.put(text)

    def put(self, text: str, html: str = "") -> None:
        """Copy a text, HTML or both."""
        self.kind = ClipboardKind.TEXT if text or html else ClipboardKind.EMPTY
        self.text, self.html = text, html

    def probe(self) -> None:
        """See `CopiedText`."""
        if self.error is not None:
            raise self.error

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `CopiedText`."""
        self.reads += 1
        self.probe()
        if self.silent.is_set() and not cancel.wait(request.timeout_s):
            raise DesktopError(
                "the fake clipboard does not answer",
                remedy="clear `silent`",
                notice=self._silence,
            )
        if cancel.cancelled:
            return ClipboardContent(ClipboardKind.EMPTY)
        is_shown = self.kind is ClipboardKind.CONCEALED and not request.skip_concealed
        if self.kind is not ClipboardKind.TEXT and not is_shown:
            return ClipboardContent(self.kind)
        is_html = bool(self.html) and (request.prefer_html or not self.text)
        text = self.html if is_html else self.text
        kept = text[: request.max_chars]
        return ClipboardContent(ClipboardKind.TEXT, kept, len(text) > len(kept), is_html)

    def close(self) -> None:
        """See `CopiedText`."""
        self.closed = True


class FakeClipboard(FakeCopiedText, Clipboard):
    """What was copied last is what it was given."""


class FakeSelection(FakeCopiedText, Selection):
    """What is selected is what it was given."""

    _silence = Notice.SELECTION_SILENT


class FakeHotkeyListener(HotkeyListener):
    """Listens to `press` only.

    Args:
        error: What `start` raises, if anything.
    """

    name = "fake"

    def __init__(self, error: DesktopError | None = None) -> None:
        self._error = error
        self._bindings: dict[Chord, Callable[[], None]] = {}
        self._last_event_s: float | None = None
        self._problem = "not started"

    def start(self, bindings: Mapping[Chord, Callable[[], None]]) -> None:
        """See `HotkeyListener`."""
        if self._error is not None:
            self._problem = str(self._error)
            raise self._error
        self._bindings = dict(bindings)
        self._problem = ""

    def press(self, chord: Chord) -> None:
        """Press a chord; its callback has run when this returns, on a thread of the listener."""
        callback = None if self._problem else self._bindings.get(chord)
        if callback is not None:
            self._last_event_s = time.monotonic()
            thread = threading.Thread(target=_run, args=(callback,), name="fake-hotkey")
            thread.start()
            thread.join()

    def stop(self) -> None:
        """See `HotkeyListener`."""
        self._problem = "stopped"

    def status(self) -> HotkeyStatus:
        """See `HotkeyListener`."""
        return HotkeyStatus(
            backend=self.name,
            chords=tuple(str(chord) for chord in self._bindings),
            alive=not self._problem,
            last_event_s=self._last_event_s,
            restarts=0,
            problem=self._problem,
        )


def _run(callback: Callable[[], None]) -> None:
    with contextlib.suppress(Exception):  # a fault costs this one press only
        callback()
