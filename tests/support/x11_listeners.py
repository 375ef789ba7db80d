"""Hotkey listeners of X11, and what they have heard."""

from __future__ import annotations

import queue
from contextlib import contextmanager
from typing import TYPE_CHECKING

from Xlib import X

from speakd.chord import parse_chord
from speakd.desktop.hotkeys.chord_source import BestFirst, ChordSource
from speakd.desktop.hotkeys.pynput_hotkey import PynputChords
from speakd.desktop.hotkeys.pynput_x11 import X11KeySource
from speakd.desktop.hotkeys.supervised_hotkey import BackOff, SupervisedHotkeyListener
from speakd.desktop.hotkeys.x11_grab import X11GrabSource
from support.x11_keys import ALT, CTRL, HOME, SUPER, P

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.x11_keys import Keyboard

READ = parse_chord("ctrl+option+cmd+p")
READ_KEYS = (CTRL, ALT, SUPER, P)
READ_STATE = X.ControlMask | X.Mod1Mask | X.Mod4Mask

PLAIN_A = parse_chord("ctrl+a")
FENCE = parse_chord("ctrl+home")
"""Pressed to know that everything before it has been heard."""

PATIENCE_S = 10.0


class ImpatientGrabs(X11GrabSource):
    start_s = stop_s = 0.2


class ImpatientKeys(X11KeySource):
    start_s = stop_s = 0.2


def best_first() -> ChordSource:
    return BestFirst(X11GrabSource, PynputChords)


SOURCES: dict[str, Callable[[], ChordSource]] = {
    "XGrabKey": X11GrabSource,
    "pynput": PynputChords,
    "best first": best_first,
}
IMPATIENT_SOURCES: dict[str, Callable[[], ChordSource]] = {
    "XGrabKey": ImpatientGrabs,
    "pynput": lambda: PynputChords(ImpatientKeys),
}


def supervised(new_source: Callable[[], ChordSource]) -> SupervisedHotkeyListener:
    """A listener that loses no time over a lost server."""
    return SupervisedHotkeyListener(new_source, "X11", BackOff(first_s=0.01, longest_s=0.05))


class Heard:
    """What a listener has heard."""

    def __init__(self, keyboard: Keyboard, listener: SupervisedHotkeyListener) -> None:
        self._keyboard = keyboard
        self._fired: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.listener = listener
        self.bindings = {
            chord: lambda name=str(chord): self._fired.put(name) for chord in (READ, FENCE, PLAIN_A)
        }

    def next(self) -> str:
        """What fires next."""
        return self._fired.get(timeout=PATIENCE_S)

    def is_silent(self) -> bool:
        """Whether nothing has fired that was not asked for yet."""
        return self._fired.empty()

    def until_now(self) -> list[str]:
        """Everything that the keys pressed so far have fired."""
        self._keyboard.press(CTRL, HOME)
        return list(iter(self.next, str(FENCE)))


@contextmanager
def listening(keyboard: Keyboard, new_source: Callable[[], ChordSource]) -> Iterator[Heard]:
    """Listen for `READ`, `PLAIN_A` and `FENCE`."""
    heard = Heard(keyboard, supervised(new_source))
    heard.listener.start(heard.bindings)
    try:
        yield heard
    finally:
        heard.listener.stop()
