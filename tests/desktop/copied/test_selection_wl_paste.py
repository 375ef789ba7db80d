"""The Wayland selection through `wl-paste`, with stand-ins for it and for the compositor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardRequest
from speakd.desktop.copied.selection_wl_paste import WlPasteSelection
from speakd.errors import DesktopError
from speakd.testing.desktop import SelectionConformance
from speakd.types import Notice
from support.fake_compositor import FakeCompositor
from support.wl_paste import WlPasteDesktop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PATIENT = ClipboardRequest(timeout_s=10.0)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WlPasteDesktop:
    return WlPasteDesktop(tmp_path, monkeypatch)


@pytest.fixture
def compositor(desktop: WlPasteDesktop) -> Iterator[FakeCompositor]:
    compositor = FakeCompositor(desktop.address)
    yield compositor
    compositor.close()


class TestWlPasteSelection(SelectionConformance):
    @pytest.fixture(autouse=True)
    def _desktop(self, desktop: WlPasteDesktop, compositor: FakeCompositor) -> None:
        del compositor
        self.desktop = desktop

    def make_selection(self) -> WlPasteSelection:
        return WlPasteSelection()

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
    compositor: FakeCompositor, offers: Mapping[str, int], *, able: bool
) -> None:
    compositor.offers = offers
    selection = WlPasteSelection()
    if able:
        selection.probe()
        return
    for use in (selection.probe, lambda: selection.read(PATIENT, CancelToken())):
        with pytest.raises(DesktopError, match="tells no program what is selected") as caught:
            use()
        assert caught.value.notice is Notice.SELECTION_UNAVAILABLE
