"""Common words at a glance: most sentences hold so many that no statistics are needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.language.script import TELLTALES
from speakd.language.words import languages_of_signs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\w+")


class Signs:
    """Follows which languages the common words of a text rule out.

    A set of languages is a number with a bit for each, so that a word costs a few operations on
    numbers, however many languages there are.

    Args:
        languages: The languages of a script that come into question, by primary subtag.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        self._bits = {1 << index: each for index, each in enumerate(languages)}
        self._bit_of = {each: bit for bit, each in self._bits.items()}
        self._all = (1 << len(languages)) - 1
        known = {**languages_of_signs()}
        # Nothing rules out a language of which nothing is known.
        unknown = self._mask(set(languages) - {each for sign in known.values() for each in sign})
        for language, letters in TELLTALES.items():
            known |= {letter: known.get(letter, frozenset()) | {language} for letter in letters}
        self._lacking = {
            sign: self._all & ~(self._mask(those) | unknown) for sign, those in known.items()
        }

    def sure(self, text: str) -> str | None:
        """Name the language of `text`, if its common words and letters leave no doubt.

        All of them are its own, and of any other language at least two are not; or all but one,
        and of any other at least four are not.
        """
        once = twice = thrice = often = 0
        lacking = self._lacking
        for sign in _signs(text):
            if sign in lacking:
                those = lacking[sign]
                often |= thrice & those
                thrice |= twice & those
                twice |= once & those
                once |= those
        for left, others in ((self._all & ~once, twice), (self._all & ~twice, often)):
            if left in self._bits and left | others == self._all:
                return self._bits[left]
        return None

    def possible(self, text: str) -> int:
        """Give the set of languages that have every common word and letter of `text`."""
        ruled_out = 0
        for sign in _signs(text):
            ruled_out |= self._lacking.get(sign, 0)
        return self._all & ~ruled_out

    def _mask(self, languages: Iterable[str]) -> int:
        return sum(self._bit_of.get(each, 0) for each in languages)


def _signs(text: str) -> set[str]:
    lowered = text.lower()
    found = set(_WORD.findall(lowered))
    return found if text.isascii() else found.union(lowered)
