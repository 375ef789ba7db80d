"""What a sentence by itself tells about its language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from speakd.language.blocks import LANGUAGES
from speakd.language.han import weigh_characters
from speakd.language.runs import QUOTATION
from speakd.language.script import TELLTALES, dominant_script
from speakd.language.signs import Signs
from speakd.language.words import weigh_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_DOUBT = 0.3
"""What a model that is quite sure of one word still leaves to each other language."""
_LONG = 5
_SURE = 0.98
"""Of a long sentence, a model as sure as this is believed whatever stands around it."""
_CERTAIN = 0.95
_HOPELESS = 1e-3
_LETTERS_DOUBT = 0.02
_TELLTALE_RATIO = 0.02
_SAMPLE_CHARS = 400
_KANA_IS_MISSING = 0.4


_WORDS = re.compile(r"[^\W\d_]{3,}|(?<![\w.])[^\W\d_]{1,2}(?![\w.])")
_QUOTED = re.compile(
    '["\u201c\u201d\u201e\u00ab\u00bb][^"\u201c\u201d\u201e\u00ab\u00bb]{3,120}["\u201c\u201d\u00ab\u00bb]'
)
_ENOUGH_WORDS = 3
_CODES = re.compile(r"(?=[^a-z]*[0-9])[\x00-`{-\x7f]*[A-Z][\x00-`{-\x7f]*")
"""Capitals and digits, such as the number of an account: they are in no language."""

_SPELLED = re.compile(r"(?<![^\W_])[^\W\d_]{2,}(?![^\W_])|[^\x00-\u024f]")
"""A word without digits; a row of moves in chess has none."""


class Evidence(NamedTuple):
    """How well languages explain a sentence.

    Attributes:
        script: The script it is written in; None where it has no letters.
        weights: For each language that comes into question, by primary subtag, its likelihood
            relative to the others. None is 0; those without a hope are left out.
        among: All languages that came into question.
    """

    script: str | None
    weights: Mapping[str, float]
    among: tuple[str, ...] = ()


class Witness:
    """Weighs sentences. One thread at a time.

    Args:
        model: Tells how probable languages are, by primary subtag; empty where it cannot tell.
        enabled: The languages to tell apart, by primary subtag.
    """

    def __init__(
        self, model: Callable[[str], Mapping[str, float]], enabled: Collection[str]
    ) -> None:
        self._model = model
        unlike_latin = {language for row in LANGUAGES.values() for language in row} - {"sr"}
        self._enabled = frozenset(enabled)
        latin = tuple(language for language in enabled if language not in unlike_latin)
        self._among = {"Latn": latin or ("en",)}
        for script, row in LANGUAGES.items():
            # A script tells its language even to those who did not think of it.
            found = tuple(each for each in row if each in self._enabled) or row[:1]
            self._among.setdefault(script, found)
        self._signs: dict[str, Signs] = {}
        self._last: tuple[str, Evidence] | None = None

    def weigh(self, text: str) -> Evidence:
        """Weigh the languages that `text` may be in; no language where its letters are unknown."""
        # A paragraph of one sentence is asked about twice.
        if self._last is None or self._last[0] != text:
            self._last = text, self._weigh(text)
        return self._last[1]

    def _weigh(self, text: str) -> Evidence:
        script = dominant_script(text)
        sample = text[:_SAMPLE_CHARS]
        if script is None or _CODES.fullmatch(sample) or not _SPELLED.search(sample):
            return Evidence(None, {})
        if script in {"Hani", "Jpan"}:
            weights = self._weigh_han(script, sample)
            return Evidence("Hani", weights, tuple(weights))
        if QUOTATION.search(sample):
            sample = _without(QUOTATION, sample, _ENOUGH_WORDS - (script != "Latn"))
        return self._weigh_alphabet(script, sample, self._among[script])

    def sure(self, text: str) -> str | None:
        """Name the language of `text`, if it leaves hardly a doubt by itself."""
        weights = self._weigh(text).weights
        best = max(weights, key=weights.__getitem__, default=None)
        if best is None or weights[best] < _CERTAIN * sum(weights.values()):
            return None
        return best

    def differ(self, one: str, other: str) -> bool:
        """Whether two pieces of text cannot be in the same language, as far as a glance tells."""
        scripts = {dominant_script(one), dominant_script(other)}
        if None in scripts or scripts <= {"Hani", "Jpan"}:
            return False
        if len(scripts) > 1:
            return True
        return not self._signs_of(scripts.pop() or "").agree(one, other)

    def _signs_of(self, script: str) -> Signs:
        if script not in self._signs:
            self._signs[script] = Signs(self._among[script])
        return self._signs[script]

    def _weigh_alphabet(self, script: str, text: str, among: tuple[str, ...]) -> Evidence:
        if len(among) == 1:
            return Evidence(script, {among[0]: 1.0}, among)
        if sure := self._signs_of(script).sure(text):
            return Evidence(script, {sure: 1.0}, among)
        weigh = self._weigh_latin if script == "Latn" else self._weigh_by_letters
        return Evidence(script, weigh(text, among), among)

    def _weigh_latin(self, text: str, among: tuple[str, ...]) -> dict[str, float]:
        text = _without(_QUOTED, text, _ENOUGH_WORDS)
        found = self._model(text)
        # Numbers and what is shortened to a letter or two are in no language.
        blanks = max(0, len(_WORDS.findall(text)) - 1)
        if blanks >= _LONG:
            likely = max(found, key=found.__getitem__, default="")
            if likely in among and found[likely] > _SURE:
                return {likely: 1.0}
        doubt = _DOUBT / (1 + blanks) ** 2
        signs = weigh_words(text, among)
        weights = {each: (found.get(each, 0.0) + doubt) * signs[each] for each in among}
        best = max(weights.values())
        # Nothing that stands before or behind could bring the others back.
        return {each: weight for each, weight in weights.items() if weight > _HOPELESS * best}

    def _weigh_by_letters(self, text: str, candidates: tuple[str, ...]) -> dict[str, float]:
        found = self._model(text)
        signs = weigh_words(text, candidates)
        letters = set(text)
        weights = {
            each: (found.get(each, 0.0) + _LETTERS_DOUBT) * signs[each] for each in candidates
        }
        for language, telltales in TELLTALES.items():
            if language in weights and letters.intersection(telltales):
                for other in weights:
                    if other != language:
                        weights[other] *= _TELLTALE_RATIO
        return weights

    def _weigh_han(self, script: str, text: str) -> dict[str, float]:
        if script == "Jpan":
            return {"ja": 1.0, "zh": _TELLTALE_RATIO**2}
        weights = weigh_characters(text)
        # Japanese without any kana is rare.
        weights["ja"] *= _KANA_IS_MISSING
        enabled = {each: weight for each, weight in weights.items() if each in self._enabled}
        return enabled or weights


def _without(quotation: re.Pattern[str], text: str, enough: int) -> str:
    """Leave out what is quoted, which may be in another language, if enough words are left."""
    outside = quotation.sub(" ", text)
    if len(outside) < len(text) and len(_WORDS.findall(outside)) >= enough:
        return outside
    return text
