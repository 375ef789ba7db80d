"""The hotkey door: chords to what the reader does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.api import ShortcutName
from speakd.reader.reading import Policy
from speakd.types import ReadFrom

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.chord import Chord
    from speakd.reader.reader import Reader
    from speakd.reader.source import TextSources


def hotkey_actions(reader: Reader, sources: TextSources) -> Mapping[str, Callable[[], None]]:
    """List what a key can do, by the name it has in `[hotkeys]`. Each one posts and returns."""

    def read() -> None:
        reader.read(sources(None))

    def read_selection() -> None:
        reader.read(sources(ReadFrom.SELECTION))

    def append() -> None:
        reader.read(sources(None), policy=Policy.QUEUE)

    return {
        "read": read,
        "read_selection": read_selection,
        "append": append,
        "stop": reader.stop,
        "pause": reader.toggle_pause,
        "next": reader.next,
        "previous": reader.previous,
        "repeat": reader.repeat,
        "faster": reader.faster,
        "slower": reader.slower,
        "normal": reader.normal_speed,
        "louder": reader.louder,
        "quieter": reader.quieter,
    }


def bind(
    chords: Mapping[Chord, str], actions: Mapping[str, Callable[[], None]]
) -> dict[Chord, Callable[[], None]]:
    """Bind each configured chord to its action."""
    return {chord: actions[name] for chord, name in chords.items()}


def shortcut_names(
    chords: Mapping[Chord, str], descriptions: Mapping[str, str]
) -> dict[Chord, ShortcutName]:
    """Name each configured chord for a desktop that binds keys itself.

    The first chord of an action bears the action's name, so that the desktop keeps the key that a
    person has set there, whatever becomes of the configuration.
    """
    names: dict[Chord, ShortcutName] = {}
    actions: list[str] = []
    for chord, action in chords.items():
        actions.append(action)
        number = actions.count(action)
        identifier = action if number == 1 else f"{action}-{number}"
        names[chord] = ShortcutName(identifier, descriptions[action])
    return names
