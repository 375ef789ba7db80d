from __future__ import annotations

import json
import re
import threading
from typing import TYPE_CHECKING

import pytest

from speakd.desktop.icons import SIZES
from speakd.desktop.presence.api import MenuItem, TrayState, TrayView
from speakd.desktop.presence.tray_linux import StatusNotifierTray
from speakd.errors import DesktopError
from support.bus_service import BusService
from support.panel import busctl
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.session_bus import SessionBus

_WATCHER = "org.kde.StatusNotifierWatcher"
_ITEM = "/StatusNotifierItem", "org.kde.StatusNotifierItem"


class Watcher:
    """Knows of icons, and shows none."""

    def __init__(self, address: str) -> None:
        self.names: list[str] = []
        self._service = BusService(address, _WATCHER, {"RegisterStatusNotifierItem": self._add})

    def _add(self, name: str) -> tuple[None, tuple[()]]:
        self.names.append(name)
        return None, ()

    def wait_for(self, count: int = 1) -> str:
        wait_until(lambda: len(self.names) == count, what="an icon")
        return self.names[-1]

    def close(self) -> None:
        self._service.close()


class Shown:
    """What the tray is to show."""

    def __init__(self) -> None:
        self.state = TrayState.READY
        self.looks = 0
        self.chosen = threading.Event()

    def __call__(self) -> TrayView:
        self.looks += 1
        menu = (MenuItem(self.state.value, key="state"), MenuItem("Stop", self.chosen.set))
        return TrayView(self.state, f"it is {self.state.value}", menu)


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def watcher(session_bus: SessionBus) -> Iterator[Watcher]:
    watcher = Watcher(session_bus.address)
    yield watcher
    watcher.close()


@pytest.fixture
def tray(session_bus: SessionBus) -> Iterator[StatusNotifierTray]:
    del session_bus
    tray = StatusNotifierTray(settling_s=0.01)
    yield tray
    tray.stop()


@pytest.fixture
def icon(tray: StatusNotifierTray, watcher: Watcher, shown: Shown) -> str:
    """The name of an icon that is shown."""
    tray.start(shown)
    return watcher.wait_for()


@pytest.fixture
def get(session_bus: SessionBus) -> Callable[[str, str], object]:
    """Ask an icon for a property, through a program that has nothing of ours."""

    def ask(name: str, what: str) -> object:
        told = busctl(session_bus.address, "--json=short", "get-property", name, *_ITEM, what)
        return json.loads(told)["data"] if told else None

    return ask


def test_the_icon_is_told_with_pictures_of_every_size(
    tray: StatusNotifierTray, watcher: Watcher, shown: Shown, get: Callable[[str, str], object]
) -> None:
    tray.start(shown)
    name = watcher.wait_for()
    assert get(name, "Id") == "speakd"
    assert get(name, "Status") == "Active"
    assert get(name, "ToolTip") == ["", [], "speakd", "it is ready"]
    pictures = get(name, "IconPixmap")
    assert isinstance(pictures, list)
    assert [(width, height) for width, height, _ in pictures] == [(size, size) for size in SIZES]
    assert all(len(pixels) == 4 * width * height for width, height, pixels in pictures)


def test_a_change_is_seen_after_a_refresh(
    tray: StatusNotifierTray, watcher: Watcher, shown: Shown, get: Callable[[str, str], object]
) -> None:
    tray.start(shown)
    name = watcher.wait_for()
    before = get(name, "IconPixmap")
    shown.state = TrayState.PROBLEM
    tray.refresh()
    wait_until(lambda: get(name, "Status") == "NeedsAttention", what="attention")
    assert get(name, "IconPixmap") == get(name, "AttentionIconPixmap") != before
    assert get(name, "ToolTip") == ["", [], "speakd", "it is problem"]


def test_many_changes_at_once_are_one_look(
    session_bus: SessionBus, watcher: Watcher, shown: Shown
) -> None:
    del session_bus
    tray = StatusNotifierTray(settling_s=0.2)
    tray.start(shown)
    watcher.wait_for()
    looks = shown.looks
    for _ in range(10_000):
        tray.refresh()
    wait_until(lambda: shown.looks > looks, what="a look")
    assert shown.looks <= looks + 2
    tray.stop()


def test_the_icon_comes_with_a_watcher_and_again_with_the_next(
    tray: StatusNotifierTray, session_bus: SessionBus, shown: Shown
) -> None:
    tray.start(shown)
    tray.refresh()
    for _ in range(2):
        watcher = Watcher(session_bus.address)
        watcher.wait_for()
        watcher.close()


def test_the_icon_is_back_after_the_bus_was_lost(
    tray: StatusNotifierTray, session_bus: SessionBus, shown: Shown
) -> None:
    tray.start(shown)
    session_bus.kill()
    session_bus.restart()
    watcher = Watcher(session_bus.address)
    watcher.wait_for()
    watcher.close()


def test_without_a_bus_there_is_a_reason(monkeypatch: pytest.MonkeyPatch, shown: Shown) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
    tray = StatusNotifierTray()
    with pytest.raises(DesktopError, match="no session bus"):
        tray.start(shown)
    tray.refresh()
    tray.stop()


def test_the_icon_goes_when_it_is_stopped(
    tray: StatusNotifierTray, session_bus: SessionBus, watcher: Watcher, shown: Shown
) -> None:
    tray.start(shown)
    name = watcher.wait_for()
    assert name in busctl(session_bus.address, "list")
    tray.stop()
    wait_until(lambda: name not in busctl(session_bus.address, "list"), what="its end")
    tray.stop()
    tray.refresh()


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (("/nowhere", "org.kde.StatusNotifierItem", "Activate", "ii", "0", "0"), "no such object"),
        ((*_ITEM, "Dance"), "no such method"),
        ((*_ITEM, "Activate", "s", "x"), "Activate takes ii"),
        ((_ITEM[0], "org.example.Other", "Activate", "ii", "0", "0"), "no such method"),
    ],
)
def test_a_wrong_call_is_answered_with_an_error(
    session_bus: SessionBus, icon: str, call: tuple[str, ...], error: str
) -> None:
    answer = busctl(session_bus.address, "call", icon, *call, errors=True)
    assert error in answer


def test_the_icon_describes_itself(session_bus: SessionBus, icon: str) -> None:
    told = busctl(session_bus.address, "introspect", icon, _ITEM[0])
    assert re.search(r"^\.Activate +method +ii +- ", told, re.MULTILINE)
    assert re.search(r"^\.NewStatus +signal +s +- ", told, re.MULTILINE)
    assert re.search(r'^\.Menu +property +o +"/StatusNotifierItem/Menu"', told, re.MULTILINE)


def test_a_mistake_of_ours_costs_the_icon_a_moment(
    tray: StatusNotifierTray,
    watcher: Watcher,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("speakd.desktop.presence.tray_linux._FIRST_RETRY_S", 0.01)
    mistakes = iter([RuntimeError("xylophone canary")])

    def look() -> TrayView:
        if watcher.names and (mistake := next(mistakes, None)) is not None:
            raise mistake
        return shown()

    tray.start(look)
    watcher.wait_for(1)
    tray.refresh()
    watcher.wait_for(2)
    assert "RuntimeError at test_tray_linux.py" in caplog.text
    assert "canary" not in caplog.text
