"""Shortened words by language, from a file with a table for each."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALL_LANGUAGES = "mul"
_LONGEST = 16
"""No short form is longer."""

_TAIL = re.compile(r"[^\s.,;:()\[\]\"'\xab\u2019\u201c\u201e/-]{1,8}\Z")


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A shortened word, or a few.

    What is said for it is None where it is not used that way, and empty where that is left to the
    voice.

    Attributes:
        written: The form, with its dots and the blanks that may be left out.
        before: Said before what it belongs to; no sentence ends behind it then.
        number: Said before a number, and no sentence ends there either.
        end: Said where a sentence may end, or nothing follows that it belongs to.
    """

    written: str
    before: str | None = None
    number: str | None = None
    end: str | None = None

    def said(self, following: str) -> str | None:
        """Give what to say before the character `following`, which may be missing."""
        if following.isdigit() and self.number is not None:
            return self.number
        if self.end is not None and not (self.before is not None and _is_begun_by(following)):
            return self.end
        return self.before


def _is_begun_by(character: str) -> bool:
    """Whether a character begins what a short form belongs to."""
    return bool(character) and (character.isalnum() or character not in ".,;:!?)]}\u2026\xbb\u201d")


def following(text: str, end: int) -> str:
    """Give the first sign behind `end`, or the digit in a bracket; empty where there is none."""
    rest = text[end : end + _LONGEST].lstrip()
    return rest[1] if rest[:1] == "(" and rest[1:2].isdigit() else rest[:1]


class ShortForms:
    """The short forms of a language.

    Args:
        forms: They themselves.
    """

    def __init__(self, forms: Mapping[str, ShortForm]) -> None:
        self._by_tail: dict[str, list[tuple[int, ShortForm]]] = {}
        for written in sorted(forms, key=len, reverse=True):
            head, _, behind = written.rpartition(".")
            tail = re.split(r"[\s.-]", head)[-1]
            entry = (len(behind), forms[written])
            self._by_tail.setdefault(tail, []).append(entry)
            if tail[0].islower() and tail == head:
                self._by_tail.setdefault(tail[0].upper() + tail[1:], []).append(entry)

    def find(self, text: str, dot: int) -> tuple[int, int, ShortForm] | None:
        """Find the short form whose last dot stands at `dot`.

        Returns:
            Where it begins and ends, and what it is; the longest where there are several.
        """
        first = max(0, dot - _LONGEST)
        tail = text[max(first, text.rfind(" ", first, dot) + 1) : dot]
        if not tail.isalpha():
            # There is more before it than a blank, or it has signs that are no letters.
            found = _TAIL.search(tail)
            tail = found[0] if found else ""
        for behind, form in self._by_tail.get(tail, ()):
            end = dot + 1 + behind
            found = _pattern(form.written).search(text, first, end)
            if found and not text[end : end + 1].isalpha():
                return found.start(), end, form
        return None


@cache
def _pattern(written: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in written.split(" ")]
    first = written[0]
    if first.islower():
        parts[0] = f"[{first}{first.upper()}]{parts[0][1:]}"
    return re.compile(r"(?<![\w.,-])" + r"\s?".join(parts) + r"\Z")


@cache
def short_forms(language: str) -> ShortForms:
    """Give the short forms of a language, by its primary subtag."""
    own, general = _of(language), _of(_ALL_LANGUAGES)
    known = {written.casefold() for written in own}
    forms = own | {each: uses for each, uses in general.items() if each.casefold() not in known}
    return ShortForms({written: ShortForm(written, **uses) for written, uses in forms.items()})


def _of(language: str) -> dict[str, dict[str, str]]:
    """Give the forms of a table, each with what is said for it in each use."""
    found: dict[str, dict[str, str]] = {}
    for use, forms in _tables().get(language, {}).items():
        for written, said in forms.items():
            found.setdefault(written, {})[use] = said
    return found


@cache
def _tables() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    file = files("speakd.text").joinpath("abbreviations.toml")
    return tomllib.loads(file.read_text("utf-8"))
