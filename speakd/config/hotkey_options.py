"""`[hotkeys]`: the keys that work anywhere on the desktop.

The annotations of options are evaluated at run time, so this module does not defer them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from speakd.chord import Chord, parse_chord
from speakd.config.checks import check_chord
from speakd.config.options import declared_options, option


@dataclass(frozen=True, slots=True)
class HotkeyOptions:
    """Keys that work anywhere on the desktop, one field for each action."""

    read: str | tuple[str, ...] = option(
        "ctrl+option+cmd+p", "Read the clipboard aloud.", check=check_chord
    )
    read_selection: str | tuple[str, ...] = option(
        "",
        "Read aloud what is selected in the program in front, without copying it.",
        check=check_chord,
    )
    stop: str | tuple[str, ...] = option("", "Fall silent.", check=check_chord)
    pause: str | tuple[str, ...] = option("", "Pause, and go on.", check=check_chord)
    next: str | tuple[str, ...] = option("", "Go on with the next sentence.", check=check_chord)
    previous: str | tuple[str, ...] = option(
        "",
        "Go back to the beginning of the sentence; soon after it, to the one before.",
        check=check_chord,
    )
    repeat: str | tuple[str, ...] = option("", "Read again what was read last.", check=check_chord)
    append: str | tuple[str, ...] = option(
        "", "Read the clipboard after what is being read.", check=check_chord
    )
    faster: str | tuple[str, ...] = option("", "Speak a step faster.", check=check_chord)
    slower: str | tuple[str, ...] = option("", "Speak a step slower.", check=check_chord)
    normal: str | tuple[str, ...] = option(
        "", "Speak at the configured rate again.", check=check_chord
    )
    louder: str | tuple[str, ...] = option("", "Turn the volume up by a step.", check=check_chord)
    quieter: str | tuple[str, ...] = option(
        "", "Turn the volume down by a step.", check=check_chord
    )

    def bindings(self) -> Mapping[Chord, str]:
        """Give the action, by the name of its field, for every chord that is bound."""
        return {chord: action for action, chord in self._pairs()}

    def descriptions(self) -> Mapping[str, str]:
        """Say for every action what it does."""
        return {each.name: each.option.help.rstrip(".") for each in declared_options(type(self))}

    def cross_check(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Find chords that are bound to two actions."""
        actions: dict[Chord, str] = {}
        for action, chord in self._pairs():
            first = actions.setdefault(chord, action)
            if first != action:
                yield (first, action), f"{chord} is bound to both {first!r} and {action!r}"

    def _pairs(self) -> Iterator[tuple[str, Chord]]:
        for each in fields(self):
            value = getattr(self, each.name)
            for text in (value,) if isinstance(value, str) else value:
                if text:
                    yield each.name, parse_chord(text)
