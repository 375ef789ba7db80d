"""Make copied text safe to hand on, without moving a single character.

Every function here keeps the length of what it is given, so offsets into the result are offsets
into the source.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = "\v\f\x85\u2028\u2029"
_UNSPEAKABLE = re.compile(
    f"[{_LINE_ENDS}\0-\x08\x0e-\x1f\r\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Controls, lone surrogates and non-characters: nothing reads them, and some end a C string.

What ends a line or a page becomes a plain end of line."""


def clean(text: str) -> str:
    """Replace every character that no engine can be given by a space or an end of line."""
    return _UNSPEAKABLE.sub(lambda found: "\n" if found[0] in _LINE_ENDS else " ", text)


def is_pronounceable(text: str) -> bool:
    """Whether there is anything to say: a letter, a digit or a picture such as an emoji."""
    return any(map(str.isalnum, text)) or "So" in map(unicodedata.category, text)
