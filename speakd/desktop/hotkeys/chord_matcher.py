"""Which chord a key press completes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.chord import Chord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speakd.desktop.hotkeys.key_events import KeyEvent

LOST_RELEASE_S = 2.0
"""A held key repeats sooner than this, so a press after a longer silence is a new one."""


class ChordMatcher:
    """Turns key events into chords: once per press, and only with exactly the right modifiers.

    It keeps no modifiers, because each event brings what the system itself says is held; so none
    can get stuck. The one thing it remembers is which keys are down, to tell a press from its
    repeats, and it forgets a key whose release was lost (behind a screen lock, say).

    Args:
        chords: The chords to look for.
    """

    def __init__(self, chords: Iterable[Chord]) -> None:
        self._chords = frozenset(chords)
        self._last_seen_s: dict[str, float] = {}

    @property
    def keys(self) -> frozenset[str]:
        """Names of the keys whose events it must be fed."""
        return frozenset(chord.key for chord in self._chords)

    def feed(self, event: KeyEvent) -> Chord | None:
        """Take in an event; return the chord that it completes, if it does."""
        if not event.pressed:
            self._last_seen_s.pop(event.key, None)
            return None
        last_seen_s = self._last_seen_s.get(event.key)
        self._last_seen_s[event.key] = event.time_s
        if last_seen_s is not None and event.time_s - last_seen_s < LOST_RELEASE_S:
            return None
        chord = Chord(event.modifiers, event.key)
        return chord if chord in self._chords else None
