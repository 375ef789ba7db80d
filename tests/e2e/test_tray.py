"""The icon among those of a real panel, and what its menu does."""

from __future__ import annotations

import json
import re
import time
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from speakd.desktop.icons import drawing_file
from support.notifications import NotificationService, running_dunst
from support.panel import Panel, busctl, running_panel
from support.sentences import SENTENCES
from support.speakd import Home
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.clipboard import ClipboardOwner
    from support.recording import Recording
    from support.session_bus import SessionBus
    from support.sound import SoundServer
    from support.speakd import Daemon
    from support.xserver import XServer

_WATCHER = "org.kde.StatusNotifierWatcher"
_MENU = "/StatusNotifierItem/Menu", "com.canonical.dbusmenu"


@pytest.fixture
def panel(x_server: XServer, session_bus: SessionBus) -> Iterator[Panel]:
    with running_panel(x_server, session_bus) as panel:
        yield panel


@pytest.fixture
def home(x_server: XServer, sound_server: SoundServer, session_bus: SessionBus) -> Iterator[Home]:
    parts = sound_server, x_server, session_bus
    with Home({name: each for part in parts for name, each in part.environment.items()}) as home:
        yield home


def _colour(state: str) -> str:
    tile = ET.parse(drawing_file(state)).getroot().find("{*}rect")  # noqa: S314, it is our own
    assert tile is not None
    return tile.attrib["fill"]


def _place(panel: Panel, state: str, timeout_s: float = 4.0) -> tuple[int, int]:
    """Wait until the icon tells `state`, sooner than by looking now and then; tell where it is."""
    colour = _colour(state)
    found = wait_until(lambda: panel.find(colour), timeout_s, f"the icon of {state}")
    assert found is not None
    return found


class _Menu:
    """The menu as the desktop sees it, through a program that has nothing of ours."""

    def __init__(self, bus: SessionBus, daemon: Daemon) -> None:
        self._address = bus.address
        self._name = f"org.kde.StatusNotifierItem-{daemon.pid}-1"
        wait_until(lambda: self._call("AboutToShow", "i", "0"), 20, "the menu")

    def labels(self) -> dict[str, int]:
        """The number of each item, by its label."""
        self._call("AboutToShow", "i", "0")
        told = self._call("GetLayout", "iias", "--", "0", "-1", "0")
        items = re.findall(r'\(ia\{sv\}av\) (\d+) \d+ "label" s "([^"]*)"', told)
        return {_unescaped(label): int(number) for number, label in items}

    def choose(self, label: str) -> None:
        """Click on an item."""
        number = str(self.labels()[label])
        self._call("Event", "isvu", number, "clicked", "i", "0", "0")

    def _call(self, method: str, *arguments: str) -> str:
        return busctl(self._address, "call", self._name, *_MENU, method, *arguments)


def _unescaped(text: str) -> str:
    """Read what busctl has written of a text that is more than ASCII: its UTF-8 in octal."""
    return text.encode().decode("unicode_escape").encode("latin-1").decode()


def _status(home: Home) -> dict[str, object]:
    status: dict[str, object] = json.loads(home.speakd("status", "--json").stdout)
    return status


def test_a_click_on_stop_is_followed_by_silence(
    home: Home, x_server: XServer, panel: Panel, clipboard: ClipboardOwner, recording: Recording
) -> None:
    home.start()
    _place(panel, "ready", 20)
    clipboard.copy(" ".join(SENTENCES))
    began_s = time.monotonic()
    assert home.speakd("read").returncode == 0
    recording.wait_for_sound(began_s)
    panel.click(_place(panel, "speaking"))
    # The line about the state cannot be chosen; below it: clipboard, selection, stop.
    x_server.key("Down", "Down", "Down", "Return")
    stopped_s = recording.wait_for_silence(1.5)
    assert recording.first_sound_s(stopped_s + 0.1) is None
    assert _status(home)["state"] == "idle"
    _place(panel, "ready")


def test_the_icon_follows_a_pause_and_goes_with_the_daemon(
    home: Home, session_bus: SessionBus, panel: Panel, clipboard: ClipboardOwner
) -> None:
    daemon = home.start()
    menu = _Menu(session_bus, daemon)
    assert panel.icons == 1
    clipboard.copy(" ".join(SENTENCES))
    menu.choose("Read the clipboard")
    _place(panel, "speaking")
    assert home.speakd("pause").returncode == 0  # not by the menu, which looks by itself
    _place(panel, "paused")
    assert any(re.fullmatch(r"Paused, \d+%", label) for label in menu.labels())
    menu.choose("Resume")
    _place(panel, "speaking")
    assert home.speakd("stop").returncode == 0
    _place(panel, "ready")
    daemon.stop()
    wait_until(lambda: panel.icons == 0, 10, "the icon gone")


def test_the_menu_speaks_the_users_language(
    home: Home, session_bus: SessionBus, panel: Panel, clipboard: ClipboardOwner
) -> None:
    home.environment |= {"LANG": "de_DE.UTF-8", "LC_ALL": "", "LANGUAGE": ""}
    menu = _Menu(session_bus, home.start())
    clipboard.copy(" ".join(SENTENCES))
    menu.choose("Zwischenablage vorlesen")
    _place(panel, "speaking")
    menu.choose("Pause")
    _place(panel, "paused")
    labels = menu.labels()
    assert any(re.fullmatch(r"Pausiert, \d+\u00a0%", label) for label in labels)
    assert {"Fortsetzen", "Nächster Satz", "Einstellungen öffnen", "Beenden"} <= labels.keys()
    menu.choose("Stopp")
    _place(panel, "ready")


@pytest.fixture
def watched_bus(session_bus: SessionBus) -> Iterator[SessionBus]:
    """A bus with a watcher for icons and nothing that shows them."""
    from support.bus_service import BusService  # noqa: PLC0415

    watcher = BusService(
        session_bus.address, _WATCHER, {"RegisterStatusNotifierItem": lambda _: (None, ())}
    )
    yield session_bus
    watcher.close()


def test_a_voice_can_be_chosen(home: Home, watched_bus: SessionBus) -> None:
    daemon = home.start()
    menu = _Menu(watched_bus, daemon)

    def voice() -> object:
        voices = _status(home)["voices"]
        assert isinstance(voices, dict)
        return voices["en"]

    assert voice() == "espeak:en-us"
    menu.choose("English (Scotland) (espeak)")
    assert voice() == "espeak:en-gb-scotland"
    menu.choose("As configured")
    assert voice() == "espeak:en-us"


def test_quit_ends_the_daemon_with_success(home: Home, watched_bus: SessionBus) -> None:
    daemon = home.start()
    _Menu(watched_bus, daemon).choose("Quit")
    assert daemon.process.wait(10) == 0


def test_the_configuration_and_the_log_are_opened(
    home: Home, watched_bus: SessionBus, tmp_path: Path
) -> None:
    opener = tmp_path / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> {tmp_path}/opened\n')
    opener.chmod(0o755)
    home.environment["PATH"] = f"{tmp_path}:{home.environment['PATH']}"
    menu = _Menu(watched_bus, home.start())
    config = home.folder / "config/speakd/config.toml"
    log = home.folder / "state/speakd/log/speakd.log"

    def opened() -> list[str]:
        path = tmp_path / "opened"
        return path.read_text().splitlines() if path.exists() else []

    menu.choose("Open the configuration")
    wait_until(lambda: opened() == [str(config)], 10, "the configuration")
    assert "[desktop]" in config.read_text()
    menu.choose("Show the log")
    wait_until(lambda: opened()[1:] == [str(log)], 10, "the log")


def test_a_problem_is_shown_until_it_has_gone(home: Home, watched_bus: SessionBus) -> None:
    home.configure("")
    config = home.folder / "config.toml"
    with NotificationService(watched_bus.address) as service:
        daemon = home.start()
        _Menu(watched_bus, daemon)

        def shown() -> list[str]:
            return [text for _, _, text in service.shown.values()]

        assert shown() == []
        config.write_text("[reader]\nrat = 2\n")
        wait_until(lambda: shown() and "did you mean 'rate'?" in shown()[0], 10, "a notification")
        config.write_text("[reader]\nrate = 2\n")
        wait_until(lambda: shown() == [], 10, "its end")
        assert service.calls == 1


def test_a_real_notification_is_headed_in_the_users_language(
    home: Home, session_bus: SessionBus, x_server: XServer
) -> None:
    home.environment |= {"LANG": "de_DE.UTF-8", "LC_ALL": "", "LANGUAGE": ""}
    home.configure("")
    with running_dunst({**session_bus.environment, **x_server.environment}) as ask:
        home.start()
        (home.folder / "config.toml").write_text("[reader]\nrat = 2\n")
        wait_until(lambda: ask("count", "displayed") == "1", 20, "a notification")
        ask("close-all")
        wait_until(lambda: ask("count", "history") == "1")
        (shown,) = json.loads(ask("history"))["data"][0]
    assert shown["summary"]["data"] == "speakd: Problem mit den Einstellungen"
    assert "did you mean" in shown["body"]["data"]


def test_both_can_be_switched_off_and_on_by_an_edit(home: Home, watched_bus: SessionBus) -> None:
    home.configure("[desktop]\ntray = false\nnotifications = false\n")
    daemon = home.start()
    config = home.folder / "config.toml"
    name = f"org.kde.StatusNotifierItem-{daemon.pid}-1"

    def is_there() -> bool:
        return name in busctl(watched_bus.address, "list")

    config.write_text("[desktop]\nnotifications = false\n")
    wait_until(is_there, 10, "the icon")
    config.write_text("[desktop]\ntray = false\n")
    wait_until(lambda: not is_there(), 10, "no icon")
