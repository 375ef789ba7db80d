"""Fingers on a real X server's keyboard: XTEST by key code, whatever the layout."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from Xlib import XK, X, display
from Xlib.ext import xtest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speakd.chord import Chord

CTRL, CTRL_RIGHT = 37, 105
SHIFT, SHIFT_RIGHT = 50, 62
ALT, ALT_RIGHT = 64, 108
SUPER, SUPER_RIGHT = 133, 134
CAPS_LOCK, NUM_LOCK, MENU, LEVEL3 = 66, 77, 135, 92
A, Q, P, S, X_KEY, HOME, END = 38, 24, 33, 39, 53, 110, 115

_MODIFIERS = {"ctrl": CTRL, "shift": SHIFT, "alt": ALT, "cmd": SUPER}
_KEYS = {"a": A, "p": P, "s": S, "x": X_KEY, "home": HOME}


class Keyboard:
    """Presses keys of an X server. Close it."""

    def __init__(self, display_name: str) -> None:
        self._display = display.Display(display_name)

    def close(self) -> None:
        self._display.close()

    def press(self, *codes: int) -> None:
        """Press keys in turn and let them go in reverse."""
        with self.held(*codes):
            pass

    def chord(self, chord: Chord) -> None:
        held = [code for name, code in _MODIFIERS.items() if name in chord.modifiers]
        self.press(*held, _KEYS[chord.key])

    def down(self, code: int) -> None:
        xtest.fake_input(self._display, X.KeyPress, code)
        self._display.flush()

    def up(self, code: int) -> None:
        xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.flush()

    @contextmanager
    def held(self, *codes: int) -> Iterator[None]:
        """Hold keys down for a while."""
        for code in codes:
            self.down(code)
        yield
        for code in reversed(codes):
            self.up(code)

    def remap(self, keysyms: Mapping[int, str]) -> None:
        """Give keys other meanings, for as long as the server lives."""
        for code, name in keysyms.items():
            self._display.change_keyboard_mapping(code, [(XK.string_to_keysym(name),) * 2])
        self._display.sync()

    def set_modifier(self, index: int, codes: list[int]) -> None:
        """Put other keys on a modifier, for as long as the server lives."""
        modifiers = [list(each) for each in self._display.get_modifier_mapping()]
        modifiers[index] = codes
        width = max(map(len, modifiers))
        padded = [each + [0] * (width - len(each)) for each in modifiers]
        assert self._display.set_modifier_mapping(padded) == X.MappingSuccess
        self._display.sync()

    def watch(self) -> None:
        """Have key presses told by `presses`, repeats and all."""
        self._display.screen().root.change_attributes(event_mask=X.KeyPressMask)
        self._display.sync()

    def presses(self) -> list[int]:
        """The keys that were pressed since the last call, as far as another program sees them."""
        events = [self._display.next_event() for _ in range(self._display.pending_events())]
        return [event.detail for event in events if event.type == X.KeyPress]


@contextmanager
def taken(display_name: str, code: int, *states: int) -> Iterator[None]:
    """Let another program hold a key, in these states of the modifiers."""
    other = display.Display(display_name)
    try:
        for state in states:
            other.screen().root.grab_key(
                code,
                state,
                False,  # noqa: FBT003, the order is the library's
                X.GrabModeAsync,
                X.GrabModeAsync,
            )
        other.sync()
        yield
        other.screen().root.ungrab_key(code, X.AnyModifier)
        other.sync()
    finally:
        other.close()
