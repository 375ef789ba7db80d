"""Chords as the GlobalShortcuts portal knows them.

Triggers are written as in the Shortcuts Specification 0.1 of freedesktop.org.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from speakd.chord import MODIFIERS
from speakd.desktop.shortcut_steps import keysym_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from speakd.chord import Chord
    from speakd.desktop.api import ShortcutName

_MODIFIERS = {"ctrl": "CTRL", "alt": "ALT", "shift": "SHIFT", "cmd": "LOGO"}

_ACCELERATOR = re.compile(r"((?:<\w+>)+)(\w+)")
_GTK_MODIFIERS = {
    "control": "ctrl", "ctrl": "ctrl", "primary": "ctrl", "alt": "alt", "mod1": "alt",
    "shift": "shift", "super": "cmd", "meta": "cmd", "mod4": "cmd",
}  # fmt: skip

BY_HAND = "bind `speakd read` to a key in your desktop's keyboard settings; it works just as well"
SET_A_KEY = "set one for speakd in your desktop's keyboard settings, or bind `speakd read` there"


class Offer(NamedTuple):
    """What the portal is asked for, for one chord.

    Attributes:
        id: Under which the desktop remembers the key.
        description: What the key does, in words that the desktop shows.
        trigger: The key that speakd would like.
    """

    id: str
    description: str
    trigger: str


def preferred_trigger(chord: Chord) -> str:
    """Write a chord as a trigger, such as `CTRL+ALT+LOGO+p`."""
    held = [name for modifier, name in _MODIFIERS.items() if modifier in chord.modifiers]
    return "+".join([*held, keysym_name(chord)])


def readable_key(words: str) -> str:
    """Word a key as a chord is written, as far as it is told in one of GTK's accelerators.

    GNOME says "Press <Control><Alt>p", in the user's language; others have words of their own,
    which stay as they are.
    """
    found = _ACCELERATOR.search(words)
    if found is None:
        return words
    held = [_GTK_MODIFIERS.get(name.lower()) for name in re.findall(r"\w+", found[1])]
    if None in held:
        return words
    return "+".join([*(each for each in MODIFIERS if each in held), found[2].lower()])


def shortcut_ids(chords: Iterable[Chord], names: Mapping[Chord, ShortcutName]) -> dict[str, Chord]:
    """Give every chord the id that the desktop remembers it by; in the order of the chords."""
    return {names[chord].id if chord in names else str(chord): chord for chord in chords}


def offer(identifier: str, chord: Chord, names: Mapping[Chord, ShortcutName]) -> Offer:
    """Word what the portal is asked for."""
    description = names[chord].description if chord in names else f"speakd: {chord}"
    return Offer(identifier, description, preferred_trigger(chord))


class Triggers:
    """Which keys the desktop has really given. One thread at a time.

    Args:
        chords: The chord that was asked for, by the id of the shortcut.
    """

    def __init__(self, chords: Mapping[str, Chord]) -> None:
        self.chords = chords
        self._given: dict[str, str] = {}

    def update(self, given: Mapping[str, str]) -> None:
        """Take what the desktop tells; an empty trigger is none."""
        self._given.update(
            {each: readable_key(words) for each, words in given.items() if each in self.chords}
        )

    def pressed(self, identifier: str) -> bool:
        """Take note of a press: there is a key, though some desktops never tell which.

        Returns:
            Whether that is news.
        """
        if self._given.get(identifier):
            return False
        self._given[identifier] = "a key set in the desktop"
        return True

    @property
    def given(self) -> tuple[str, ...]:
        """The keys, as the desktop words them."""
        return tuple(key for each in self.chords if (key := self._given.get(each)))

    @property
    def conflicts(self) -> tuple[str, ...]:
        """A line for each chord without a key."""
        return tuple(
            f"{chord} does nothing: the desktop has given it no key; {SET_A_KEY}"
            for each, chord in self.chords.items()
            if not self._given.get(each)
        )
