"""Common words at a glance: most sentences hold so many that no statistics are needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.language.script import TELLTALES
from speakd.language.words import languages_of_signs

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_ONLY_WORDS = bytes(ord(" ") if _WORD.match(chr(code)) is None else code for code in range(0x100))
"""A table that leaves of ASCII what `_WORD` finds, with blanks between."""
_SOME = 2
_MANY = 4


class Signs:
    """Counts the common words and letters of a text that each language lacks.

    The counts of all languages are one number with a byte for each, so that a word costs one
    addition, however many languages there are.

    Args:
        languages: The languages of a script that come into question, by primary subtag.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = languages
        known = {**languages_of_signs()}
        # Nothing rules out a language of which nothing is known.
        unknown = frozenset(languages).difference(*known.values())
        for language, letters in TELLTALES.items():
            known |= {letter: known.get(letter, frozenset()) | {language} for letter in letters}
        lacking = {
            those: int.from_bytes((each not in those | unknown for each in languages), "little")
            for those in set(known.values())
        }
        self._lacking = {sign: lacking[those] for sign, those in known.items()}

    def sure(self, text: str) -> str | None:
        """Name the language of `text`, if its common words and letters leave no doubt.

        All of them are its own, and of any other language at least two are not; or all but one,
        and of any other at least four are not.
        """
        counts = self._lacked(text)
        least, second, *_ = sorted([*counts, _MANY])
        is_sure = second >= _MANY if least == 1 else least == 0 and second >= _SOME
        return self._languages[counts.index(least)] if is_sure else None

    def agree(self, one: str, other: str) -> bool:
        """Whether some language has every common word and letter of both texts."""
        return not all(map(max, self._lacked(one), self._lacked(other)))

    def _lacked(self, text: str) -> bytes:
        """Count the signs of `text` that each language lacks; a sign counts once."""
        lowered = text.lower()
        if text.isascii():
            # Most text is, and its words are found five times as fast.
            found = set(lowered.encode().translate(_ONLY_WORDS).decode().split())
        else:
            found = {*_WORD.findall(lowered), *lowered}
        lacked = sum(map(self._lacking.__getitem__, self._lacking.keys() & found))
        return lacked.to_bytes(len(self._languages), "little")
