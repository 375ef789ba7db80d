"""Reading a selection by copying it: the clipboard is as before, whatever happens in between."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardContent, ClipboardKind, ClipboardRequest
from speakd.desktop.copied.selection_copy import BorrowedClipboard, CopyAndRestore, UnsavableError
from speakd.errors import DesktopError
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

REQUEST = ClipboardRequest(timeout_s=10.0)
BEFORE = {"text": b"before", "image": b"\x89PNG"}


class Desktop(BorrowedClipboard):
    """A clipboard, and a program in front of it that copies what is selected.

    Attributes:
        content: What the clipboard holds, by type; a type of None cannot be saved.
        selected: What the program copies; None if nothing is selected.
        later_s: Seconds that the program takes for it.
        fills_later_s: Seconds that it leaves the clipboard empty before it fills it.
        held: How often a look finds keys held.
        can_copy: Whether the program has anything to copy by.
        busy: How many attempts to restore fail.
        breaks: Raised when the clipboard is read.
        copies: How often it was told to copy.
    """

    def __init__(self, selected: str | None = "selected") -> None:
        self.content: dict[str, bytes | None] = dict(BEFORE)
        self.selected = selected
        self.later_s = 0.0
        self.fills_later_s = 0.0
        self.held = 0
        self.can_copy = True
        self.busy = 0
        self.breaks: DesktopError | None = None
        self.copies = 0
        self.while_saving: Callable[[], None] = lambda: None
        self._count = 7
        self._threads: list[threading.Thread] = []

    def change_count(self) -> int:
        return self._count

    def save(self) -> object:
        self.while_saving()
        if None in self.content.values():
            raise UnsavableError
        return dict(self.content)

    def is_ready(self) -> bool:
        self.held -= 1
        return self.held < 0

    def copy(self) -> bool:
        self.copies += 1
        if self.can_copy and self.selected is not None:
            timer = threading.Timer(self.later_s, self._copied)
            timer.start()
            self._threads.append(timer)
        return self.can_copy

    def _copied(self) -> None:
        self.content = {}
        self._count += 1
        if self.fills_later_s:
            time.sleep(self.fills_later_s)
        self.content["text"] = (self.selected or "").encode()

    def read(self, request: ClipboardRequest) -> ClipboardContent:
        if self.breaks is not None:
            raise self.breaks
        text = (self.content.get("text") or b"").decode()[: request.max_chars]
        return ClipboardContent(ClipboardKind.TEXT if text else ClipboardKind.EMPTY, text)

    def restore(self, saved: object) -> bool:
        assert isinstance(saved, dict)
        self.busy -= 1
        if self.busy >= 0:
            return False
        self.content = saved
        self._count += 1
        return True

    def finish(self) -> None:
        for thread in self._threads:
            thread.join()


def read(desktop: Desktop, request: ClipboardRequest = REQUEST) -> ClipboardContent:
    return CopyAndRestore(desktop).read(request, CancelToken())


@pytest.mark.parametrize("later_s", [0.0, 0.1])
@pytest.mark.parametrize("fills_later_s", [0.0, 0.05])
def test_what_is_selected_is_read_and_every_type_is_back(
    later_s: float, fills_later_s: float
) -> None:
    desktop = Desktop()
    desktop.later_s, desktop.fills_later_s = later_s, fills_later_s
    assert read(desktop).text == "selected"
    assert desktop.content == BEFORE


def test_an_empty_clipboard_is_empty_again() -> None:
    desktop = Desktop()
    desktop.content = {}
    assert read(desktop).text == "selected"
    assert desktop.content == {}


def test_where_nothing_is_selected_the_clipboard_is_not_touched() -> None:
    desktop = Desktop(selected=None)
    content, count = desktop.content, desktop.change_count()
    assert read(desktop).kind is ClipboardKind.EMPTY
    assert desktop.content is content
    assert desktop.change_count() == count


def test_a_program_that_says_that_it_cannot_copy_is_not_waited_for() -> None:
    desktop = Desktop()
    desktop.can_copy = False
    began_s = time.monotonic()
    assert read(desktop).kind is ClipboardKind.EMPTY
    assert time.monotonic() - began_s < 0.3


def test_what_cannot_be_saved_is_left_alone() -> None:
    desktop = Desktop()
    desktop.content["promised file"] = None
    with pytest.raises(DesktopError, match="could not be put back") as caught:
        read(desktop)
    assert caught.value.notice is Notice.CLIPBOARD_WOULD_BE_LOST
    assert caught.value.remedy
    assert not desktop.copies


def test_a_copy_that_comes_in_between_is_nobodys_loss() -> None:
    desktop = Desktop()

    def somebody_copies() -> None:
        desktop.restore({"text": b"newer"})

    desktop.while_saving = somebody_copies
    with pytest.raises(DesktopError, match="in use"):
        read(desktop)
    assert not desktop.copies
    assert desktop.content == {"text": b"newer"}


def test_the_clipboard_is_put_back_when_it_cannot_be_read() -> None:
    desktop = Desktop()
    desktop.breaks = DesktopError("it broke")
    with pytest.raises(DesktopError, match="it broke"):
        read(desktop)
    assert desktop.content == BEFORE


def test_a_busy_clipboard_is_put_back_in_the_end() -> None:
    desktop = Desktop()
    desktop.busy = 3
    assert read(desktop).text == "selected"
    assert desktop.content == BEFORE


def test_one_that_stays_busy_is_told_in_the_log_without_its_text(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("speakd.desktop.copied.selection_copy._RESTORE_PAUSE_S", 0.0)
    desktop = Desktop(selected="quagmire")
    desktop.busy = 10**6
    with caplog.at_level(logging.DEBUG):
        assert read(desktop).text == "quagmire"
    assert "could not be put back" in caplog.text
    assert "quagmire" not in caplog.text
    assert "before" not in caplog.text


def test_keys_that_are_held_are_waited_for() -> None:
    desktop = Desktop()
    desktop.held = 5
    assert read(desktop).text == "selected"
    desktop.held = 10**9
    with pytest.raises(DesktopError, match="not let go"):
        read(desktop, ClipboardRequest(timeout_s=0.05))
    assert desktop.copies == 1


def test_a_cancel_before_the_copy_leaves_everything_alone() -> None:
    desktop, cancel = Desktop(), CancelToken()
    cancel.cancel()
    assert CopyAndRestore(desktop).read(REQUEST, cancel).kind is ClipboardKind.EMPTY
    desktop.held = 10**9
    assert CopyAndRestore(desktop).read(REQUEST, cancel).kind is ClipboardKind.EMPTY
    assert not desktop.copies


def test_a_cancel_during_the_copy_still_puts_the_clipboard_back() -> None:
    desktop, cancel = Desktop(), CancelToken()
    desktop.later_s = 0.1
    timer = threading.Timer(0.03, cancel.cancel)
    timer.start()
    CopyAndRestore(desktop).read(REQUEST, cancel)
    timer.join()
    desktop.finish()
    assert (desktop.copies, desktop.content) == (1, BEFORE)
