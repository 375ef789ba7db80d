"""Clipboards that are read by one call into foreign code."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, TypeVar

from speakd.desktop.api import Clipboard, ClipboardContent, ClipboardKind
from speakd.desktop.bounded_call import BoundedCaller, CallCancelledError, CallTimedOutError
from speakd.errors import DesktopError
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardRequest

Result = TypeVar("Result")

_PROBE_S = 2.0
EMPTY = ClipboardContent(ClipboardKind.EMPTY)


class CallClipboard(Clipboard):
    """Makes the calls on a thread of their own, so that one that hangs hangs nobody else."""

    def __init__(self) -> None:
        self._caller = BoundedCaller("speakd-clipboard")

    def probe(self) -> None:
        """See `Clipboard`."""
        self._bounded(self._check, _PROBE_S)

    def read(self, limits: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `Clipboard`."""
        if cancel.cancelled:
            return EMPTY
        try:
            return self._bounded(lambda: self._fetch(limits.max_chars), limits.timeout_s, cancel)
        except CallCancelledError:
            return EMPTY

    def close(self) -> None:
        """See `Clipboard`. A call that hangs is left to end with the process."""

    @abstractmethod
    def _check(self) -> None:
        """Make sure that the clipboard can be reached; on the thread for calls.

        Raises:
            DesktopError: It cannot.
        """

    @abstractmethod
    def _fetch(self, max_chars: int) -> ClipboardContent:
        """Read it; on the thread for calls.

        Raises:
            DesktopError: It cannot be reached.
        """

    def _bounded(
        self, call: Callable[[], Result], timeout_s: float, cancel: CancelToken | None = None
    ) -> Result:
        try:
            return self._caller.call(call, timeout_s, cancel)
        except CallTimedOutError as problem:
            raise DesktopError(
                "the clipboard does not answer",
                remedy="copy the text again",
                notice=Notice.CLIPBOARD_SILENT,
            ) from problem


def unavailable(message: str, remedy: str) -> DesktopError:
    """Make the error for a clipboard that cannot be reached."""
    return DesktopError(message, remedy=remedy, notice=Notice.CLIPBOARD_UNAVAILABLE)


def text_content(value: object, max_chars: int) -> ClipboardContent:
    """Make content of what a call gave as text: a string, bytes or nothing at all."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not value or not isinstance(value, str):
        return EMPTY
    return ClipboardContent(ClipboardKind.TEXT, value[:max_chars], len(value) > max_chars)
