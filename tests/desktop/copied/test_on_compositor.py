"""The Wayland clipboard and selection on a real compositor, in process and by `wl-paste`."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardKind, ClipboardRequest
from speakd.desktop.copied.clipboard_wayland import WaylandClipboard
from speakd.desktop.copied.clipboard_wl_paste import WlPasteClipboard
from speakd.desktop.copied.selection_wayland import WaylandSelection
from speakd.desktop.copied.selection_wl_paste import WlPasteSelection
from speakd.errors import DesktopError
from speakd.testing.desktop import ClipboardConformance, SelectionConformance
from support.compositor import Compositor, running_compositor
from support.processes import program
from support.wayland_owner import WaylandOwner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from speakd.desktop.api import Clipboard, CopiedText, Selection

PATIENT = ClipboardRequest(timeout_s=10.0)
SECRET = {"x-kde-passwordManagerHint": b"secret"}


@pytest.fixture(scope="module")
def compositor() -> Iterator[Compositor]:
    with running_compositor() as compositor:
        yield compositor


@pytest.fixture
def owner(compositor: Compositor, monkeypatch: pytest.MonkeyPatch) -> Iterator[WaylandOwner]:
    monkeypatch.setenv("WAYLAND_DISPLAY", compositor.display)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with WaylandOwner(compositor.display) as owner:
        owner.copy({})
        owner.select({})
        yield owner


def plain(text: str) -> Mapping[str, bytes]:
    """What toolkits offer for text."""
    content = text.encode()
    return {"text/plain;charset=utf-8": content, "UTF8_STRING": content, "text/plain": content}


class TestClipboardOnCompositor(ClipboardConformance):
    @pytest.fixture(autouse=True)
    def _owner(self, owner: WaylandOwner) -> None:
        self.owner = owner

    def make_clipboard(self) -> Clipboard:
        return WaylandClipboard()

    def put_text(self, text: str) -> None:
        self.owner.copy(plain(text))

    def put_html(self, html: str, text: str = "") -> None:
        self.owner.copy({"text/html": html.encode(), **(plain(text) if text else {})})

    def put_concealed(self, text: str) -> None:
        self.owner.copy({**plain(text), **SECRET})

    def put_nothing(self) -> None:
        self.owner.copy({})

    def put_image(self) -> None:
        self.owner.copy({"image/png": b"\x89PNG\r\n\x1a\n", "image/bmp": b"BM"})

    def put_silence(self) -> None:
        self.owner.hang(types=plain(""))


class TestWlPasteOnCompositor(TestClipboardOnCompositor):
    def make_clipboard(self) -> Clipboard:
        return WlPasteClipboard()


class TestSelectionOnCompositor(SelectionConformance):
    @pytest.fixture(autouse=True)
    def _owner(self, owner: WaylandOwner) -> None:
        self.owner = owner
        owner.copy(plain("copied"))

    def make_selection(self) -> Selection:
        return WaylandSelection()

    def clipboard_fingerprint(self) -> object:
        return WaylandClipboard().read(PATIENT, CancelToken()).text

    def put_text(self, text: str) -> None:
        self.owner.select(plain(text))

    def put_html(self, html: str, text: str = "") -> None:
        self.owner.select({"text/html": html.encode(), **(plain(text) if text else {})})

    def put_concealed(self, text: str) -> None:
        self.owner.select({**plain(text), **SECRET})

    def put_nothing(self) -> None:
        self.owner.select({})

    def put_image(self) -> None:
        self.owner.select({"image/png": b"\x89PNG\r\n\x1a\n"})

    def put_silence(self) -> None:
        self.owner.hang(types=plain(""), selected=True)


class TestWlPasteOfSelectionOnCompositor(TestSelectionOnCompositor):
    def make_selection(self) -> Selection:
        return WlPasteSelection()


@pytest.mark.parametrize("make", [WaylandClipboard, WlPasteClipboard])
def test_twenty_megabytes_are_read_whole(
    make: Callable[[], CopiedText], owner: WaylandOwner
) -> None:
    text = "Grüße! " * 2_500_000
    owner.copy(plain(text))
    content = make().read(ClipboardRequest(30.0, len(text)), CancelToken())
    assert content.text == text
    assert not content.truncated


def test_twenty_megabytes_are_cut_off_without_waiting_for_the_rest(owner: WaylandOwner) -> None:
    owner.copy(plain("x" * 20_000_000))
    content = WaylandClipboard().read(ClipboardRequest(10.0, 100), CancelToken())
    assert (content.text, content.truncated) == ("x" * 100, True)
    owner.copy(plain("the owner lives"))
    assert WaylandClipboard().read(PATIENT, CancelToken()).text == "the owner lives"


@pytest.mark.parametrize(
    ("make", "options"),
    [(WaylandClipboard, []), (WaylandSelection, ["--primary"]), (WlPasteClipboard, [])],
)
def test_what_wl_copy_has_copied_is_read_until_it_freezes(
    make: Callable[[], CopiedText], options: Sequence[str], owner: WaylandOwner
) -> None:
    del owner
    # It returns once the text is there, and leaves a child that holds it.
    copying = subprocess.Popen(
        [program("wl-copy"), *options, "copied by another program"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert copying.wait(20) == 0
    try:
        content = make().read(PATIENT, CancelToken())
        assert (content.kind, content.text) == (ClipboardKind.TEXT, "copied by another program")
        os.killpg(copying.pid, signal.SIGSTOP)
        with pytest.raises(DesktopError, match="does not answer"):
            make().read(ClipboardRequest(timeout_s=0.3), CancelToken())
    finally:
        os.killpg(copying.pid, signal.SIGKILL)


def test_a_compositor_that_is_gone_is_not_taken_for_empty(
    owner: WaylandOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.copy(plain("there"))
    with running_compositor() as other:
        monkeypatch.setenv("WAYLAND_DISPLAY", other.display)
        assert WaylandClipboard().read(PATIENT, CancelToken()).kind is ClipboardKind.EMPTY
    with pytest.raises(DesktopError, match="cannot be reached"):
        WaylandClipboard().read(PATIENT, CancelToken())
