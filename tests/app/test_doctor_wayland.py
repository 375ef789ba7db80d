"""The doctor's word on the hotkey where the desktop binds the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.app.doctor.check import Verdict
from speakd.app.doctor.hotkey import HotkeyCheck
from speakd.chord import parse_chord
from speakd.desktop.api import ShortcutName
from speakd.desktop.session import hotkey_listener
from speakd.desktop.shortcut_steps import ShortcutSteps
from speakd.errors import DesktopError
from speakd.testing.desktop import FakeHotkeyListener
from support.portal import CANCELLED, Desktop, running_desktop, running_portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.session_bus import SessionBus

READ = parse_chord("ctrl+option+cmd+p")
STOP = parse_chord("ctrl+option+cmd+s")
NAMES = {READ: ShortcutName("read", "Read"), STOP: ShortcutName("stop", "Fall silent")}


class Presser:
    """Presses the key of a shortcut as soon as it is asked to."""

    def __init__(self, desktop: Desktop, identifier: str) -> None:
        self._desktop = desktop
        self._identifier = identifier
        self.invitation = ""

    def invite(self, invitation: str) -> None:
        self.invitation = invitation
        self._desktop.press(self._identifier)

    def declines(self, wait_s: float) -> bool:
        del wait_s
        return False


@pytest.fixture
def desktop(session_bus: SessionBus) -> Iterator[Desktop]:
    with running_desktop(session_bus) as desktop:
        yield desktop


def check(bus: SessionBus, person: Presser | None = None) -> HotkeyCheck:
    environment = {**bus.environment, "WAYLAND_DISPLAY": "wayland-0"}
    return HotkeyCheck(
        [READ],
        lambda: None,
        lambda: hotkey_listener(environment, "linux", names=NAMES, patience_s=10.0),
        lambda _: ShortcutSteps("GNOME", ("gsettings set this",)),
        person,
        others=[STOP],
    )


def test_it_names_the_portal_and_the_key_that_was_given(
    session_bus: SessionBus, desktop: Desktop
) -> None:
    desktop.gives = {"CTRL+ALT+LOGO+p": "Meta+F7", "CTRL+ALT+LOGO+s": "Meta+F8"}.__getitem__
    person = Presser(desktop, "read")
    with running_portal(session_bus):
        (found,) = check(session_bus, person)()
    assert found.verdict is Verdict.OK
    assert "Meta+F7, Meta+F8 can be listened for" in found.message
    assert "GlobalShortcuts portal (version 1)" in found.message
    assert "your press has arrived" in found.message
    assert person.invitation.startswith("press Meta+F7 ")
    # A desktop may forget the keys that it is not asked for.
    assert {each for each, _, _ in desktop.asked[0]} == {"read", "stop"}


def test_it_names_the_backend_of_a_daemon_without_a_key() -> None:
    hotkey = {"alive": False, "backend": "GlobalShortcuts portal", "problem": "no key; set one"}
    steps = ShortcutSteps("", ("do this",))
    listener = FakeHotkeyListener(DesktopError("must not be started"))
    check = HotkeyCheck([READ], lambda: {"hotkey": hotkey}, lambda: listener, lambda _: steps, None)
    (found,) = check()
    assert found.verdict is Verdict.PROBLEM
    assert found.message == "GlobalShortcuts portal: no key; set one"
    assert found.steps[-1] == "do this"


@pytest.mark.parametrize("answer", ["no key", "refused", "no portal", "not offered"])
def test_what_is_registered_but_not_bound_is_a_problem_with_steps(
    session_bus: SessionBus, desktop: Desktop, answer: str
) -> None:
    desktop.gives = lambda _: ""
    desktop.answers = [CANCELLED] if answer == "refused" else []
    if answer == "no portal":
        (found,) = check(session_bus)()
    else:
        with running_portal(session_bus, offers_shortcuts=answer != "not offered"):
            (found,) = check(session_bus)()
    words = {"no portal": "no desktop portal runs", "not offered": "offers no global shortcuts"}
    assert found.verdict is Verdict.PROBLEM
    assert words.get(answer, answer) in found.message
    assert found.message.startswith("GlobalShortcuts portal")
    assert found.steps == ("to bind `speakd read` to a key in GNOME:", "gsettings set this")
