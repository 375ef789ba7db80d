from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from Xlib import XK, display

from speakd.chord import NAMED_KEYS
from speakd.desktop.hotkeys.key_events import LEVEL_SHIFT
from speakd.desktop.hotkeys.physical_keys import (
    MACOS_KEY_CODES,
    WINDOWS_SCAN_CODES,
    X11_KEY_CODES,
    X11_KEYSYMS,
)
from speakd.desktop.hotkeys.x11_keyboard import describe_keyboard, query_keyboard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.xserver import XServer

KEYS = {*NAMED_KEYS, *string.ascii_lowercase, *string.digits}

XK_NAMES = {
    "enter": "Return", "esc": "Escape", "backspace": "BackSpace", "page_up": "Prior",
    "page_down": "Next", "quote": "apostrophe", "backquote": "grave",
    "bracket_left": "bracketleft", "bracket_right": "bracketright", "space": "space",
    "minus": "minus", "equal": "equal", "comma": "comma", "period": "period", "slash": "slash",
    "semicolon": "semicolon", "backslash": "backslash",
}  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "absent"),
    [(X11_KEY_CODES, set()), (MACOS_KEY_CODES, {"pause"}), (WINDOWS_SCAN_CODES, set())],
    ids=["x11", "macos", "windows"],
)
def test_every_key_has_a_place_of_its_own(codes: Mapping[str, int], absent: set[str]) -> None:
    assert KEYS - set(codes) == absent
    assert len(set(codes.values())) == len(codes)


@pytest.mark.parametrize(
    ("codes", "key", "code"),
    [
        (X11_KEY_CODES, "p", 33),
        (MACOS_KEY_CODES, "p", 35),
        (MACOS_KEY_CODES, "f20", 0x5A),
        (WINDOWS_SCAN_CODES, "p", 0x19),
        (WINDOWS_SCAN_CODES, "delete", 0xE053),
    ],
)
def test_known_codes(codes: Mapping[str, int], key: str, code: int) -> None:
    assert codes[key] == code


def test_the_x11_places_are_those_of_a_real_us_keyboard(own_x_server: XServer) -> None:
    own_x_server.layout("us")
    connection = display.Display(own_x_server.display)
    try:
        found = {
            code: connection.keycode_to_keysym(code, 0) for code in set(X11_KEY_CODES.values())
        }
    finally:
        connection.close()
    wrong = {}
    for key, code in X11_KEY_CODES.items():
        if key in {f"f{number}" for number in range(13, 21)}:
            continue  # these places are keys of their own on today's keyboards
        name = XK_NAMES.get(key, key if len(key) == 1 else key.capitalize())
        wanted = X11_KEYSYMS.get(key, XK.string_to_keysym(name))
        if found[code] != wanted:
            wrong[key] = (code, found[code], wanted)
    assert not wrong


def test_keys_whose_codes_differ_between_servers_are_found_by_their_keysym() -> None:
    keyboard = describe_keyboard(["home", "p"], {97: (0xFF50,), 110: (0xFF8D,)}, [()] * 8)
    assert keyboard.names == {97: "home", 33: "p"}


def test_modifier_bits_mean_what_the_layout_makes_of_them() -> None:
    keysyms = {64: (0xFFE9,), 133: (0xFFEB,), 77: (0xFF7F,), 92: (0xFE03,)}
    codes = [(50,), (66,), (37,), (133,), (77,), (), (64,), (92,)]
    keyboard = describe_keyboard([], keysyms, codes)
    state = {name: 1 << bit for bit, name in keyboard.modifier_bits.items()}
    assert state == {"shift": 1, "ctrl": 4, "cmd": 8, "alt": 64, LEVEL_SHIFT: 128}
    assert keyboard.modifiers(0xFF) == {"shift", "ctrl", "cmd", "alt", LEVEL_SHIFT}
    assert keyboard.modifiers(1 << 1 | 1 << 4) == frozenset()  # CapsLock, NumLock
    assert keyboard.lock_bits == (1, 4)


def test_a_real_server_has_the_four_modifiers(x_server: XServer) -> None:
    connection = display.Display(x_server.display)
    try:
        keyboard = query_keyboard(connection.display, ["p"])
    finally:
        connection.close()
    assert keyboard.modifiers(0xFF) >= {"shift", "ctrl", "alt", "cmd"}
    assert keyboard.names == {33: "p"}
    assert keyboard.lock_bits == (1, 4)
