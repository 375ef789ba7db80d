"""Key chords, as written in the configuration: `ctrl+option+cmd+p`."""

from __future__ import annotations

from dataclasses import dataclass

MODIFIER_ALIASES = {
    "ctrl": "ctrl",
    "control": "ctrl",
    "alt": "alt",
    "option": "alt",
    "opt": "alt",
    "shift": "shift",
    "cmd": "cmd",
    "command": "cmd",
    "super": "cmd",
    "win": "cmd",
    "windows": "cmd",
    "meta": "cmd",
}
"""Every accepted spelling of a modifier, with the one name it stands for."""

MODIFIERS = ("ctrl", "alt", "shift", "cmd")
"""The modifiers, in the order in which a chord is written."""

NAMED_KEYS = (
    "space", "tab", "enter", "esc", "backspace", "delete", "insert", "home", "end",
    "page_up", "page_down", "up", "down", "left", "right", "pause", "menu",
    "minus", "equal", "comma", "period", "slash", "semicolon", "quote", "backquote",
    "backslash", "bracket_left", "bracket_right",
    *(f"f{number}" for number in range(1, 21)),
)  # fmt: skip
"""Keys that are written by name; letters and digits are written as themselves."""

ALLOWED = (
    "a chord is modifiers and one key joined by '+', such as ctrl+option+cmd+p; modifiers: "
    "ctrl, alt (option), shift, cmd (super, win); keys: a-z, 0-9, f1-f20, space, tab, enter, esc, "
    "arrows and other named keys; one modifier at least unless the key is f1-f20 or pause"
)
"""One sentence for an error message about a chord."""


@dataclass(frozen=True, slots=True)
class Chord:
    """A set of modifiers held while one key is pressed.

    The key is meant physically, by its place on a US keyboard, so that a chord fires under a
    Russian or Greek layout as well.

    Attributes:
        modifiers: Exactly these are held, from `MODIFIERS`; left and right are the same.
        key: A lower-case letter, a digit or one of `NAMED_KEYS`.
    """

    modifiers: frozenset[str]
    key: str

    def __str__(self) -> str:
        held = [modifier for modifier in MODIFIERS if modifier in self.modifiers]
        return "+".join([*held, self.key])


def parse_chord(text: str) -> Chord:
    """Read a chord.

    Raises:
        ValueError: Not a chord; the message says which part is wrong and what is allowed.
    """
    *modifier_names, key = [part.strip().lower() for part in text.split("+")]
    modifiers: set[str] = set()
    for name in modifier_names:
        if name not in MODIFIER_ALIASES:
            raise ValueError(f"{name!r} is not a modifier: {ALLOWED}")
        if MODIFIER_ALIASES[name] in modifiers:
            raise ValueError(f"{name!r} is there twice: {ALLOWED}")
        modifiers.add(MODIFIER_ALIASES[name])
    is_plain = len(key) == 1 and key.isascii() and key.isalnum()
    if not is_plain and key not in NAMED_KEYS:
        what = "a modifier, and the key is missing" if key in MODIFIER_ALIASES else "not a key"
        raise ValueError(f"{key!r} is {what}: {ALLOWED}")
    may_stand_alone = key == "pause" or (key[0] == "f" and len(key) > 1)
    if not modifiers and not may_stand_alone:
        raise ValueError(f"{key!r} alone would fire while you type: {ALLOWED}")
    return Chord(frozenset(modifiers), key)
