"""Language by script: what the letters alone can tell, without a model."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from speakd.language.api import LanguageDetector
from speakd.language.blocks import LANGUAGES, is_latin, script_rows
from speakd.types import LanguageTag, language_lookup

if TYPE_CHECKING:
    from collections.abc import Iterable

_REMEMBERED = 8
"""A sentence is looked at by itself, beside its neighbours and as a paragraph."""

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u3000-\uffef]+|\b[\w-]+\.[a-z]{2,4}\b", re.ASCII)
_SAMPLE_CHARS = 400
"""Letters beyond these do not change what a sentence is written in."""

# Letters that only one of the languages of a script uses.
TELLTALES = {
    "uk": "іїєґІЇЄҐ",
    "be": "ўЎ",
    "sr": "ђћџљњјЂЋЏЉЊЈ",
    "mk": "ѓќѕЃЌЅ",
    "kk": "әғқңөұүһӘҒҚҢӨҰҮҺ",
    "ru": "ыэёЫЭЁ",
    "ur": "ٹڈڑےں",
    "fa": "پچژگ",
    "as": "ৰৱ",
}
"""By primary subtag; a language further down wins where a text holds letters of both."""

# How much of a word one letter is: Chinese words have one or two characters, Japanese ones more.
_WORDS_PER_LETTER = {"Hani": 0.6, "Jpan": 0.4, "Hang": 0.4, "Thai": 0.25, "Mymr": 0.25}


@lru_cache(_REMEMBERED)
def dominant_script(text: str) -> str | None:
    """Name the script of most words at the beginning of `text`; None where it has no letters.

    Chinese characters beside kana count as Japanese, whose script is called `Jpan`.
    """
    sample = text[:_SAMPLE_CHARS]
    if is_latin(sample):
        return "Latn" if any(map(str.isalpha, sample)) else None
    if "." in sample:
        sample = _ADDRESS.sub(" ", sample)
    rows = list(script_rows(sample))
    if len(rows) == 1:
        return rows[0][0]
    words: defaultdict[str, float] = defaultdict(float)
    for script, start, end in rows:
        per_letter = _WORDS_PER_LETTER.get(script)
        words[script] += (
            1 + sample.count(" ", start, end) if per_letter is None else per_letter * (end - start)
        )
    if "Jpan" in words:
        words["Jpan"] += words.pop("Hani", 0.0)
    # Latin letters are at home in every other script, and not the other way round.
    return max(words, key=lambda script: (words[script], script != "Latn"), default=None)


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
        script = dominant_script(text)
        languages = LANGUAGES[script] if script else ()
        if not languages or self._default_language in languages:
            return self._default
        return LanguageTag(_by_telltales(text[:_SAMPLE_CHARS], languages))


def _by_telltales(text: str, languages: Iterable[str]) -> str:
    first, *others = languages
    letters = set(text)
    for language in others:
        if letters.intersection(TELLTALES.get(language, "")):
            return language
    return first
