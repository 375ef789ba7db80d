"""Text as neural models can bear it: cleaned, ended, cut to length, with its length foretold."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPOKEN_ALIKE = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
        "\u00ab": '"', "\u00bb": '"', "\u2026": ".", "\u2013": ", ", "\u2014": ", ",
        "\u2010": "-", "\u2011": "-", "\u00a0": " ",
    }
)  # fmt: skip
"""Typographic marks that many models do not know, and would leave out with what they mean."""

_ENDS = re.compile(r"[.!?\u3002\uff01\uff1f](?:[\s.!?\u3002\uff01\uff1f]*[.!?\u3002\uff01\uff1f])?")
_PAUSES = re.compile(r"[,;:](?:\s*[,;:])+")
_LONE_MARK = re.compile(r"(?<!\S)[^\w\s]+(?!\S)")
_HEAPED_MARKS = re.compile(r"(?<=[\u0300-\u036f])[\u0300-\u036f]+")
_SPACES = re.compile(r"\s+")
_SPACED_MARK = re.compile(r"\s+([.!?,;:])(?=\s|$)")

_SENTENCE_END = re.compile(r"[.!?](?=\s)|[\u3002\uff01\uff1f]")
_CLAUSE_END = re.compile(r"[,;:)](?=\s)|[\u3001\uff0c\uff1b\uff1a]")
_SPACE = re.compile(r"\s")

_LONGEST_SECONDS_PER_LETTER = 1 / 5
_SHORTEST_SECONDS_PER_LETTER = 1 / 45
"""People say about 15 letters a second; a third or three times as many is no speech."""
_SLACK_S = 1.5
"""Breath and pauses, which weigh most in a short text."""


def clean(text: str) -> str:
    """Take out what no model can say, and runs of marks that make some babble for ever.

    Returns:
        Words with single spaces and single marks between them; empty if nothing can be said.
    """
    composed = _HEAPED_MARKS.sub("", unicodedata.normalize("NFC", text))
    kept = "".join(map(_without_symbols, composed))
    kept = _LONE_MARK.sub(_lone, kept.translate(_SPOKEN_ALIKE))
    kept = _ENDS.sub(_one_end, kept)
    kept = _PAUSES.sub(lambda run: run[0][-1], kept)
    kept = _SPACES.sub(" ", _SPACED_MARK.sub(r"\1", kept)).strip()
    return kept if any(map(str.isalnum, kept)) else ""


def ended(text: str, *, with_full_stop: bool) -> str:
    """Let a text end as a model was taught.

    Args:
        text: Clean text.
        with_full_stop: True for a model that does not stop without a mark at the end; False for
            one that would say something about a full stop.
    """
    text = text.rstrip(" ,;:-\"'(")
    if with_full_stop:
        if _ENDS.search(text, max(len(text) - 1, 0)):
            return text
        return f"{text}\u3002" if _is_ideograph(text[-1:]) else f"{text}."
    return text.rstrip(".\u3002 ")


def cut(text: str, most: int) -> Iterator[str]:
    """Cut a text where a speaker would pause, into parts of at most `most` characters.

    A word that is longer than that is cut, too.
    """
    while len(text) > most:
        end = _last_break(text, most)
        part, text = text[:end].strip(), text[end:].strip()
        if part:
            yield part
    if text:
        yield text


def plausible_seconds(text: str) -> tuple[float, float]:
    """Tell how long a text may take to say at the usual rate: at least, and at most."""
    least = most = 0.0
    before = ""
    for character in text:
        if unicodedata.combining(character):
            continue
        at_least, at_most = _letters(character)
        if character == before and character.isalpha():
            # Nobody knows how "aaaaah" is said.
            at_least, at_most = 0.0, 0.5
        least, most = least + at_least, most + at_most
        before = character
    shortest = max(least * _SHORTEST_SECONDS_PER_LETTER - _SLACK_S / 5, 0.0)
    return shortest, most * _LONGEST_SECONDS_PER_LETTER + _SLACK_S


def _without_symbols(character: str) -> str:
    kind = unicodedata.category(character)
    if character == "\u00b0":  # "degrees" is said
        return character
    if kind in {"Cc", "So", "Zl", "Zp", "Co", "Cn"}:
        return " "
    # Formatting and lone halves of characters stand within words.
    return "" if kind in {"Cf", "Cs"} else character


def _lone(mark: re.Match[str]) -> str:
    """Drop marks that stand alone, but for those that are read and those that end a sentence."""
    ends = _ENDS.search(mark[0])
    if ends:
        return ends[0]
    return (
        mark[0] if any(unicodedata.category(each) in {"Sc", "Sm", "Po"} for each in mark[0]) else ""
    )


def _one_end(run: re.Match[str]) -> str:
    for mark in "?\uff1f!\uff01":
        if mark in run[0]:
            return mark
    return run[0][0]


def _last_break(text: str, most: int) -> int:
    for pattern in (_SENTENCE_END, _CLAUSE_END, _SPACE):
        ends = [found.end() for found in pattern.finditer(text, 0, most + 1)]
        ends = [end for end in ends if end <= most]
        # A crumb at the start would be the worst part to speak well.
        if ends and ends[-1] > most // 4:
            return ends[-1]
    return most


def _letters(character: str) -> tuple[float, float]:
    """Weigh a character in letters as they are spoken: at least, at most."""
    if _is_ideograph(character):
        return 2.0, 6.0
    if character.isdigit():
        return 1.0, 10.0
    if character.isalpha():
        # A capital may be part of an abbreviation, which is spelled.
        return (0.5, 4.0) if character.isupper() else (1.0, 1.5)
    return 0.0, (8.0 if unicodedata.category(character) in {"Sc", "Sm", "Po", "Sk"} else 1.0)


def _is_ideograph(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af"
