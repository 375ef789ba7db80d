"""The general hotkey backend: it hears every key, through pynput, and looks for chords."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, ClassVar

from speakd.desktop.hotkeys.chord_matcher import ChordMatcher
from speakd.desktop.hotkeys.chord_source import Bound, ChordSource

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from speakd.chord import Chord
    from speakd.desktop.hotkeys.key_events import KeyEvent, KeySource


def platform_source(platform: str = sys.platform) -> KeySource:
    """Make the key source of a platform, named as in `sys.platform`."""
    if platform == "darwin":
        from speakd.desktop.hotkeys.pynput_macos import MacosKeySource  # noqa: PLC0415, one is needed

        return MacosKeySource()
    if platform == "win32":
        from speakd.desktop.hotkeys.pynput_windows import WindowsKeySource  # noqa: PLC0415, one is needed

        return WindowsKeySource()
    from speakd.desktop.hotkeys.pynput_x11 import X11KeySource  # noqa: PLC0415, one is needed

    return X11KeySource()


class PynputChords(ChordSource):
    """Finds chords among the keys that pynput hears; it takes them away from nobody.

    Args:
        new_keys: Makes a connection to the keyboard that is yet to be started.
    """

    name: ClassVar[str] = "pynput"

    def __init__(self, new_keys: Callable[[], KeySource] = platform_source) -> None:
        self._keys = new_keys()

    def start(
        self,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
        on_end: Callable[[str], None],
    ) -> Bound:
        """See `ChordSource`."""
        matcher = ChordMatcher(chords)

        def on_event(event: KeyEvent) -> None:
            chord = matcher.feed(event)
            if chord is not None:
                on_chord(chord)

        self._keys.start(matcher.keys, on_event, on_end)
        return Bound(dict.fromkeys(chords, self.name), {})

    def stop(self) -> None:
        """See `ChordSource`."""
        self._keys.stop()
