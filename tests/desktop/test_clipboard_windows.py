"""The Windows clipboard at its seams."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardKind, ClipboardRequest
from speakd.desktop.clipboard_windows import (
    CF_BITMAP,
    CF_DIB,
    CF_HDROP,
    CF_UNICODETEXT,
    WindowsClipboard,
)
from speakd.errors import DesktopError
from speakd.testing.desktop import ClipboardConformance
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = {
    "ExcludeClipboardContentFromMonitorProcessing": 0xC001,
    "Clipboard Viewer Ignore": 0xC002,
    "CanIncludeInClipboardHistory": 0xC003,
}


class Formats:
    """What is on a clipboard of Windows: by format, a number for those that hold one."""

    def __init__(self, *formats: int, **numbers: int) -> None:
        named = {NAMES[name.replace("_", " ")]: number for name, number in numbers.items()}
        self.content: dict[int, int | None] = {**dict.fromkeys(formats), **named}

    def count(self) -> int:
        return len(self.content)

    def has(self, number: int) -> bool:
        return number in self.content

    def register(self, name: str) -> int:
        return NAMES[name]

    def number_in(self, number: int) -> int | None:
        return self.content[number]


class TestWindowsClipboard(ClipboardConformance):
    @pytest.fixture(autouse=True)
    def _formats(self) -> Iterator[None]:
        self.formats = Formats()
        self.text = ""
        self.answers = threading.Event()
        self.answers.set()
        yield
        self.answers.set()

    def paste(self) -> str:
        self.answers.wait()
        return self.text

    def make_clipboard(self) -> WindowsClipboard:
        return WindowsClipboard(lambda: self.formats, self.paste)

    def put_text(self, text: str) -> None:
        self.answers.set()
        self.formats, self.text = Formats(CF_UNICODETEXT, 1, 7), text

    def put_nothing(self) -> None:
        self.formats = Formats()

    def put_image(self) -> None:
        self.formats = Formats(CF_DIB, CF_BITMAP)

    def put_silence(self) -> None:
        self.put_text("never seen")
        self.answers.clear()


@pytest.mark.parametrize(
    ("formats", "kind"),
    [
        (Formats(CF_HDROP, 49161), ClipboardKind.FILES),
        (Formats(49161), ClipboardKind.OTHER),
        (Formats(CF_UNICODETEXT, NAMES["Clipboard Viewer Ignore"]), ClipboardKind.CONCEALED),
        (
            Formats(CF_UNICODETEXT, ExcludeClipboardContentFromMonitorProcessing=1),
            ClipboardKind.CONCEALED,
        ),
        (Formats(CF_UNICODETEXT, CanIncludeInClipboardHistory=0), ClipboardKind.CONCEALED),
        (Formats(CF_UNICODETEXT, CanIncludeInClipboardHistory=1), ClipboardKind.TEXT),
    ],
)
def test_kinds(formats: Formats, kind: ClipboardKind) -> None:
    clipboard = WindowsClipboard(lambda: formats, lambda: "text")
    assert clipboard.read(ClipboardRequest(10.0), CancelToken()).kind is kind


def test_a_clipboard_that_another_program_holds_is_an_error() -> None:
    def paste() -> str:
        raise OSError("OpenClipboard failed while someone held 'quagmire'")

    clipboard = WindowsClipboard(lambda: Formats(CF_UNICODETEXT), paste)
    with pytest.raises(DesktopError, match="held by another program") as caught:
        clipboard.read(ClipboardRequest(10.0), CancelToken())
    assert caught.value.notice is Notice.CLIPBOARD_UNAVAILABLE
    assert "quagmire" not in str(caught.value)
