"""The Wayland selection, with programs that stand in for `wl-paste` and for the compositor."""

from __future__ import annotations

import socket
import struct
import threading
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardRequest
from speakd.desktop.selection_first import FirstSelection
from speakd.desktop.selection_wayland import WaylandSelection
from speakd.desktop.wayland_globals import compositor_offers
from speakd.errors import DesktopError
from speakd.testing.desktop import FakeSelection, SelectionConformance
from speakd.types import Notice
from support.wl_paste import WlPasteDesktop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PATIENT = ClipboardRequest(timeout_s=10.0)
DATA_CONTROL = {"wl_compositor": 5, "zwlr_data_control_manager_v1": 2}


class Compositor:
    """Answers every client with the interfaces it offers, in pieces of `piece` bytes.

    Args:
        path: Where it listens.
        offers: Interfaces and their versions; None to answer nobody.
    """

    def __init__(self, path: Path, offers: Mapping[str, int] | None, piece: int = 1 << 16) -> None:
        self.offers = offers
        self._piece = piece
        self._kept: list[socket.socket] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._thread = threading.Thread(target=self._serve, name="compositor")
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for each in (self._listener, *self._kept):
            each.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.offers is None:
                self._kept.append(client)
                continue
            with client:
                requests = client.recv(24)
                if len(requests) == 24:  # who only knocks sends none
                    assert struct.unpack("=6I", requests) == (1, 12 << 16 | 1, 2, 1, 12 << 16, 3)
                    self._answer(client)

    def _answer(self, client: socket.socket) -> None:
        answer = b""
        for number, (name, version) in enumerate((self.offers or {}).items()):
            text = name.encode() + b"\0"
            text += bytes(-len(text) % 4)
            content = struct.pack("=II", number, len(name) + 1) + text + struct.pack("=I", version)
            answer += struct.pack("=II", 2, (8 + len(content)) << 16) + content
        answer += struct.pack("=III", 3, 12 << 16, 1)
        for at in range(0, len(answer), self._piece):
            client.sendall(answer[at : at + self._piece])


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WlPasteDesktop:
    return WlPasteDesktop(tmp_path, monkeypatch)


@pytest.fixture
def compositor(desktop: WlPasteDesktop) -> Iterator[Compositor]:
    compositor = Compositor(desktop.address, DATA_CONTROL)
    yield compositor
    compositor.close()


class TestWaylandSelection(SelectionConformance):
    @pytest.fixture(autouse=True)
    def _desktop(self, desktop: WlPasteDesktop, compositor: Compositor) -> None:
        del compositor
        self.desktop = desktop

    def make_selection(self) -> WaylandSelection:
        return WaylandSelection()

    def put_text(self, text: str) -> None:
        self.desktop.put_types({"text/plain;charset=utf-8": text.encode()}, "--primary")

    def put_html(self, html: str, text: str = "") -> None:
        plain = {"text/plain": text.encode()} if text else {}
        self.desktop.put_types({"text/html": html.encode(), **plain}, "--primary")

    def put_concealed(self, text: str) -> None:
        content = {"x-kde-passwordManagerHint": b"secret", "TEXT": text.encode()}
        self.desktop.put_types(content, "--primary")

    def put_nothing(self) -> None:
        self.desktop.put_types({}, "--primary")

    def put_image(self) -> None:
        self.desktop.put_types({"image/png": b"\x89PNG"}, "--primary")

    def put_silence(self) -> None:
        self.desktop.write("sleep 60")


@pytest.mark.parametrize(
    ("offers", "able"),
    [
        ({"ext_data_control_manager_v1": 1}, True),
        ({"zwlr_data_control_manager_v1": 1}, False),
        ({"zwp_primary_selection_device_manager_v1": 1}, True),
        ({"wl_compositor": 6, "wl_data_device_manager": 3}, False),
        ({}, False),
    ],
)
def test_the_compositor_decides(
    compositor: Compositor, offers: Mapping[str, int], *, able: bool
) -> None:
    compositor.offers = offers
    selection = WaylandSelection()
    if able:
        selection.probe()
        return
    for use in (selection.probe, lambda: selection.read(PATIENT, CancelToken())):
        with pytest.raises(DesktopError, match="tells no program what is selected") as caught:
            use()
        assert caught.value.notice is Notice.SELECTION_UNAVAILABLE


def test_offers_may_arrive_in_any_pieces(desktop: WlPasteDesktop) -> None:
    offers = {f"interface_{'x' * number}": number for number in range(1, 9)}
    compositor = Compositor(desktop.address, offers, piece=7)
    try:
        assert compositor_offers(str(desktop.address)) == offers
    finally:
        compositor.close()


def test_a_compositor_that_does_not_answer_is_given_up(desktop: WlPasteDesktop) -> None:
    compositor = Compositor(desktop.address, None)
    try:
        with pytest.raises(TimeoutError):
            compositor_offers(str(desktop.address), 0.05)
    finally:
        compositor.close()


def test_the_first_that_can_be_reached_is_taken_and_kept() -> None:
    first, second = FakeSelection("first"), FakeSelection("second")
    first.error = DesktopError("not here")
    selection = FirstSelection([first, second])
    assert selection.read(PATIENT, CancelToken()).text == "second"
    first.error = None
    assert selection.read(PATIENT, CancelToken()).text == "second"
    selection.close()
    assert first.closed
    assert second.closed


def test_where_none_can_be_reached_the_best_says_why() -> None:
    first, second = FakeSelection(), FakeSelection()
    first.error, second.error = DesktopError("no first"), DesktopError("no second")
    selection = FirstSelection([first, second])
    for use in (selection.probe, lambda: selection.read(PATIENT, CancelToken())):
        with pytest.raises(DesktopError, match="no first"):
            use()
    second.error = None
    selection.probe()
