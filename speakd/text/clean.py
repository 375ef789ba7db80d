"""Make copied text safe to hand on, without moving a single character.

Every function here keeps the length of what it is given, so offsets into the result are offsets
into the source.
"""

from __future__ import annotations

import unicodedata

_UNSPEAKABLE = {
    code: " "
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFEFF, 0xFFFE, 0xFFFF)
    if chr(code) not in "\t\n"
} | dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
"""Controls, lone surrogates and non-characters: nothing reads them, and some end a C string.

What ends a line or a page becomes a plain end of line."""

_LETTERS_AND_NUMBERS = "LN"
"""First letters of Unicode's general categories that are always said."""


def clean(text: str) -> str:
    """Replace every character that no engine can be given by a space or an end of line."""
    return text.translate(_UNSPEAKABLE)


def is_pronounceable(text: str) -> bool:
    """Whether there is anything to say: a letter, a digit or a picture such as an emoji."""
    categories = map(unicodedata.category, text)
    return any(category[0] in _LETTERS_AND_NUMBERS or category == "So" for category in categories)
