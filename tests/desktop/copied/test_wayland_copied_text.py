"""The Wayland clipboard and selection in process, on a small compositor that can misbehave."""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardContent, ClipboardKind, ClipboardRequest
from speakd.desktop.copied.clipboard_wayland import WaylandClipboard
from speakd.desktop.copied.selection_wayland import WaylandSelection
from speakd.errors import DesktopError
from speakd.testing.desktop import ClipboardConformance, SelectionConformance
from speakd.types import Notice
from support.fake_compositor import (
    COPIED,
    EXT,
    SELECTED,
    WLR,
    Client,
    FakeCompositor,
    message,
    string,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PATIENT = ClipboardRequest(timeout_s=10.0)
IMPATIENT = ClipboardRequest(timeout_s=0.2)
UTF_8 = "text/plain;charset=utf-8"
FDS = Path("/proc/self/fd")


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    return tmp_path / "wayland-7"


@pytest.fixture
def compositor(address: Path) -> Iterator[FakeCompositor]:
    compositor = FakeCompositor(address)
    yield compositor
    compositor.close()


class TestWaylandClipboard(ClipboardConformance):
    which = COPIED

    @pytest.fixture(autouse=True)
    def _compositor(self, compositor: FakeCompositor) -> None:
        self.compositor = compositor

    def make_clipboard(self) -> WaylandClipboard:
        return WaylandClipboard()

    def put(self, content: Mapping[str, bytes | None]) -> None:
        self.compositor.content[self.which] = content

    def put_text(self, text: str) -> None:
        self.put({UTF_8: text.encode(), "TEXT": b"?"})

    def put_html(self, html: str, text: str = "") -> None:
        self.put({"text/html": html.encode(), **({"text/plain": text.encode()} if text else {})})

    def put_concealed(self, text: str) -> None:
        self.put({"x-kde-passwordManagerHint": b"secret", "TEXT": text.encode()})

    def put_nothing(self) -> None:
        self.put({})

    def put_image(self) -> None:
        self.put({"image/png": b"\x89PNG"})

    def put_silence(self) -> None:
        self.put({UTF_8: None})


class TestWaylandSelection(SelectionConformance):
    which = SELECTED
    _compositor = TestWaylandClipboard._compositor
    put = TestWaylandClipboard.put
    put_text = TestWaylandClipboard.put_text
    put_html = TestWaylandClipboard.put_html
    put_concealed = TestWaylandClipboard.put_concealed
    put_nothing = TestWaylandClipboard.put_nothing
    put_image = TestWaylandClipboard.put_image
    put_silence = TestWaylandClipboard.put_silence

    def make_selection(self) -> WaylandSelection:
        return WaylandSelection()


def read(request: ClipboardRequest = PATIENT) -> ClipboardContent:
    return WaylandClipboard().read(request, CancelToken())


def copy(compositor: FakeCompositor, **content: bytes) -> None:
    names = {"text": UTF_8, "hint": "x-kde-passwordManagerHint", "files": "text/uri-list"}
    compositor.content[COPIED] = {names[name]: data for name, data in content.items()}


def test_of_what_is_copied_and_selected_each_reads_its_own(compositor: FakeCompositor) -> None:
    copy(compositor, text=b"copied")
    compositor.content[SELECTED] = {UTF_8: b"selected"}
    assert read().text == "copied"
    assert WaylandSelection().read(PATIENT, CancelToken()).text == "selected"


def test_a_secret_is_not_even_fetched(compositor: FakeCompositor) -> None:
    copy(compositor, hint=b"secret", text=b"hunter2")
    assert read().kind is ClipboardKind.CONCEALED
    assert compositor.asked == ["x-kde-passwordManagerHint"]


def test_files_are_files_and_are_not_fetched(compositor: FakeCompositor) -> None:
    copy(compositor, files=b"file:///tmp/a")
    assert read().kind is ClipboardKind.FILES
    assert not compositor.asked


def test_empty_text_is_empty(compositor: FakeCompositor) -> None:
    copy(compositor, text=b"")
    assert read().kind is ClipboardKind.EMPTY


def test_invalid_utf_8_is_replaced(compositor: FakeCompositor) -> None:
    copy(compositor, text=b"a\xffb\x00c")
    assert read().text == "a\ufffdb\x00c"


def test_events_may_arrive_in_any_pieces(compositor: FakeCompositor) -> None:
    compositor.offers = {
        **{f"interface_{'x' * number}": 1 for number in range(1, 9)},
        **compositor.offers,
    }
    compositor.piece_bytes = 7
    copy(compositor, text=b"whole")
    assert read().text == "whole"


def test_what_is_told_late_is_waited_for(compositor: FakeCompositor) -> None:
    compositor.tells_late = True
    copy(compositor, text=b"late")
    assert read().text == "late"


@pytest.mark.parametrize(
    ("offers", "bound"),
    [
        ({"wl_seat": 9, WLR: 2, EXT: 1}, [(EXT, 1)]),
        ({"wl_seat": 1, WLR: 2}, [(WLR, 1)]),
        ({"wl_seat": 5, WLR: 1}, [(WLR, 1)]),
    ],
)
def test_the_better_protocol_is_taken(
    compositor: FakeCompositor, offers: Mapping[str, int], bound: list[tuple[str, int]]
) -> None:
    compositor.offers = offers
    copy(compositor, text=b"text")
    assert read().text == "text"
    assert compositor.bound == [*bound, ("wl_seat", 1)]


@pytest.mark.parametrize(
    "offers", [{}, {"wl_seat": 9, "wl_data_device_manager": 3}, {EXT: 1}], ids=str
)
def test_a_clipboard_that_only_windows_are_shown_needs_the_tool(
    compositor: FakeCompositor, offers: Mapping[str, int]
) -> None:
    compositor.offers = offers
    for use in (WaylandClipboard().probe, read):
        with pytest.raises(DesktopError, match="install the package wl-clipboard") as caught:
            use()
        assert caught.value.notice is Notice.CLIPBOARD_UNAVAILABLE


@pytest.mark.parametrize(
    ("offers", "problem"),
    [
        ({WLR: 1}, "tells no program what is selected"),
        ({}, "tells no program what is selected"),
        ({"zwp_primary_selection_device_manager_v1": 1}, "install the package wl-clipboard"),
    ],
)
def test_a_selection_that_is_not_told_says_what_to_do(
    compositor: FakeCompositor, offers: Mapping[str, int], problem: str
) -> None:
    compositor.offers = {"wl_seat": 9, **offers}
    selection = WaylandSelection()
    for use in (selection.probe, lambda: selection.read(PATIENT, CancelToken())):
        with pytest.raises(DesktopError, match=problem) as caught:
            use()
        assert caught.value.notice is Notice.SELECTION_UNAVAILABLE


def test_without_a_compositor_it_is_not_taken_for_empty(address: Path) -> None:
    assert not address.exists()
    for use in (WaylandClipboard().probe, read):
        with pytest.raises(DesktopError, match="compositor wayland-7 cannot be reached") as caught:
            use()
        assert caught.value.notice is Notice.CLIPBOARD_UNAVAILABLE


def test_a_compositor_that_was_started_again_is_found(address: Path) -> None:
    clipboard = WaylandClipboard()
    for text in (b"before", b"after"):
        compositor = FakeCompositor(address)
        copy(compositor, text=text)
        assert clipboard.read(PATIENT, CancelToken()).text == text.decode()
        compositor.close()
    with pytest.raises(DesktopError, match="cannot be reached"):
        clipboard.read(PATIENT, CancelToken())


def test_a_compositor_that_does_not_answer_is_given_up(compositor: FakeCompositor) -> None:
    compositor.is_silent = True
    with pytest.raises(DesktopError, match="the Wayland compositor does not answer") as caught:
        read(IMPATIENT)
    assert caught.value.notice is Notice.CLIPBOARD_SILENT


def test_a_compositor_that_takes_nobody_in_is_given_up(address: Path) -> None:
    with socket.socket(socket.AF_UNIX) as full, socket.socket(socket.AF_UNIX) as first:
        full.bind(str(address))
        full.listen(0)
        first.connect(str(address))
        with pytest.raises(DesktopError, match="the Wayland compositor does not answer"):
            read()


def test_a_cancel_ends_the_wait_for_the_compositor(compositor: FakeCompositor) -> None:
    compositor.is_silent = True
    cancel = CancelToken()
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()
    began_s = time.monotonic()
    assert WaylandClipboard().read(PATIENT, cancel).kind is ClipboardKind.EMPTY
    assert time.monotonic() - began_s < 5
    timer.join()


NONSENSE = {
    "hanging up": b"",
    "half a header": b"\x02\0\0\0",
    "an offer cut short": message(2, 0, struct.pack("=I", 1)),
    "a string beyond the end": message(2, 0, struct.pack("=III", 1, 0xFFFFFFFF, 0)),
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_an_error_and_not_a_crash(compositor: FakeCompositor, nonsense: bytes) -> None:
    compositor.nonsense = nonsense
    with pytest.raises(DesktopError, match="ended the connection") as caught:
        read()
    assert caught.value.notice is Notice.CLIPBOARD_UNAVAILABLE
    assert caught.value.remedy


LASTING_NONSENSE = {
    "no end": message(77, 0, bytes(60_000)) * 80,
    "a message smaller than its header": struct.pack("=II", 77, 0),
    "an error": message(1, 0, struct.pack("=II", 1, 3) + string("invalid method")),
}


@pytest.mark.parametrize("nonsense", LASTING_NONSENSE.values(), ids=LASTING_NONSENSE)
def test_nonsense_is_not_listened_to_for_long(compositor: FakeCompositor, nonsense: bytes) -> None:
    compositor.hangs_up = False
    compositor.nonsense = nonsense
    with pytest.raises(DesktopError, match="ended the connection"):
        read()


@pytest.mark.usefixtures("compositor")
def test_a_selection_that_was_never_offered_is_nonsense(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Client, "tell", lambda client, which: client.event(client.device, which, b"\1\0\0\xff")
    )
    with pytest.raises(DesktopError, match="ended the connection"):
        read()


def test_a_compositor_that_dies_while_it_is_asked_is_not_taken_for_empty(
    compositor: FakeCompositor,
) -> None:
    copy(compositor, text=b"text")

    def die(client: Client, descriptor: int) -> None:
        client.hang_up()
        os.close(descriptor)

    compositor.on_receive = die
    with pytest.raises(DesktopError, match="ended the connection"):
        read()


def test_an_owner_that_is_replaced_while_it_is_asked_is_not_taken_for_empty(
    compositor: FakeCompositor,
) -> None:
    copy(compositor, text=b"old")

    def replace(client: Client, descriptor: int) -> None:
        compositor.on_receive = None
        copy(compositor, text=b"new")
        client.tell(COPIED)
        os.close(descriptor)

    compositor.on_receive = replace
    assert read().text == "new"
    assert compositor.asked == [UTF_8, UTF_8]


def test_an_owner_that_never_comes_to_an_end_is_given_up(compositor: FakeCompositor) -> None:
    copy(compositor, text=b"text")
    stop = threading.Event()

    def drip(client: Client, descriptor: int) -> None:
        del client
        with os.fdopen(descriptor, "wb", buffering=0) as pipe:
            while not stop.wait(0.02):
                pipe.write(b".")

    compositor.on_receive = drip
    began_s = time.monotonic()
    with pytest.raises(DesktopError, match="owns the clipboard does not answer"):
        read(IMPATIENT)
    stop.set()
    assert time.monotonic() - began_s > IMPATIENT.timeout_s


def test_text_without_end_is_cut_off(compositor: FakeCompositor) -> None:
    copy(compositor, text=b"text")

    def write_on(client: Client, descriptor: int) -> None:
        del client
        with os.fdopen(descriptor, "wb", buffering=0) as pipe, suppress(BrokenPipeError):
            while True:
                pipe.write(b"y\n" * 512)

    compositor.on_receive = write_on
    content = read(ClipboardRequest(timeout_s=2.0, max_chars=7))
    assert (content.text, content.truncated) == ("y\ny\ny\ny", True)


def test_no_reading_leaves_anything_open(address: Path) -> None:
    before = len(list(FDS.iterdir()))
    compositor = FakeCompositor(address)
    copy(compositor, text=b"text")
    assert read().text == "text"
    assert read(ClipboardRequest(max_chars=1)).truncated
    compositor.content[COPIED] = {UTF_8: None}
    with pytest.raises(DesktopError):
        read(ClipboardRequest(timeout_s=0.05))
    compositor.offers = {}
    with pytest.raises(DesktopError):
        read()
    compositor.close()
    with pytest.raises(DesktopError):
        read()
    assert len(list(FDS.iterdir())) == before
