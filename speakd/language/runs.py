"""Runs of different scripts within a sentence, each for the voice that can read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.language.blocks import has_others, script_rows, scripts_of
from speakd.types import Span, language_lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.types import LanguageTag

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*")
_OPENING = re.compile(
    r"[\s(\[{<\"'\u00ab\u00bf\u00a1\u2018\u201c\u201e\u300a\u300c\u300e\uff08\u3010]+$"
)
_ADDRESS = re.compile(r"(?:\w{2,6}://|www\.|[\w.+-]+@[\w-]+\.)[^\s]*\Z")
QUOTATION = re.compile(
    '["\u201c\u201d\u201e\u00ab\u00bb][^"\u201c\u201d\u201e\u00ab\u00bb]{16,300}["\u201c\u201d\u00ab\u00bb]'
)
"""A quotation that may be a sentence of its own."""

_MARKS = re.compile(r"[\s.,;:!?)\u2026]*")
_MIN_QUOTED_WORDS = 5
_MIN_PHRASE_WORDS = 3
_MIN_LOWER_CASE_WORDS = 2


def script_runs(
    text: str, language: LanguageTag, detect: Callable[[str], LanguageTag]
) -> list[tuple[Span, LanguageTag]]:
    """Split `text`, a sentence in `language`, where its script changes and a person would switch.

    A person reads a brand or a borrowed term, such as "iPhone" in a Chinese sentence, with the
    surrounding voice, and every such voice can. So Latin letters get a voice of their own only
    where they make a phrase, and no address: three words or more, two of them in lower case.
    Other scripts always get one within Latin text, since a Latin voice cannot read them, but for
    a lone letter such as the π of a formula. Digits and marks stay with what stands before them.

    Args:
        text: A sentence.
        language: The language of the sentence as a whole.
        detect: Names the language of a run.

    Returns:
        Spans that touch and cover all of `text`.
    """
    own = scripts_of(language_lookup(language)[-1])
    if not has_others(text, own):
        return [(Span(0, len(text)), language)]
    runs: list[tuple[Span, LanguageTag]] = []
    start = 0
    for stretch in _foreign_stretches(text, own):
        opening = _OPENING.search(text, start, stretch.start)
        border = opening.start() if opening else stretch.start
        if _has_words(text[start:border]):
            runs.append((Span(start, border), language))
        else:
            border = start
        said = text[border : stretch.end]
        runs.append((Span(border, stretch.end), detect(said)))
        start = stretch.end
    if not runs or _has_words(text[start:]):
        runs.append((Span(start, len(text)), language))
    else:
        span, last = runs.pop()
        runs.append((Span(span.start, len(text)), last))
    return runs


def quotations(
    text: str, language: LanguageTag, foreign: Callable[[str], LanguageTag | None]
) -> Iterator[tuple[Span, LanguageTag]]:
    """Split `text`, a sentence in `language`, where it quotes a sentence in another one.

    Args:
        text: A sentence.
        language: The language of the sentence as a whole.
        foreign: Names the language of what is quoted; None where it is that of the sentence.

    Yields:
        Spans that touch and cover all of `text`.
    """
    start = 0
    for found in QUOTATION.finditer(text):
        if len(_WORD.findall(found[0])) < _MIN_QUOTED_WORDS:
            continue
        tag = foreign(found[0])
        if tag is None:
            continue
        if _has_words(text[start : found.start()]):
            yield Span(start, found.start()), language
            start = found.start()
        # Marks behind it go with it.
        marks = _MARKS.match(text, found.end())
        end = marks.end() if marks and _has_words(text[marks.end() :]) else len(text)
        yield Span(start, end), tag
        start = end
    if start < len(text) or not text:
        yield Span(start, len(text)), language


def _foreign_stretches(text: str, own: frozenset[str]) -> Iterator[Span]:
    """Find what a voice that reads only the scripts `own` should leave to another one."""
    for script, stretch in _stretches(text):
        if script not in own and _needs_own_voice(script, text[stretch.start : stretch.end]):
            yield stretch


def _stretches(text: str) -> Iterator[tuple[str, Span]]:
    """Yield each stretch of one script, from its first letter to its last."""
    current, start, end = "", 0, 0
    for found, row_start, row_end in script_rows(text):
        # Chinese characters next to kana are Japanese.
        script = "Jpan" if found == "Hani" and current == "Jpan" else found
        if script != current and not (script == "Jpan" and current == "Hani"):
            if current:
                yield current, Span(start, end)
            start = row_start
        current, end = script, row_end
    if current:
        yield current, Span(start, end)


def _needs_own_voice(script: str, text: str) -> bool:
    if script != "Latn":
        return len(text) > 1 or script in {"Hani", "Jpan", "Hang"}
    if _ADDRESS.match(text):
        return False
    words = _WORD.findall(text)
    in_lower_case = sum(word[0].islower() for word in words)
    return len(words) >= _MIN_PHRASE_WORDS and in_lower_case >= _MIN_LOWER_CASE_WORDS


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
