"""Where a text may be cut without parting what a person takes for one character."""

from __future__ import annotations

import unicodedata

_MAX_STEPS = 64
"""Longer heaps of marks than this are nobody's writing."""

_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)
_HANGUL_VOWELS_AND_FINALS = range(0x1160, 0x1200)
_TAGS = range(0xE0020, 0xE0080)


def grapheme_border(text: str, start: int, limit: int) -> int:
    """Move `limit` left until no grapheme is parted there, to behind `start` at most."""
    for border in range(limit, max(start, limit - _MAX_STEPS), -1):
        if not _parts_grapheme(text, border, start):
            return border
    return limit


def _parts_grapheme(text: str, border: int, start: int) -> bool:
    if border >= len(text):
        return False
    after, before = text[border], text[border - 1]
    code = ord(after)
    return (
        unicodedata.category(after)[0] == "M"
        or _JOINER in {after, before}
        or (before == "\r" and after == "\n")
        or code in _SKIN_TONES
        or code in _HANGUL_VOWELS_AND_FINALS
        or code in _TAGS
        or (code in _REGIONAL_INDICATORS and _flags_before(text, border, start) % 2 == 1)
    )


def _flags_before(text: str, border: int, start: int) -> int:
    """Count the regional indicators in front of `border`: two of them make one flag."""
    count = 0
    while border - count > start and ord(text[border - count - 1]) in _REGIONAL_INDICATORS:
        count += 1
    return count
