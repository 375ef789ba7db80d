"""Every sentence of `speakd.desktop.api.CopiedText` as a test, and what clipboards add."""

# ruff: noqa: D102, a test's name says what it shows

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, ClassVar

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardKind, ClipboardRequest
from speakd.errors import DesktopError
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.desktop.api import Clipboard, ClipboardContent, CopiedText

_TEXT = "Grüße, Ωμέγα, Привет, 日本語, 👋🏽"
_HTML = "<h1>Größe</h1><p>日本語</p>"
_PATIENT = ClipboardRequest(timeout_s=10.0)
_RICH = ClipboardRequest(timeout_s=10.0, prefer_html=True)
_OPEN = ClipboardRequest(timeout_s=10.0, skip_concealed=False)
_IMPATIENT = ClipboardRequest(timeout_s=0.2)
_SLACK_S = 2.0
"""For a machine that is busy with other things."""


class CopiedTextConformance:
    """What clipboards and selections have in common; see `ClipboardConformance`.

    Attributes:
        knows_types: False for a backend that cannot tell an image from nothing.
        knows_html: False for one that has no HTML.
        knows_concealed: False for one that is not told what is secret.
        silent: What is said aloud when the owner does not answer.
    """

    knows_types: ClassVar[bool] = True
    knows_html: ClassVar[bool] = True
    knows_concealed: ClassVar[bool] = True
    silent: ClassVar[Notice]

    def put_text(self, text: str) -> None:
        """Copy or select a text, as a program of the desktop would; return once it is there."""
        raise NotImplementedError

    def put_html(self, html: str, text: str = "") -> None:
        """Copy or select HTML, and plain text besides unless it is empty."""
        raise NotImplementedError

    def put_concealed(self, text: str) -> None:
        """Copy or select a text that is marked as secret."""
        raise NotImplementedError

    def put_nothing(self) -> None:
        """Leave it without content."""
        raise NotImplementedError

    def put_image(self) -> None:
        """Copy or select an image."""
        raise NotImplementedError

    def put_silence(self) -> None:
        """Let something own it that never answers, until the next `put`."""
        raise NotImplementedError

    @pytest.fixture
    def clipboard(self) -> Iterator[CopiedText]:
        """The backend, closed after the test."""
        clipboard = self._make()
        yield clipboard
        clipboard.close()

    def _make(self) -> CopiedText:
        raise NotImplementedError

    def _read(self, clipboard: CopiedText) -> ClipboardContent:
        return clipboard.read(_PATIENT, CancelToken())

    def test_it_has_a_name(self, clipboard: CopiedText) -> None:
        assert clipboard.name

    def test_probe_finds_it_able_and_can_be_repeated(self, clipboard: CopiedText) -> None:
        clipboard.probe()
        clipboard.probe()

    def test_it_reads_text_in_any_script(self, clipboard: CopiedText) -> None:
        self.put_text(_TEXT)
        content = self._read(clipboard)
        assert (content.kind, content.text) == (ClipboardKind.TEXT, _TEXT)
        assert not content.truncated

    def test_it_reads_what_was_copied_last(self, clipboard: CopiedText) -> None:
        for text in ("first", "second", "third"):
            self.put_text(text)
            assert self._read(clipboard).text == text

    def test_a_text_may_be_read_again(self, clipboard: CopiedText) -> None:
        self.put_text("again")
        assert [self._read(clipboard).text for _ in range(3)] == ["again"] * 3

    def test_without_content_it_is_empty(self, clipboard: CopiedText) -> None:
        self.put_nothing()
        content = self._read(clipboard)
        assert (content.kind, content.text) == (ClipboardKind.EMPTY, "")

    def test_an_image_is_an_image(self, clipboard: CopiedText) -> None:
        if self.knows_types:
            self.put_image()
            content = self._read(clipboard)
            assert (content.kind, content.text) == (ClipboardKind.IMAGE, "")

    def test_html_is_read_where_there_is_nothing_else(self, clipboard: CopiedText) -> None:
        if self.knows_html:
            self.put_html(_HTML)
            content = self._read(clipboard)
            assert (content.kind, content.is_html) == (ClipboardKind.TEXT, True)
            assert _HTML in content.text

    def test_plain_text_comes_before_html(self, clipboard: CopiedText) -> None:
        if self.knows_html:
            self.put_html(_HTML, _TEXT)
            content = self._read(clipboard)
            assert (content.text, content.is_html) == (_TEXT, False)

    def test_html_comes_first_where_it_is_preferred(self, clipboard: CopiedText) -> None:
        if self.knows_html:
            self.put_html(_HTML, _TEXT)
            content = clipboard.read(_RICH, CancelToken())
            assert content.is_html
            assert _HTML in content.text

    def test_plain_text_will_do_where_html_is_preferred(self, clipboard: CopiedText) -> None:
        self.put_text(_TEXT)
        content = clipboard.read(_RICH, CancelToken())
        assert (content.text, content.is_html) == (_TEXT, False)

    def test_what_is_concealed_is_left_alone(self, clipboard: CopiedText) -> None:
        if self.knows_concealed:
            self.put_concealed("hunter2")
            content = self._read(clipboard)
            assert (content.kind, content.text) == (ClipboardKind.CONCEALED, "")

    def test_what_is_concealed_is_read_if_the_user_wants_it(self, clipboard: CopiedText) -> None:
        if self.knows_concealed:
            self.put_concealed("hunter2")
            content = clipboard.read(_OPEN, CancelToken())
            assert (content.kind, content.text) == (ClipboardKind.TEXT, "hunter2")

    def test_text_beyond_the_limit_is_left_behind(self, clipboard: CopiedText) -> None:
        self.put_text("äöü" * 100)
        content = clipboard.read(ClipboardRequest(10.0, max_chars=10), CancelToken())
        assert (content.text, content.truncated) == ("äöüäöüäöüä", True)

    def test_text_at_the_limit_is_whole(self, clipboard: CopiedText) -> None:
        self.put_text("äöü")
        content = clipboard.read(ClipboardRequest(10.0, max_chars=3), CancelToken())
        assert (content.text, content.truncated) == ("äöü", False)

    def test_content_does_not_show_its_text(self, clipboard: CopiedText) -> None:
        self.put_text("quagmire")
        assert "quagmire" not in repr(self._read(clipboard))

    def test_an_owner_that_does_not_answer_is_given_up(self, clipboard: CopiedText) -> None:
        self.put_silence()
        began_s = time.monotonic()
        with pytest.raises(DesktopError) as caught:
            clipboard.read(_IMPATIENT, CancelToken())
        assert time.monotonic() - began_s < _IMPATIENT.timeout_s + _SLACK_S
        assert caught.value.notice is self.silent
        assert caught.value.remedy

    def test_silence_is_forgotten_with_the_next_copy(self, clipboard: CopiedText) -> None:
        self.put_silence()
        with pytest.raises(DesktopError):
            clipboard.read(_IMPATIENT, CancelToken())
        self.put_text("there again")
        assert self._read(clipboard).text == "there again"

    def test_silence_piles_up_no_threads(self, clipboard: CopiedText) -> None:
        self.put_silence()
        before = threading.active_count()
        for _ in range(4):
            with pytest.raises(DesktopError):
                clipboard.read(ClipboardRequest(timeout_s=0.05), CancelToken())
        assert threading.active_count() <= before + 1

    def test_a_cancel_ends_the_wait_at_once(self, clipboard: CopiedText) -> None:
        self.put_silence()
        began_s = time.monotonic()
        content = self._read_and_cancel(clipboard)
        assert content.kind is ClipboardKind.EMPTY
        assert time.monotonic() - began_s < _SLACK_S

    def test_a_cancel_does_not_delay_the_next_reading(self, clipboard: CopiedText) -> None:
        self.put_silence()
        self._read_and_cancel(clipboard)
        self.put_text("next")
        assert clipboard.read(ClipboardRequest(_SLACK_S), CancelToken()).text == "next"

    def _read_and_cancel(self, clipboard: CopiedText) -> ClipboardContent:
        cancel = CancelToken()
        timer = threading.Timer(0.1, cancel.cancel)
        timer.start()
        content = clipboard.read(_PATIENT, cancel)
        timer.join()
        return content

    def test_when_cancelled_before_it_reads_nothing(self, clipboard: CopiedText) -> None:
        self.put_text("too late")
        cancel = CancelToken()
        cancel.cancel()
        assert clipboard.read(_PATIENT, cancel).kind is ClipboardKind.EMPTY

    def test_closing_twice_does_nothing(self, clipboard: CopiedText) -> None:
        self.put_text("before")
        self._read(clipboard)
        clipboard.close()
        clipboard.close()


class ClipboardConformance(CopiedTextConformance):
    """Inherit, override what raises `NotImplementedError`, and pytest does the rest."""

    silent = Notice.CLIPBOARD_SILENT

    def make_clipboard(self) -> Clipboard:
        """Make the backend to be tested."""
        raise NotImplementedError

    def _make(self) -> CopiedText:
        return self.make_clipboard()
