"""What is selected, by copying it and putting the clipboard back: the last resort.

Every press of such a key borrows the clipboard for some milliseconds. What can go wrong with that
is dealt with here, once for all platforms.
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from speakd.desktop.api import ClipboardContent, ClipboardKind
from speakd.desktop.copied.text_place import SELECTION
from speakd.errors import DesktopError
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardRequest

MOST_SAVED_BYTES = 64 * 1024 * 1024
"""What a clipboard may hold so that it is saved; an adapter calls more than that unsavable."""

_LOOK_S = 0.01
"""Seconds between two looks; neither platform tells of a change without a window of one's own."""

_COPY_S = 0.6
"""Seconds that a program gets to copy. One with nothing selected never does."""

_FILL_S = 0.2
"""Seconds that it gets to fill the clipboard, which macOS lets others see while it is empty."""

_RESTORE_TIMES, _RESTORE_PAUSE_S = 10, 0.05
"""Another program may hold the clipboard open for a moment."""

_EMPTY = ClipboardContent(ClipboardKind.EMPTY)

_log = logging.getLogger(__name__)


class UnsavableError(Exception):
    """The clipboard holds something that could not be put back."""


class BorrowedClipboard(ABC):
    """A platform's clipboard, as far as it takes part in this. One thread at a time."""

    @abstractmethod
    def change_count(self) -> int:
        """Give a number that is another one whenever something was copied."""

    @abstractmethod
    def save(self) -> object:
        """Fetch everything that the clipboard holds, in every type.

        Raises:
            UnsavableError: Some of it could not be put back.
        """

    @abstractmethod
    def is_ready(self) -> bool:
        """Tell whether the program can be told to copy: no other key is held, where it matters."""

    @abstractmethod
    def copy(self) -> bool:
        """Have the program in front copy; return whether it can, as far as it tells.

        Raises:
            DesktopError: It cannot be told to.
        """

    @abstractmethod
    def read(self, request: ClipboardRequest) -> ClipboardContent:
        """Read the clipboard, as `Clipboard.read` does.

        Raises:
            DesktopError: It cannot be reached.
        """

    @abstractmethod
    def restore(self, saved: object) -> bool:
        """Put back what `save` gave; return whether all of it is back."""


class CopyAndRestore:
    """Reads what is selected by copying it, and puts the clipboard back in any case.

    Args:
        clipboard: The clipboard that is borrowed.
    """

    def __init__(self, clipboard: BorrowedClipboard) -> None:
        self._clipboard = clipboard

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """Read what is selected; `EMPTY` where the program copies nothing.

        From the moment on that the program was told to copy, a cancel changes nothing any more:
        its copy may be on the way, and has to be taken off the clipboard again.

        Raises:
            DesktopError: The clipboard holds what could not be put back, and was left alone; or the
                program cannot be told to copy.
        """
        over_at_s = time.monotonic() + request.timeout_s
        saved, count = self._save()
        if not _wait(self._clipboard.is_ready, over_at_s, cancel):
            if cancel.cancelled:
                return _EMPTY
            raise SELECTION.absence("the keys were not let go", "let the keys go sooner")
        if cancel.cancelled or time.monotonic() >= over_at_s or not self._clipboard.copy():
            return _EMPTY
        if not _wait(lambda: self._clipboard.change_count() != count, time.monotonic() + _COPY_S):
            return _EMPTY
        try:
            return self._read(request)
        finally:
            self._restore(saved)

    def _save(self) -> tuple[object, int]:
        count = self._clipboard.change_count()
        try:
            saved = self._clipboard.save()
        except UnsavableError:
            raise DesktopError(
                "the clipboard holds something that could not be put back, so nothing was copied",
                remedy="copy the text yourself and press the key that reads the clipboard",
                notice=Notice.CLIPBOARD_WOULD_BE_LOST,
            ) from None
        if self._clipboard.change_count() != count:
            raise SELECTION.absence("the clipboard is in use", "press the key again")
        return saved, count

    def _read(self, request: ClipboardRequest) -> ClipboardContent:
        full_at_s = time.monotonic() + _FILL_S
        while True:
            content = self._clipboard.read(request)
            if content.kind is not ClipboardKind.EMPTY or time.monotonic() >= full_at_s:
                return content
            time.sleep(_LOOK_S)

    def _restore(self, saved: object) -> None:
        for _ in range(_RESTORE_TIMES):
            if self._clipboard.restore(saved):
                return
            time.sleep(_RESTORE_PAUSE_S)
        _log.error("the clipboard could not be put back after what is selected was read")


def _wait(is_so: Callable[[], bool], until_s: float, cancel: CancelToken | None = None) -> bool:
    """Look until it is so, time is up or it is called off; return whether it is so."""
    while not is_so():
        if time.monotonic() >= until_s or (cancel is not None and cancel.cancelled):
            return False
        time.sleep(_LOOK_S)
    return True
