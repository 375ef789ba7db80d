"""The pasteboard at its seam."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardKind, ClipboardRequest
from speakd.desktop.copied.clipboard_macos import MacosClipboard
from speakd.testing.desktop import ClipboardConformance

if TYPE_CHECKING:
    from collections.abc import Iterator

STRING = "public.utf8-plain-text"


class Pasteboard:
    """An `NSPasteboard`."""

    def __init__(self, content: dict[str, str | None] | None = None) -> None:
        self.content = content
        self.answers = threading.Event()
        self.answers.set()
        self.asked: list[str] = []

    def types(self) -> list[str] | None:
        self.answers.wait()
        return list(self.content) if self.content is not None else None

    def stringForType_(self, name: str) -> str | None:  # noqa: N802, Apple's name
        self.asked.append(name)
        return (self.content or {})[name]

    def dataForType_(self, name: str) -> bytes | None:  # noqa: N802, Apple's name
        self.asked.append(name)
        text = (self.content or {})[name]
        return None if text is None else text.encode()


class TestMacosClipboard(ClipboardConformance):
    @pytest.fixture(autouse=True)
    def _pasteboard(self) -> Iterator[None]:
        self.pasteboard = Pasteboard()
        yield
        self.pasteboard.answers.set()

    def make_clipboard(self) -> MacosClipboard:
        return MacosClipboard(lambda: self.pasteboard)

    def put_text(self, text: str) -> None:
        self._put({STRING: text})

    def put_html(self, html: str, text: str = "") -> None:
        self._put({"public.html": html, **({STRING: text} if text else {})})

    def put_concealed(self, text: str) -> None:
        self._put({STRING: text, "org.nspasteboard.ConcealedType": None})

    def put_nothing(self) -> None:
        self._put(None)

    def put_image(self) -> None:
        self._put({"public.tiff": None, "public.png": None})

    def put_silence(self) -> None:
        self.pasteboard.answers.clear()

    def _put(self, content: dict[str, str | None] | None) -> None:
        self.pasteboard.answers.set()
        self.pasteboard.content = content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"public.file-url": None, STRING: "a.pdf"}, ClipboardKind.FILES),
        ({STRING: "x", "org.nspasteboard.ConcealedType": None}, ClipboardKind.CONCEALED),
        ({STRING: "x", "org.nspasteboard.TransientType": None}, ClipboardKind.CONCEALED),
        ({"public.html": "<img>", "public.tiff": None}, ClipboardKind.IMAGE),
        ({"public.html": None}, ClipboardKind.EMPTY),
        ({"com.apple.keynote": None}, ClipboardKind.OTHER),
        ({}, ClipboardKind.EMPTY),
        ({STRING: None}, ClipboardKind.EMPTY),
    ],
)
def test_kinds(content: dict[str, str | None], kind: ClipboardKind) -> None:
    pasteboard = Pasteboard(content)
    clipboard = MacosClipboard(lambda: pasteboard)
    assert clipboard.read(ClipboardRequest(10.0), CancelToken()).kind is kind
    assert not pasteboard.asked or kind is ClipboardKind.EMPTY
