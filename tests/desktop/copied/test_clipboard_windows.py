"""The Windows clipboard at its seams."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardKind, ClipboardRequest
from speakd.desktop.copied.clipboard_windows import (
    CF_BITMAP,
    CF_DIB,
    CF_DIBV5,
    CF_HDROP,
    CF_UNICODETEXT,
    WindowsClipboard,
)
from speakd.desktop.copied.windows_html import html_fragment
from speakd.errors import DesktopError
from speakd.testing.desktop import ClipboardConformance
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = {
    "ExcludeClipboardContentFromMonitorProcessing": 0xC001,
    "Clipboard Viewer Ignore": 0xC002,
    "CanIncludeInClipboardHistory": 0xC003,
    "HTML Format": 0xC004,
}
NO, YES = bytes(4), b"\1\0\0\0"


def utf_16(text: str) -> bytes:
    return f"{text}\0".encode("utf-16-le")


class Formats:
    """What is on a clipboard of Windows, by format."""

    def __init__(self, content: dict[int | str, bytes | None] | None = None) -> None:
        self.content = {
            name if isinstance(name, int) else NAMES[name]: data
            for name, data in (content or {}).items()
        }
        self.answers = threading.Event()
        self.answers.set()

    def count(self) -> int:
        self.answers.wait()
        return len(self.content)

    def has(self, number: int) -> bool:
        self.answers.wait()
        return number in self.content

    def register(self, name: str) -> int:
        return NAMES[name]

    def data(self, number: int) -> bytes | None:
        return self.content[number]


class TestWindowsClipboard(ClipboardConformance):
    @pytest.fixture(autouse=True)
    def _formats(self) -> Iterator[None]:
        self.formats = Formats()
        self.silent_formats = Formats()
        yield
        self.silent_formats.answers.set()

    def make_clipboard(self) -> WindowsClipboard:
        return WindowsClipboard(lambda: self.formats)

    def put_text(self, text: str) -> None:
        self._put({CF_UNICODETEXT: utf_16(text), 1: b"?", 7: b"?"})

    def put_html(self, html: str, text: str = "") -> None:
        plain: dict[int | str, bytes | None] = {CF_UNICODETEXT: utf_16(text)} if text else {}
        self._put({"HTML Format": html_format(html), **plain})

    def put_concealed(self, text: str) -> None:
        self._put({CF_UNICODETEXT: utf_16(text), "CanIncludeInClipboardHistory": NO})

    def put_nothing(self) -> None:
        self._put({})

    def put_image(self) -> None:
        self._put({CF_DIB: b"", CF_BITMAP: None})

    def put_silence(self) -> None:
        self.silent_formats.answers.clear()
        self.formats = self.silent_formats

    def _put(self, content: dict[int | str, bytes | None]) -> None:
        self.silent_formats.answers.set()
        self.formats = Formats(content)


def html_format(fragment: str) -> bytes:
    """Write HTML as Windows has it, with offsets in bytes."""
    page = f"<html><body>\r\n<!--StartFragment-->{fragment}<!--EndFragment-->\r\n</body></html>"
    header = (
        "Version:0.9\r\nStartHTML:{0:010}\r\nEndHTML:{1:010}\r\n"
        "StartFragment:{2:010}\r\nEndFragment:{3:010}\r\nSourceURL:about:<blank>\r\n"
    )
    begin = len(header.format(0, 0, 0, 0))
    start = begin + len(page.partition("<!--StartFragment-->")[0].encode()) + 20
    offsets = begin, begin + len(page.encode()), start, start + len(fragment.encode())
    return (header.format(*offsets) + page).encode() + b"\0"


def test_only_the_fragment_is_read() -> None:
    assert html_fragment(html_format("<p>Größe 日本</p>")) == "<p>Größe 日本</p>"


@pytest.mark.parametrize(
    "header", [b"StartFragment:-1\r\nEndFragment:-1\r\n", b"StartFragment:9\nEndFragment:99999\n"]
)
def test_offsets_that_are_wrong_leave_all_of_the_page(header: bytes) -> None:
    assert html_fragment(b"Version:0.9\r\n" + header + b"<p>text</p>\0") == "<p>text</p>"
    assert not html_fragment(header)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({CF_HDROP: None, 49161: None}, ClipboardKind.FILES),
        ({49161: None}, ClipboardKind.OTHER),
        ({CF_UNICODETEXT: None, "Clipboard Viewer Ignore": b""}, ClipboardKind.CONCEALED),
        (
            {CF_UNICODETEXT: None, "ExcludeClipboardContentFromMonitorProcessing": YES},
            ClipboardKind.CONCEALED,
        ),
        ({CF_UNICODETEXT: None, "CanIncludeInClipboardHistory": NO}, ClipboardKind.CONCEALED),
        (
            {CF_UNICODETEXT: utf_16("text"), "CanIncludeInClipboardHistory": YES},
            ClipboardKind.TEXT,
        ),
        ({"HTML Format": html_format("<img>"), CF_DIBV5: None}, ClipboardKind.IMAGE),
        ({CF_UNICODETEXT: utf_16("")}, ClipboardKind.EMPTY),
    ],
)
def test_kinds(content: dict[int | str, bytes | None], kind: ClipboardKind) -> None:
    clipboard = WindowsClipboard(lambda: Formats(content))
    assert clipboard.read(ClipboardRequest(10.0), CancelToken()).kind is kind


def test_text_ends_at_the_first_zero() -> None:
    clipboard = WindowsClipboard(lambda: Formats({CF_UNICODETEXT: utf_16("text") + utf_16("!")}))
    assert clipboard.read(ClipboardRequest(10.0), CancelToken()).text == "text"


def test_a_clipboard_that_another_program_holds_is_an_error() -> None:
    clipboard = WindowsClipboard(lambda: Formats({CF_UNICODETEXT: None}))
    with pytest.raises(DesktopError, match="held by another program") as caught:
        clipboard.read(ClipboardRequest(10.0), CancelToken())
    assert caught.value.notice is Notice.CLIPBOARD_UNAVAILABLE
