"""Pressing a chord and knowing when."""

from __future__ import annotations

import time

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

_MODIFIERS = ("Control_L", "Alt_L", "Super_L")


class Keyboard:
    """Presses ctrl+alt+super and a letter as a keyboard would, without starting a program."""

    def __init__(self, display: str) -> None:
        self._display = Display(display)

    def press(self, letter: str) -> float:
        """Press and release the chord.

        Returns:
            `time.monotonic()` just before the letter went down.
        """
        for name in _MODIFIERS:
            self._send(X.KeyPress, name)
        self._display.sync()
        pressed_s = time.monotonic()
        self._send(X.KeyPress, letter)
        self._send(X.KeyRelease, letter)
        for name in _MODIFIERS:
            self._send(X.KeyRelease, name)
        self._display.sync()
        return pressed_s

    def close(self) -> None:
        """Unplug it."""
        self._display.close()

    def _send(self, event: int, name: str) -> None:
        xtest.fake_input(
            self._display, event, self._display.keysym_to_keycode(XK.string_to_keysym(name))
        )
