from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.app.live_hotkey import LiveHotkey
from speakd.chord import parse_chord
from speakd.config.hotkey_options import HotkeyOptions
from speakd.errors import DesktopError
from speakd.testing.desktop import FakeHotkeyListener

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.chord import Chord

OLD, NEW = HotkeyOptions(read="ctrl+p"), HotkeyOptions(read="ctrl+o", stop="ctrl+i")


class Listener(FakeHotkeyListener):
    """A listener on a keyboard that has one at a time, and lets no chord be had that is taken."""

    def __init__(self, keyboard: Keyboard) -> None:
        super().__init__()
        self._keyboard = keyboard

    def start(self, bindings: Mapping[Chord, Callable[[], None]]) -> None:
        assert self._keyboard.listener is None, "the one before still listens"
        for chord in bindings:
            if chord in self._keyboard.taken:
                raise DesktopError(f"{chord} is taken", remedy="choose another")
        super().start(bindings)
        self._keyboard.listener = self

    def stop(self) -> None:
        super().stop()
        if self._keyboard.listener is self:
            self._keyboard.listener = None


class Keyboard:
    def __init__(self) -> None:
        self.taken: list[Chord] = []
        self.listener: Listener | None = None
        self.fired: list[str] = []
        names = ("read", "stop")
        actions = {name: lambda name=name: self.fired.append(name) for name in names}
        self.hotkey = LiveHotkey(OLD, actions, new_listener=lambda **_: Listener(self))

    def press(self, chord: str) -> None:
        if self.listener is not None:
            self.listener.press(parse_chord(chord))


@pytest.fixture
def keyboard() -> Keyboard:
    made = Keyboard()
    made.hotkey.start()
    return made


def test_the_new_chords_fire_and_the_old_ones_do_not(keyboard: Keyboard) -> None:
    keyboard.press("ctrl+p")
    keyboard.hotkey.use(NEW)
    keyboard.press("ctrl+p")
    keyboard.press("ctrl+i")
    keyboard.press("ctrl+o")
    assert keyboard.fired == ["read", "stop", "read"]
    assert keyboard.hotkey.status().chords == ("ctrl+o", "ctrl+i")


def test_chords_that_cannot_be_had_leave_the_old_ones(keyboard: Keyboard) -> None:
    keyboard.taken.append(parse_chord("ctrl+o"))
    with pytest.raises(DesktopError, match="is taken"):
        keyboard.hotkey.use(NEW)
    keyboard.press("ctrl+p")
    assert keyboard.fired == ["read"]
    assert keyboard.hotkey.status().alive
    # And so they stay, should others fail as well.
    with pytest.raises(DesktopError, match="is taken"):
        keyboard.hotkey.use(NEW)
    keyboard.press("ctrl+p")
    assert keyboard.fired == ["read", "read"]


def test_the_chords_of_before_are_those_of_the_last_good_edit(keyboard: Keyboard) -> None:
    keyboard.hotkey.use(NEW)
    keyboard.taken.append(parse_chord("ctrl+p"))
    with pytest.raises(DesktopError, match="is taken"):
        keyboard.hotkey.use(OLD)
    keyboard.press("ctrl+o")
    assert keyboard.fired == ["read"]


def test_where_no_chord_can_be_had_status_tells_why_and_an_edit_can_mend_it() -> None:
    keyboard = Keyboard()
    keyboard.taken.append(parse_chord("ctrl+p"))
    keyboard.hotkey.start()
    assert keyboard.hotkey.status().problem == "ctrl+p is taken; choose another"
    keyboard.hotkey.use(NEW)
    keyboard.press("ctrl+o")
    assert keyboard.fired == ["read"]


def test_no_key_is_heard_after_the_end(keyboard: Keyboard) -> None:
    keyboard.hotkey.stop()
    keyboard.hotkey.stop()
    assert keyboard.listener is None


def test_a_key_that_could_not_be_had_comes_when_it_can(keyboard: Keyboard) -> None:
    keyboard.hotkey.stop()
    told: list[bool] = []
    chord = parse_chord("ctrl+p")
    keyboard.taken.append(chord)
    late = LiveHotkey(
        OLD,
        {"read": lambda: keyboard.fired.append("late")},
        lambda status: told.append(status.alive),
        lambda **_: Listener(keyboard),
    )
    late.start()
    late.try_again()
    assert "taken" in late.status().problem
    keyboard.taken.remove(chord)
    late.try_again()
    late.try_again()  # it is there
    keyboard.press("ctrl+p")
    assert (keyboard.fired, told) == (["late"], [True])
    late.stop()


def test_after_its_end_nothing_is_tried(keyboard: Keyboard) -> None:
    keyboard.taken += [parse_chord("ctrl+p"), parse_chord("ctrl+o")]
    with pytest.raises(DesktopError):
        keyboard.hotkey.use(NEW)
    keyboard.hotkey.stop()
    keyboard.taken.clear()
    keyboard.hotkey.try_again()
    assert keyboard.listener is None
