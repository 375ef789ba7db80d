from __future__ import annotations

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardRequest
from speakd.desktop.copied.first_copied_text import FirstClipboard, FirstSelection
from speakd.errors import DesktopError
from speakd.testing.desktop import FakeClipboard, FakeSelection
from speakd.types import Notice

REQUEST = ClipboardRequest()


def test_the_first_that_can_be_reached_is_taken_and_kept() -> None:
    first, second = FakeSelection("first"), FakeSelection("second")
    first.error = DesktopError("not here")
    selection = FirstSelection([first, second])
    assert selection.read(REQUEST, CancelToken()).text == "second"
    first.error = None
    assert selection.read(REQUEST, CancelToken()).text == "second"
    selection.close()
    assert first.closed
    assert second.closed


def test_where_none_can_be_reached_the_best_says_why() -> None:
    first, second = FakeSelection(), FakeSelection()
    first.error, second.error = DesktopError("no first"), DesktopError("no second")
    selection = FirstSelection([first, second])
    for use in (selection.probe, lambda: selection.read(REQUEST, CancelToken())):
        with pytest.raises(DesktopError, match="no first"):
            use()
    second.error = None
    selection.probe()


def test_the_best_is_asked_again_if_it_has_only_not_answered() -> None:
    first, second = FakeClipboard("first"), FakeClipboard("second")
    first.error = DesktopError("busy", notice=Notice.CLIPBOARD_SILENT)
    clipboard = FirstClipboard([first, second])
    assert clipboard.read(REQUEST, CancelToken()).text == "second"
    first.error = None
    assert clipboard.read(REQUEST, CancelToken()).text == "first"
