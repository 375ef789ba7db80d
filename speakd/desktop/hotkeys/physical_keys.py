"""Where the keys of a US keyboard are, in each platform's own numbers.

A chord names a key by its place, not by what the current layout writes with it. The numbers below
are those of places; they are the same under every layout.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _row(first: int, *names: str) -> dict[str, int]:
    return {name: first + offset for offset, name in enumerate(names)}


_DIGITS = "1234567890"

X11_KEY_CODES: Mapping[str, int] = MappingProxyType(
    {
        **_row(9, "esc", *_DIGITS, "minus", "equal", "backspace", "tab", *"qwertyuiop"),
        **_row(34, "bracket_left", "bracket_right", "enter"),
        **_row(38, *"asdfghjkl", "semicolon", "quote", "backquote"),
        **_row(51, "backslash", *"zxcvbnm", "comma", "period", "slash"),
        "space": 65,
        **_row(67, *(f"f{number}" for number in range(1, 11))),
        **_row(95, "f11", "f12"),
        **_row(110, "home", "up", "page_up", "left", "right", "end", "down", "page_down"),
        **_row(118, "insert", "delete"),
        "pause": 127,
        "menu": 135,
        **_row(191, *(f"f{number}" for number in range(13, 21))),
    }
)
"""Key codes of X11: those of the kernel plus 8."""

X11_KEYSYMS: Mapping[str, int] = MappingProxyType(
    {
        "home": 0xFF50,
        "left": 0xFF51,
        "up": 0xFF52,
        "right": 0xFF53,
        "down": 0xFF54,
        "page_up": 0xFF55,
        "page_down": 0xFF56,
        "end": 0xFF57,
        "insert": 0xFF63,
        "menu": 0xFF67,
        "pause": 0xFF13,
        "delete": 0xFFFF,
    }
)
"""X11 keysyms that every layout has; their key codes are the ones that X servers disagree on."""

MACOS_KEY_CODES: Mapping[str, int] = MappingProxyType(
    {
        **_row(0x00, *"asdfhgzxcv"),
        **_row(0x0B, *"bqweryt123465", "equal", *"97", "minus", *"80", "bracket_right", *"ou"),
        **_row(0x21, "bracket_left", *"ip", "enter", *"lj", "quote", "k", "semicolon"),
        **_row(0x2A, "backslash", "comma", "slash", *"nm", "period", "tab", "space", "backquote"),
        "backspace": 0x33,
        "esc": 0x35,
        "f17": 0x40,
        **_row(0x4F, "f18", "f19"),
        "f20": 0x5A,
        **_row(0x60, "f5", "f6", "f7", "f3", "f8", "f9"),
        "f11": 0x67,
        **_row(0x69, "f13", "f16", "f14"),
        **_row(0x6D, "f10", "menu", "f12"),
        **_row(0x71, "f15", "insert", "home", "page_up", "delete", "f4", "end", "f2", "page_down"),
        **_row(0x7A, "f1", "left", "right", "down", "up"),
    }
)
"""Virtual key codes of macOS (`kVK_ANSI_P` is 35). There is no Pause key."""

WINDOWS_EXTENDED = 0xE000
"""Added to a Windows scan code that comes with the extended flag."""

WINDOWS_SCAN_CODES: Mapping[str, int] = MappingProxyType(
    {
        **_row(0x01, "esc", *_DIGITS, "minus", "equal", "backspace", "tab", *"qwertyuiop"),
        **_row(0x1A, "bracket_left", "bracket_right", "enter"),
        **_row(0x1E, *"asdfghjkl", "semicolon", "quote", "backquote"),
        **_row(0x2B, "backslash", *"zxcvbnm", "comma", "period", "slash"),
        "space": 0x39,
        **_row(0x3B, *(f"f{number}" for number in range(1, 11))),
        "pause": 0x45,
        **_row(0x57, "f11", "f12"),
        **_row(0x64, *(f"f{number}" for number in range(13, 21))),
        **_row(WINDOWS_EXTENDED + 0x47, "home", "up", "page_up"),
        "left": WINDOWS_EXTENDED + 0x4B,
        "right": WINDOWS_EXTENDED + 0x4D,
        **_row(WINDOWS_EXTENDED + 0x4F, "end", "down", "page_down", "insert", "delete"),
        "menu": WINDOWS_EXTENDED + 0x5D,
    }
)
"""Scan codes of set 1, as Windows gives them."""
