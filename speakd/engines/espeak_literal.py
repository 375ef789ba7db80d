"""Text made harmless for espeak-ng, character for character.

The embedded voice speaks with the library, and neural voices get their phonemes from it.
"""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f"  # NUL ends the text, \x01 starts a command, \x02 phonemes
    "\u0530\u0557"  # unassigned; the library marks emphasis and breaks with them
    "\ue000-\uf8ff"  # private use; the library marks brackets it has announced
    "\ud800-\udfff"  # lone surrogates have no UTF-8
    # These overrun buffers of espeak-ng 1.52 and would take the process down with them:
    "`"  # alone, in Vietnamese
    "\u2800-\u28ff"  # Braille, spelled dot by dot, where the names of numbers are long
    "\U0001f920"  # the cowboy, in German, once its crossed fingers have been read
    # So do the names of these, in one language each, before a letter that is strange to it:
    "\U0001f6bc"  # the sign for babies, German
    "\u2626"  # the cross of the Orthodox, Hindi
    "\U0001f30c"  # the Milky Way, Konkani
    "\U0001f935\U0001f94c\U0001f97e"  # a tuxedo, a curling stone, a boot, Portuguese
    "]"
)
_COPYRIGHT = "\u00a9"
_WITHOUT_COPYRIGHT = frozenset({"pt", "pt-pt"})
"""Likewise, but elsewhere its name is worth hearing."""

_ENCLOSED = {
    first + index: chr(ord(letter) + index)
    for first, letter in (
        *((0x24B6, "A"), (0x24D0, "a")),
        *((0x1F130, "A"), (0x1F150, "A"), (0x1F170, "A")),
    )
    for index in range(26)
}
"""Letters in circles and squares, which overrun a buffer in Greek, Georgian, Burmese and most
languages of India."""


def literal_text(text: str, voice: str) -> str:
    """Blank what the library would not take literally; every offset stays as it was.

    `[[` and `<` need nothing: they are commands only when asked for, and we do not ask.

    Args:
        text: Any text at all.
        voice: What reads it: a language of the library such as `pt`, or a file such as `roa/pt`.
    """
    if voice.rpartition("/")[2].partition("+")[0].lower() in _WITHOUT_COPYRIGHT:
        text = text.replace(_COPYRIGHT, " ")
    return _SPECIAL.sub(" ", text).translate(_ENCLOSED)
