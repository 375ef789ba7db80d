"""Unicode blocks: which script a letter belongs to, and who writes in it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# First code point, last code point, ISO 15924 script. From Unicode's Blocks.txt; only scripts
# that the embedded voice can read.
_BLOCKS = (
    (0x0041, 0x005A, "Latn"),
    (0x0061, 0x007A, "Latn"),
    (0x00C0, 0x024F, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0530, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x077F, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B00, 0x0B7F, "Orya"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x137F, "Ethi"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x3040, 0x30FF, "Jpan"),
    (0x3130, 0x318F, "Hang"),
    (0x31F0, 0x31FF, "Jpan"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFE, "Arab"),
    (0xFF66, 0xFF9F, "Jpan"),
    (0x20000, 0x323AF, "Hani"),
)

LANGUAGES: dict[str, tuple[str, ...]] = {
    "Latn": (),
    "Grek": ("el",),
    "Cyrl": ("ru", "uk", "bg", "sr", "mk", "be", "kk"),
    "Armn": ("hy",),
    "Hebr": ("he",),
    "Arab": ("ar", "fa", "ur"),
    "Deva": ("hi", "mr", "ne"),
    "Beng": ("bn", "as"),
    "Guru": ("pa",),
    "Gujr": ("gu",),
    "Orya": ("or",),
    "Taml": ("ta",),
    "Telu": ("te",),
    "Knda": ("kn",),
    "Mlym": ("ml",),
    "Sinh": ("si",),
    "Thai": ("th",),
    "Mymr": ("my",),
    "Geor": ("ka",),
    "Hang": ("ko",),
    "Ethi": ("am",),
    "Jpan": ("ja",),
    "Hani": ("zh",),
}
"""Each script's languages, the most widely written first; none where letters cannot tell."""


def _ranges() -> dict[str, str]:
    """Give what stands in a set of characters for the letters of each script."""
    ranges: dict[str, str] = {}
    for first, last, script in _BLOCKS:
        ranges[script] = f"{ranges.get(script, '')}{chr(first)}-{chr(last)}"
    return ranges


def _letters_by_script() -> re.Pattern[str]:
    # Blocks hold marks and digits too: a stretch begins and ends with what is a letter.
    letter = r"[^\W\d_]"
    rows = "|".join(
        rf"(?P<{script}>[{row}](?:[{row}\W\d_]*(?<={letter})(?<=[{row}]))?)"
        for script, row in _ranges().items()
    )
    return re.compile(f"(?={letter})(?:{rows})")


_LETTERS = _letters_by_script()


_BEYOND_LATIN = re.compile("[^\x00-\u024f\u1e00-\u1eff\u2000-\u20cf]")


def is_latin(text: str) -> bool:
    """Whether `text` holds no letter of any script but Latin; much faster than `script_rows`."""
    return text.isascii() or not _BEYOND_LATIN.search(text)


def has_others(text: str, scripts: frozenset[str]) -> bool:
    """Whether `text` holds a letter of any script but `scripts`; much faster than `script_rows`."""
    if text.isascii() and "Latn" in scripts:
        return False
    return _letters_beyond(scripts).search(text) is not None


@cache
def _letters_beyond(scripts: frozenset[str]) -> re.Pattern[str]:
    ranges = _ranges()
    return re.compile(rf"[^{''.join(ranges[script] for script in scripts)}\W\d_]")


def script_rows(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each stretch of one script, from its first letter to its last.

    What belongs to no single script, such as marks and digits, may stand between.

    Yields:
        The script's ISO 15924 name, start and end.
    """
    for found in _LETTERS.finditer(text):
        yield found.lastgroup or "", found.start(), found.end()


_SCRIPTS_OF = {
    "ja": frozenset({"Jpan", "Hani"}),
    "ko": frozenset({"Hang", "Hani"}),
    "sr": frozenset({"Cyrl", "Latn"}),
}


@cache
def scripts_of(language: str) -> frozenset[str]:
    """Name the scripts that the voice of a language, given as a primary subtag, can read."""
    if language in _SCRIPTS_OF:
        return _SCRIPTS_OF[language]
    for script, languages in LANGUAGES.items():
        if language in languages:
            return frozenset({script})
    return frozenset({"Latn"})
