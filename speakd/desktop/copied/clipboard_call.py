"""Clipboards and selections that are read by one call into foreign code."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, TypeVar

from speakd.desktop.api import Clipboard, ClipboardContent, ClipboardKind, CopiedText
from speakd.desktop.bounded_call import BoundedCaller, CallCancelledError, CallTimedOutError
from speakd.desktop.copied.text_place import CLIPBOARD

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardRequest
    from speakd.desktop.copied.text_place import Place

Result = TypeVar("Result")

_PROBE_S = 2.0
EMPTY = ClipboardContent(ClipboardKind.EMPTY)


class CallCopiedText(CopiedText):
    """Makes the calls on a thread of their own, so that one that hangs hangs nobody else.

    Args:
        place: What messages call it.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._caller = BoundedCaller("speakd-clipboard")

    def probe(self) -> None:
        """See `CopiedText`."""
        self._bounded(self._check, _PROBE_S)

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `CopiedText`."""
        if cancel.cancelled:
            return EMPTY
        try:
            return self._bounded(lambda: self._fetch(request, cancel), request.timeout_s, cancel)
        except CallCancelledError:
            return EMPTY

    def close(self) -> None:
        """See `CopiedText`. A call that hangs is left to end with the process."""

    @abstractmethod
    def _check(self) -> None:
        """Make sure that it can be reached; on the thread for calls.

        Raises:
            DesktopError: It cannot.
        """

    @abstractmethod
    def _fetch(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
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
            raise self._place.silence(self._place.owner) from problem


class CallClipboard(CallCopiedText, Clipboard):
    """A clipboard that is read by one call."""

    def __init__(self) -> None:
        super().__init__(CLIPBOARD)


def text_content(value: object, max_chars: int, *, is_html: bool = False) -> ClipboardContent:
    """Make content of what a call gave as text: a string, bytes or nothing at all."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not value or not isinstance(value, str):
        return EMPTY
    truncated = len(value) > max_chars
    return ClipboardContent(ClipboardKind.TEXT, value[:max_chars], truncated, is_html)
