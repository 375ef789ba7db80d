"""Text made harmless for espeak-ng, character for character."""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f"  # NUL ends the text, \x01 starts a command, \x02 phonemes
    "\u0530\u0557"  # unassigned; the library marks emphasis and breaks with them
    "\ue000-\uf8ff"  # private use; the library marks brackets it has announced
    "\ud800-\udfff"  # lone surrogates have no UTF-8
    "]"
)


def literal_text(text: str) -> str:
    """Blank what the library would not take literally; every offset stays as it was.

    `[[` and `<` need nothing: they are commands only when asked for, and we do not ask.
    """
    return _SPECIAL.sub(" ", text)
