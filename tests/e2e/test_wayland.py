"""The whole of speakd in a Wayland session: real compositor, real portal, real sound server."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from support.compositor import running_compositor
from support.portal import Desktop, Portal, running_desktop, running_portal
from support.sentences import SENTENCES
from support.speakd import CHORD, Home
from support.waiting import wait_until
from support.wayland_owner import WaylandOwner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.recognise import Recogniser
    from support.recording import Recording
    from support.session_bus import SessionBus
    from support.sound import SoundServer
    from support.xserver import XServer

SERVING = "speakd: serving commands"


@dataclass
class WaylandDesk:
    """A person at a Wayland desktop; the portal is up to the test."""

    home: Home
    bus: SessionBus
    desktop: Desktop
    owner: WaylandOwner
    recording: Recording
    recogniser: Recogniser

    def copy(self, text: str) -> None:
        self.owner.copy({"text/plain;charset=utf-8": text.encode()})

    def press_and_hear(self, identifier: str = "read") -> str | None:
        wait_until(lambda: self.status()["state"] == "idle", 20, "idleness")
        pressed_s = time.monotonic()
        self.desktop.press(identifier)
        return self.hear(pressed_s)

    def hear(self, since_s: float) -> str | None:
        began_s = self.recording.wait_for_sound(since_s)
        ended_s = self.recording.wait_for_silence(0.6)
        said = self.recording.samples(began_s, ended_s)
        return self.recogniser.listen(said, self.recording.rate_hz).sentence

    def status(self) -> dict[str, Any]:
        status: dict[str, Any] = json.loads(self.home.speakd("status", "--json").stdout)
        return status

    def wait_for_key(self, *, alive: bool) -> dict[str, Any]:
        wait_until(lambda: self.status()["hotkey"]["alive"] == alive, 20, "the hotkey", every_s=0.1)
        hotkey: dict[str, Any] = self.status()["hotkey"]
        return hotkey


@pytest.fixture
def desk(
    session_bus: SessionBus,
    sound_server: SoundServer,
    recording: Recording,
    recogniser: Recogniser,
) -> Iterator[WaylandDesk]:
    with running_compositor() as compositor, WaylandOwner(compositor.display) as owner:
        parts = (sound_server, compositor, session_bus)
        environment = {name: value for part in parts for name, value in part.environment.items()}
        with running_desktop(session_bus) as desktop, Home(environment) as home:
            home.environment.pop("DISPLAY", None)
            home.environment["XDG_CURRENT_DESKTOP"] = "speakdtest"
            yield WaylandDesk(home, session_bus, desktop, owner, recording, recogniser)


@pytest.fixture
def portal(desk: WaylandDesk) -> Iterator[Portal]:
    with running_portal(desk.bus) as portal:
        yield portal


def test_what_was_copied_is_heard_when_the_desktop_tells_of_the_key(
    desk: WaylandDesk, portal: Portal
) -> None:
    assert portal
    desk.desktop.gives = lambda _: "Meta+F7"
    daemon = desk.home.start()
    assert "speakd: ready, press Meta+F7 to read the clipboard" in daemon.said
    for sentence in SENTENCES[:2]:
        desk.copy(sentence)
        assert desk.press_and_hear() == sentence
    assert desk.status()["clipboard"] == "data-control"
    hotkey = desk.status()["hotkey"]
    assert hotkey["backend"] == "GlobalShortcuts portal (version 1)"
    assert hotkey["chords"] == ["Meta+F7"]
    assert hotkey["last_event_s_ago"] is not None
    ((identifier, description, trigger),) = desk.desktop.asked[0]
    assert (identifier, trigger) == ("read", "CTRL+ALT+LOGO+p")
    assert "clipboard" in description
    assert daemon.stop() == 0
    assert "Traceback" not in daemon.said


def test_while_the_desktop_asks_a_person_all_else_works(desk: WaylandDesk, portal: Portal) -> None:
    assert portal
    desk.desktop.has_dialog = True
    daemon = desk.home.launch()
    wait_until(lambda: SERVING in daemon.said, 20, SERVING)
    assert "answer its dialog" in desk.status()["hotkey"]["problem"]
    desk.copy(SENTENCES[2])
    began_s = time.monotonic()
    assert desk.home.speakd("read").returncode == 0
    assert desk.hear(began_s) == SENTENCES[2]
    desk.desktop.decide()
    daemon.wait_until_ready()
    desk.copy(SENTENCES[3])
    assert desk.press_and_hear() == SENTENCES[3]


def test_a_portal_that_restarts_costs_no_more_than_a_moment(
    desk: WaylandDesk, portal: Portal
) -> None:
    desk.home.start()
    portal.kill()
    assert desk.wait_for_key(alive=False)["problem"]
    portal.start()
    assert desk.wait_for_key(alive=True)["restarts"] == 1
    desk.copy(SENTENCES[4])
    assert desk.press_and_hear() == SENTENCES[4]


def test_keys_that_are_added_are_asked_for_and_read_what_is_selected(
    desk: WaylandDesk, portal: Portal
) -> None:
    assert portal
    desk.home.configure("")
    desk.home.start()
    desk.home.configure('[hotkeys]\nread_selection = "ctrl+option+cmd+r"\n')
    wait_until(lambda: len(desk.desktop.asked) > 1, 20, "another session")
    desk.wait_for_key(alive=True)
    assert [each for each, _, _ in desk.desktop.asked[-1]] == ["read", "read_selection"]
    desk.copy(SENTENCES[6])
    desk.owner.select({"text/plain;charset=utf-8": SENTENCES[7].encode()})
    assert desk.press_and_hear("read_selection") == SENTENCES[7]
    assert desk.press_and_hear("read") == SENTENCES[6]


def test_a_key_that_only_x11_windows_would_hear_is_not_called_a_hotkey(
    desk: WaylandDesk, x_server: XServer
) -> None:
    desk.home.environment["DISPLAY"] = x_server.display
    daemon = desk.home.launch()
    wait_until(lambda: SERVING in daemon.said, 20, SERVING)
    assert "speakd read" in daemon.said
    desk.copy(SENTENCES[5])
    pressed_s = time.monotonic()
    x_server.key(CHORD)
    desk.recording.listen(0.5)
    assert desk.recording.first_sound_s(pressed_s) is None
    doctor = desk.home.speakd("doctor", "--silent")
    assert doctor.returncode == 1
    assert "no desktop portal runs here" in doctor.stdout
    assert "to bind `speakd read` to a key" in doctor.stdout
