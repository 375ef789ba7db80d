"""Language by script: what the letters alone can tell, without a model."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from speakd.language.api import LanguageDetector
from speakd.types import LanguageTag, language_lookup

if TYPE_CHECKING:
    from collections.abc import Iterable

_SAMPLE_CHARS = 400
"""Letters beyond these do not change what a sentence is written in."""

# First code point, last code point, ISO 15924 script. From Unicode's Blocks.txt; only scripts
# that the embedded voice can read.
_BLOCKS = (
    (0x0041, 0x024F, "Latn"),
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
_STARTS = [first for first, _, _ in _BLOCKS]

# Each script's languages, the most widely written first.
_LANGUAGES: dict[str, tuple[str, ...]] = {
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

# Letters that only one of the languages of a script uses.
_TELLTALES = {
    "uk": "іїєґІЇЄҐ",
    "be": "ўЎ",
    "sr": "ђћџЂЋЏ",
    "mk": "ѓќѕЃЌЅ",
    "kk": "әғқңөұүһӘҒҚҢӨҰҮҺ",
    "ur": "ٹڈڑےں",
    "fa": "پچژگ",
    "as": "ৰৱ",
}


def script_of(character: str) -> str | None:
    """Name the ISO 15924 script of a letter; None for what belongs to no single script."""
    code = ord(character)
    index = bisect_right(_STARTS, code) - 1
    if index < 0 or code > _BLOCKS[index][1] or not character.isalpha():
        return None
    return _BLOCKS[index][2]


class ScriptDetector(LanguageDetector):
    """Tells languages apart by their letters; Latin script is taken for the default.

    Args:
        default: What to answer where the letters do not tell. Where it is one of several
            languages of a script, it is preferred for that script.
    """

    def __init__(self, default: LanguageTag) -> None:
        self._default = default
        self._default_language = language_lookup(default)[-1]

    def detect(self, text: str) -> LanguageTag:
        """Name the language of `text` by its most frequent script."""
        sample = text[:_SAMPLE_CHARS]
        if sample.isascii():
            return self._default
        scripts = Counter(filter(None, map(script_of, sample)))
        if not scripts:
            return self._default
        # Japanese mixes kana into Chinese characters; Chinese never has kana.
        if scripts["Jpan"]:
            scripts["Jpan"] += scripts.pop("Hani", 0)
        languages = _LANGUAGES[_most_telling(scripts)]
        if not languages or self._default_language in languages:
            return self._default
        return LanguageTag(_by_telltales(sample, languages))


def _most_telling(scripts: Counter[str]) -> str:
    """Choose the script with the most letters, each CJK character counting as a word's worth."""
    weights = {"Hani": 3, "Jpan": 3, "Hang": 2}
    return max(scripts, key=lambda script: scripts[script] * weights.get(script, 1))


def _by_telltales(text: str, languages: Iterable[str]) -> str:
    first, *others = languages
    letters = set(text)
    for language in others:
        if letters.intersection(_TELLTALES.get(language, "")):
            return language
    return first
