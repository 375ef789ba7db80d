"""The hotkey through a real xdg-desktop-portal, with a desktop behind it that the test holds."""

from __future__ import annotations

import logging
import queue
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest
from Xlib import XK

from speakd.chord import NAMED_KEYS, parse_chord
from speakd.desktop.api import ShortcutName
from speakd.desktop.hotkeys.portal_hotkey import PortalHotkeyListener
from speakd.desktop.hotkeys.portal_shortcuts import preferred_trigger, readable_key
from speakd.desktop.hotkeys.supervised_hotkey import BackOff
from speakd.errors import DesktopError
from speakd.testing.desktop import HotkeyConformance
from support.portal import CANCELLED, Desktop, Portal, running_desktop, running_portal
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from speakd.chord import Chord
    from speakd.desktop.api import HotkeyStatus
    from support.session_bus import SessionBus

READ = parse_chord("ctrl+option+cmd+p")
STOP = parse_chord("ctrl+option+cmd+s")
NAMES = {
    READ: ShortcutName("read", "Read the clipboard aloud"),
    STOP: ShortcutName("stop", "Fall silent"),
}
QUICK = BackOff(first_s=0.005, longest_s=0.02)


@pytest.fixture
def desktop(session_bus: SessionBus) -> Iterator[Desktop]:
    with running_desktop(session_bus) as desktop:
        yield desktop


@pytest.fixture
def portal(session_bus: SessionBus, desktop: Desktop) -> Iterator[Portal]:
    assert desktop
    with running_portal(session_bus) as portal:
        yield portal


class Listening:
    """A listener for `READ` and `STOP`, and what has fired."""

    def __init__(self, patience_s: float = 10.0) -> None:
        self.fired: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.changes = threading.Semaphore(0)
        self.listener = PortalHotkeyListener(
            NAMES, patience_s=patience_s, back_off=QUICK, on_change=lambda _: self.changes.release()
        )

    def start(self) -> None:
        self.listener.start(
            {READ: lambda: self.fired.put("read"), STOP: lambda: self.fired.put("stop")}
        )

    @property
    def status(self) -> HotkeyStatus:
        return self.listener.status()

    def wait_for(self, what: Callable[[HotkeyStatus], object]) -> HotkeyStatus:
        wait_until(lambda: what(self.status), 10, "a status")
        return self.status


@pytest.fixture
def new_listening() -> Iterator[Callable[..., Listening]]:
    made: list[Listening] = []

    def new(patience_s: float = 10.0) -> Listening:
        made.append(Listening(patience_s))
        return made[-1]

    yield new
    for each in made:
        each.listener.stop()


@pytest.fixture
def listening(portal: Portal, new_listening: Callable[..., Listening]) -> Listening:
    assert portal
    listening = new_listening()
    listening.start()
    return listening


class TestPortal(HotkeyConformance):
    @pytest.fixture(autouse=True)
    def _desktop(self, desktop: Desktop, portal: Portal) -> None:
        assert portal
        self.desktop = desktop
        words = {"CTRL+ALT+LOGO+p": str(READ), "CTRL+ALT+LOGO+s": str(STOP)}
        desktop.gives = words.__getitem__

    def make_listener(self) -> PortalHotkeyListener:
        return PortalHotkeyListener(patience_s=10.0)

    def press(self, chord: Chord) -> None:
        # Which chord fires which shortcut is the desktop's business; it tells of ours only.
        if chord in NAMES:
            self.desktop.press(str(chord))


def test_the_desktop_is_told_what_the_keys_are_for(listening: Listening, desktop: Desktop) -> None:
    assert desktop.asked == [
        [
            ("read", "Read the clipboard aloud", "CTRL+ALT+LOGO+p"),
            ("stop", "Fall silent", "CTRL+ALT+LOGO+s"),
        ]
    ]
    assert listening.status.backend == "GlobalShortcuts portal (version 1)"


def test_the_keys_that_were_really_given_are_told(
    portal: Portal, desktop: Desktop, new_listening: Callable[..., Listening]
) -> None:
    assert portal
    desktop.gives = {"CTRL+ALT+LOGO+p": "Meta+F7", "CTRL+ALT+LOGO+s": ""}.__getitem__
    listening = new_listening()
    listening.start()
    status = listening.status
    assert (status.alive, status.chords, status.problem) == (True, ("Meta+F7",), "")
    (conflict,) = status.conflicts
    assert conflict.startswith("ctrl+alt+cmd+s does nothing: the desktop has given it no key")


def test_registered_does_not_mean_bound(
    portal: Portal, desktop: Desktop, new_listening: Callable[..., Listening]
) -> None:
    assert portal
    desktop.gives = lambda _: ""
    listening = new_listening()
    listening.start()
    status = listening.status
    assert (status.alive, status.chords) == (False, ())
    assert "no key" in status.problem
    assert "speakd read" in status.problem
    # Some desktops never tell which key they have given; a press shows that there is one.
    desktop.press("read")
    assert listening.fired.get(timeout=10) == "read"
    assert listening.wait_for(lambda now: now.alive).chords == ("a key set in the desktop",)


def test_keys_that_change_are_told(listening: Listening, desktop: Desktop) -> None:
    desktop.change(read="Meta+F7", stop="")
    listening.wait_for(lambda now: now.chords == ("Meta+F7",))
    desktop.change(read="")
    listening.wait_for(lambda now: "no key" in now.problem)
    desktop.change(stop="Meta+F8")
    assert listening.wait_for(lambda now: now.chords == ("Meta+F8",)).alive


def test_a_refusal_is_told_and_a_key_may_be_given_later(
    portal: Portal, desktop: Desktop, new_listening: Callable[..., Listening]
) -> None:
    assert portal
    desktop.answers = [CANCELLED]
    listening = new_listening()
    listening.start()
    status = listening.status
    assert not status.alive
    assert "refused" in status.problem
    assert "speakd read" in status.problem
    desktop.change(read="Meta+F7")
    assert listening.wait_for(lambda now: now.alive).chords == ("Meta+F7",)
    desktop.press("read")
    assert listening.fired.get(timeout=10) == "read"
    assert len(desktop.asked) == 1


def test_a_dialog_may_stay_open_for_as_long_as_it_likes(
    portal: Portal, desktop: Desktop, new_listening: Callable[..., Listening]
) -> None:
    assert portal
    desktop.has_dialog = True
    listening = new_listening(0.3)
    began_s = time.monotonic()
    listening.start()
    assert 0.2 < time.monotonic() - began_s < 5
    assert not listening.status.alive
    assert "answer its dialog" in listening.status.problem
    desktop.decide()
    assert listening.wait_for(lambda now: now.alive).problem == ""
    desktop.press("stop")
    assert listening.fired.get(timeout=10) == "stop"


def test_what_changes_is_passed_on(
    portal: Portal, desktop: Desktop, new_listening: Callable[..., Listening]
) -> None:
    assert portal
    listening = new_listening()
    listening.start()
    while listening.changes.acquire(blocking=False):
        pass
    desktop.change(read="Meta+F7")
    assert listening.changes.acquire(timeout=10)
    assert listening.status.chords[0] == "Meta+F7"


def test_a_stop_does_not_wait_for_a_dialog(
    portal: Portal, desktop: Desktop, new_listening: Callable[..., Listening]
) -> None:
    assert portal
    desktop.has_dialog = True
    listening = new_listening(0.1)
    listening.start()
    began_s = time.monotonic()
    listening.listener.stop()
    assert time.monotonic() - began_s < 5
    assert listening.status.problem == "stopped"


def test_a_portal_that_dies_is_met_again_when_it_is_back(
    portal: Portal, desktop: Desktop, listening: Listening
) -> None:
    portal.kill()
    assert listening.wait_for(lambda now: not now.alive).problem
    portal.start()
    status = listening.wait_for(lambda now: now.alive)
    assert status.restarts == 1
    desktop.press("read")
    assert listening.fired.get(timeout=10) == "read"


def test_a_part_of_the_desktop_that_dies_behind_the_portal_is_met_again(
    session_bus: SessionBus, desktop: Desktop, listening: Listening
) -> None:
    desktop.close()
    assert listening.wait_for(lambda now: not now.alive).problem
    with running_desktop(session_bus) as another:
        listening.wait_for(lambda now: now.alive)
        another.press("read")
        assert listening.fired.get(timeout=10) == "read"


def test_a_dialog_that_dies_is_shown_again(
    session_bus: SessionBus,
    portal: Portal,
    desktop: Desktop,
    new_listening: Callable[..., Listening],
) -> None:
    assert portal
    desktop.has_dialog = True
    listening = new_listening(0.1)
    listening.start()
    desktop.close()
    with running_desktop(session_bus) as another:
        listening.wait_for(lambda now: now.alive)
        assert len(another.asked) == 1


def test_a_key_is_not_taken_along_into_another_session(
    desktop: Desktop, listening: Listening
) -> None:
    desktop.forget()
    desktop.gives = {"CTRL+ALT+LOGO+s": "Meta+F8"}.get
    desktop.close_session()
    listening.wait_for(lambda now: now.restarts == 1 and now.chords == ("Meta+F8",))


def test_a_session_that_the_desktop_closes_is_replaced(
    desktop: Desktop, listening: Listening
) -> None:
    desktop.close_session()
    listening.wait_for(lambda now: now.restarts == 1 and now.alive)
    desktop.press("read")
    assert listening.fired.get(timeout=10) == "read"


def test_a_bus_that_dies_is_met_again_without_filling_the_log(
    session_bus: SessionBus, listening: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    session_bus.kill()
    problem = listening.wait_for(lambda now: "session bus" in now.problem).problem
    assert "start speakd inside the desktop session" in problem
    address = session_bus.folder / "bus"
    address.unlink()
    with socket.socket(socket.AF_UNIX) as impostor:
        impostor.bind(str(address))
        impostor.listen()
        impostor.settimeout(10)
        for _ in range(3):  # attempts
            impostor.accept()[0].close()
    assert caplog.text.count("the session bus does not answer") == 1
    session_bus.restart()
    with running_desktop(session_bus) as desktop, running_portal(session_bus):
        listening.wait_for(lambda now: now.alive)
        desktop.press("read")
        assert listening.fired.get(timeout=10) == "read"


def test_a_portal_that_comes_late_is_met(
    session_bus: SessionBus, desktop: Desktop, new_listening: Callable[..., Listening]
) -> None:
    listening = new_listening()
    listening.start()
    assert "no desktop portal runs here" in listening.status.problem
    assert "bind `speakd read`" in listening.status.problem
    with running_portal(session_bus):
        listening.wait_for(lambda now: now.alive)
        assert listening.status.restarts == 0
        desktop.press("read")
        assert listening.fired.get(timeout=10) == "read"


def test_a_desktop_without_global_shortcuts_is_told(
    session_bus: SessionBus, desktop: Desktop, new_listening: Callable[..., Listening]
) -> None:
    with running_portal(session_bus, offers_shortcuts=False):
        listening = new_listening()
        listening.start()
        status = listening.status
        assert not status.alive
        assert "offers no global shortcuts" in status.problem
        assert "bind `speakd read`" in status.problem
    assert not desktop.sessions


def test_without_a_bus_it_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with pytest.raises(DesktopError, match="session bus"):
        PortalHotkeyListener().start({READ: lambda: None})


def test_two_chords_of_one_action_are_two_shortcuts(portal: Portal, desktop: Desktop) -> None:
    assert portal
    names: Mapping[Chord, ShortcutName] = {
        READ: ShortcutName("read", "Read"),
        STOP: ShortcutName("read-2", "Read"),
    }
    listener = PortalHotkeyListener(names, patience_s=10.0)
    listener.start(dict.fromkeys(names, lambda: None))
    listener.stop()
    assert [each for each, _, _ in desktop.asked[0]] == ["read", "read-2"]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Press <Control><Alt><Super>p", "ctrl+alt+cmd+p"),
        ("Drücken Sie <Shift><Primary>F7", "ctrl+shift+f7"),
        ("Strg+Alt+Meta+P", "Strg+Alt+Meta+P"),
        ("Press <Hyper>p", "Press <Hyper>p"),
        ("", ""),
    ],
)
def test_keys_are_told_in_our_words_where_they_are_known(words: str, read: str) -> None:
    assert readable_key(words) == read


@pytest.mark.parametrize(
    ("chord", "trigger"),
    [
        ("ctrl+alt+shift+cmd+p", "CTRL+ALT+SHIFT+LOGO+p"),
        ("cmd+page_up", "LOGO+Page_Up"),
        ("f8", "F8"),
        ("ctrl+enter", "CTRL+Return"),
        ("alt+bracket_left", "ALT+bracketleft"),
    ],
)
def test_triggers_are_written_as_the_specification_says(chord: str, trigger: str) -> None:
    assert preferred_trigger(parse_chord(chord)) == trigger


def test_every_key_has_a_name_that_keyboards_know() -> None:
    for key in (*NAMED_KEYS, "a", "0"):
        trigger = preferred_trigger(parse_chord(f"ctrl+{key}"))
        assert XK.string_to_keysym(trigger.removeprefix("CTRL+")), key


def test_stopping_at_once_leaves_nothing_open(portal: Portal) -> None:
    assert portal
    for _ in range(20):
        listener = PortalHotkeyListener(patience_s=0.0)
        listener.start({READ: lambda: None})
        listener.stop()
        assert not listener.status().alive


def test_what_happens_is_in_the_log(
    listening: Listening, portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        portal.kill()
        listening.wait_for(lambda now: not now.alive)
        wait_until(lambda: "no desktop portal runs here" in caplog.text)
