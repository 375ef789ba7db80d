"""What an X server's key codes and modifier bits mean at the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speakd.desktop.hotkeys.key_events import LEVEL_SHIFT
from speakd.desktop.hotkeys.physical_keys import X11_KEY_CODES, X11_KEYSYMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_SHIFT_BIT, _LOCK_BIT, _CONTROL_BIT = 0, 1, 2
_FREE_BITS = range(3, 8)
"""Mod1 to Mod5, which mean what the layout makes of them."""

_KEYSYM_MEANINGS: tuple[tuple[frozenset[int], str], ...] = (
    # Alt; left and right.
    (frozenset({0xFFE9, 0xFFEA}), "alt"),
    # Super, Hyper; left and right.
    (frozenset({0xFFEB, 0xFFEC, 0xFFED, 0xFFEE}), "cmd"),
    # Meta, which shares a bit with Alt, or with Super where it is on the Windows keys.
    (frozenset({0xFFE7, 0xFFE8}), "alt"),
    # ISO_Level3_Shift, ISO_Level5_Shift, Mode_switch.
    (frozenset({0xFE03, 0xFE11, 0xFF7E}), LEVEL_SHIFT),
)


@dataclass(frozen=True, slots=True)
class X11Keyboard:
    """The keys and modifiers of an X server.

    Attributes:
        names: From key code to the key's name.
        modifier_bits: From a bit of an event's state to the modifier's name. Lock keys have none.
        lock_bits: Bits that a chord does not care for: CapsLock's, and those that NumLock and
            ScrollLock are on.
    """

    names: Mapping[int, str]
    modifier_bits: Mapping[int, str]
    lock_bits: tuple[int, ...] = (_LOCK_BIT,)

    def modifiers(self, state: int) -> frozenset[str]:
        """Name the modifiers in an event's state."""
        return frozenset(name for bit, name in self.modifier_bits.items() if state & 1 << bit)


def describe_keyboard(
    keys: Collection[str],
    keysyms: Mapping[int, Sequence[int]],
    modifier_codes: Sequence[Sequence[int]],
) -> X11Keyboard:
    """Work out what key codes and modifier bits mean.

    Args:
        keys: Names of the keys to find.
        keysyms: From key code to its keysyms in every group and level.
        modifier_codes: For each of the eight modifier bits the key codes that set it.
    """
    names = {code: key for key in keys for code in _codes(key, keysyms)}
    bits = {_SHIFT_BIT: "shift", _CONTROL_BIT: "ctrl"}
    for bit in _FREE_BITS:
        found = {keysym for code in modifier_codes[bit] for keysym in keysyms.get(code, ())}
        for meaning, name in _KEYSYM_MEANINGS:
            if found & meaning:
                bits[bit] = name
                break
    locks = [bit for bit in _FREE_BITS if bit not in bits and any(modifier_codes[bit])]
    return X11Keyboard(names, bits, (_LOCK_BIT, *locks))


def _codes(key: str, keysyms: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """Find a key's codes: by its keysym where every layout has that, else by its place."""
    wanted = X11_KEYSYMS.get(key)
    found = [code for code, symbols in keysyms.items() if symbols and symbols[0] == wanted]
    yield from found or [X11_KEY_CODES[key]]


def query_keyboard(connection: Any, keys: Collection[str]) -> X11Keyboard:
    """Ask an X server; two round trips.

    Args:
        connection: python-xlib's, of the protocol layer.
        keys: Names of the keys to find.
    """
    from Xlib.protocol import request  # noqa: PLC0415, lazily: X11 only

    first, last = connection.info.min_keycode, connection.info.max_keycode
    rows = request.GetKeyboardMapping(
        display=connection, first_keycode=first, count=last - first + 1
    ).keysyms
    keysyms = {first + offset: tuple(row) for offset, row in enumerate(rows)}
    return describe_keyboard(keys, keysyms, request.GetModifierMapping(display=connection).keycodes)
