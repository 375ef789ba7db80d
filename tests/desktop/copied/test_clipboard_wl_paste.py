"""The Wayland clipboard through `wl-paste`, with programs that stand in for it on the path.

Each test writes the program that it wants: what it lists, what it pastes, how it misbehaves.
"""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardContent, ClipboardKind, ClipboardRequest
from speakd.desktop.copied.clipboard_wl_paste import WlPasteClipboard
from speakd.errors import DesktopError
from speakd.testing.desktop import ClipboardConformance
from speakd.types import Notice
from support.waiting import wait_until
from support.wl_paste import WlPasteDesktop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENT = ClipboardRequest(timeout_s=10.0)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WlPasteDesktop]:
    desktop = WlPasteDesktop(tmp_path, monkeypatch)
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(desktop.address))
        compositor.listen()
        yield desktop


class TestWlPasteClipboard(ClipboardConformance):
    @pytest.fixture(autouse=True)
    def _desktop(self, desktop: WlPasteDesktop) -> None:
        self.desktop = desktop

    def make_clipboard(self) -> WlPasteClipboard:
        return WlPasteClipboard()

    def put_text(self, text: str) -> None:
        self.desktop.put_types({"text/plain;charset=utf-8": text.encode()})

    def put_html(self, html: str, text: str = "") -> None:
        plain = {"text/plain": text.encode()} if text else {}
        self.desktop.put_types({"text/html": html.encode(), **plain})

    def put_concealed(self, text: str) -> None:
        self.desktop.put_types({"x-kde-passwordManagerHint": b"secret", "TEXT": text.encode()})

    def put_nothing(self) -> None:
        self.desktop.put_types({})

    def put_image(self) -> None:
        self.desktop.put_types({"image/png": b"\x89PNG"})

    def put_silence(self) -> None:
        self.desktop.write("sleep 60")


def read(limits: ClipboardRequest = PATIENT) -> ClipboardContent:
    return WlPasteClipboard().read(limits, CancelToken())


def test_the_best_type_of_text_is_taken(desktop: WlPasteDesktop) -> None:
    desktop.put_types({"TEXT": b"?", "text/plain": b"?", "text/plain;charset=utf-8": b"best"})
    assert read().text == "best"
    assert desktop.asked == ["text/plain;charset=utf-8"]


def test_files_are_files(desktop: WlPasteDesktop) -> None:
    desktop.put_types({"text/uri-list": b"file:///tmp/a"})
    assert read().kind is ClipboardKind.FILES
    assert not desktop.asked


def test_a_secret_is_not_even_fetched(desktop: WlPasteDesktop) -> None:
    desktop.put_types({"x-kde-passwordManagerHint": b"secret", "text/plain": b"hunter2"})
    assert read().kind is ClipboardKind.CONCEALED
    assert desktop.asked == ["x-kde-passwordManagerHint"]


def test_invalid_utf_8_is_replaced(desktop: WlPasteDesktop) -> None:
    desktop.put_types({"text/plain": b"a\xffb\x00c"})
    assert read().text == "a\ufffdb\x00c"


def test_output_without_end_is_cut_off(desktop: WlPasteDesktop) -> None:
    desktop.write('[ "$1" = --list-types ] && exec echo text/plain; exec yes')
    content = read(ClipboardRequest(10.0, max_chars=7))
    assert (content.text, content.truncated) == ("y\ny\ny\ny", True)


def test_types_without_end_are_cut_off(desktop: WlPasteDesktop) -> None:
    desktop.write("exec yes application/rtf")
    assert read().kind is ClipboardKind.OTHER


def test_what_it_leaves_running_is_killed(desktop: WlPasteDesktop) -> None:
    marker = desktop.folder / "pid"
    desktop.write(f"sleep 60 & echo $! >{marker}; wait")
    with pytest.raises(DesktopError):
        read(ClipboardRequest(timeout_s=0.3))
    pid = int(marker.read_text())
    wait_until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123, short-lived
        return stat.read().split()[2] != "Z"


def test_without_the_tool_it_says_what_to_install(desktop: WlPasteDesktop) -> None:
    desktop.remove()
    os.environ["PATH"] = f"{desktop.folder}/bin"
    for use in (WlPasteClipboard().probe, read):
        with pytest.raises(DesktopError, match="install the package wl-clipboard") as caught:
            use()
        assert caught.value.notice is Notice.CLIPBOARD_UNAVAILABLE


def test_without_a_compositor_it_is_not_taken_for_empty(
    desktop: WlPasteDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.put_types({"text/plain": b"text"})
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-8")
    with pytest.raises(DesktopError, match="compositor wayland-8 cannot be reached"):
        read()


def test_time_is_up_for_both_questions_together(desktop: WlPasteDesktop) -> None:
    desktop.write('sleep 0.3; [ "$1" = --list-types ] && exec echo text/plain; exec echo late')
    began_s = time.monotonic()
    with pytest.raises(DesktopError):
        read(ClipboardRequest(timeout_s=0.5))
    assert time.monotonic() - began_s < 5
