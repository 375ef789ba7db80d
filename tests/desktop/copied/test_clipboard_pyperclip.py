from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardContent, ClipboardKind, ClipboardRequest
from speakd.desktop.copied.clipboard_pyperclip import PyperclipClipboard
from speakd.errors import DesktopError
from speakd.testing.desktop import ClipboardConformance
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class TestPyperclipClipboard(ClipboardConformance):
    knows_types = knows_html = knows_concealed = False

    @pytest.fixture(autouse=True)
    def _content(self) -> Iterator[None]:
        self.content: object = ""
        self.answers = threading.Event()
        self.answers.set()
        yield
        self.answers.set()

    def paste(self) -> object:
        self.answers.wait()
        return self.content

    def make_clipboard(self) -> PyperclipClipboard:
        return PyperclipClipboard(self.paste)

    def put_text(self, text: str) -> None:
        self.answers.set()
        self.content = text

    def put_nothing(self) -> None:
        self.content = ""

    def put_silence(self) -> None:
        self.answers.clear()


def read(value: object) -> ClipboardContent:
    return PyperclipClipboard(lambda: value).read(ClipboardRequest(10.0), CancelToken())


@pytest.mark.parametrize(
    ("value", "text"), [(b"a\xffb", "a\ufffdb"), ("\ud800 \x00", "\ud800 \x00")]
)
def test_odd_text_comes_through(value: object, text: str) -> None:
    assert read(value).text == text


@pytest.mark.parametrize("value", [None, b"", 5])
def test_anything_else_is_nothing(value: object) -> None:
    assert read(value).kind is ClipboardKind.EMPTY


def test_its_errors_are_ours_and_keep_the_text_back() -> None:
    def paste() -> str:
        return b"quagmire \xff".decode()

    with pytest.raises(DesktopError, match="not valid UTF-8") as caught:
        PyperclipClipboard(paste).read(ClipboardRequest(10.0), CancelToken())
    assert caught.value.notice is Notice.CLIPBOARD_UNAVAILABLE
    assert "quagmire" not in repr(caught.value.__cause__)


def test_without_any_clipboard_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    clipboard = PyperclipClipboard()
    for use in (clipboard.probe, lambda: clipboard.read(ClipboardRequest(10.0), CancelToken())):
        with pytest.raises(DesktopError, match=r"no clipboard: .*say -"):
            use()
