"""What users want said: their pronunciations and their regular expressions."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Protocol

from speakd.spoken import Edit
from speakd.text.rules.rule import Rule
from speakd.types import language_lookup, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import regex

    from speakd.text.rules.rule import Context

_log = logging.getLogger(__name__)

_TIMEOUT_S = 0.05
"""For one rule and one sentence; a rule that takes longer is not asked again."""

_WORD = re.compile(r"\w+")
_FIRST_WIDE = "\u2e80"


class Replacement(Protocol):
    """A rule as a user writes it: `speakd.config.schema.RuleOptions`."""

    @property
    def match(self) -> str:
        """What to look for: a regular expression."""

    @property
    def say(self) -> str:
        r"""What to say instead; `\\1` stands for the first group."""

    @property
    def languages(self) -> Sequence[str]:
        """Where it counts; everywhere if there are none."""


def own_rules(
    replacements: Iterable[Replacement],
    pronunciations: Mapping[str, str | Mapping[str, str]],
) -> list[Rule]:
    """Make rules of what a user configured.

    Args:
        replacements: Regular expressions, the most important first.
        pronunciations: What to say for a word, and tables of the same for single languages.
    """
    rules = [Rule(None, _Pattern(number, each).find) for number, each in enumerate(replacements, 1)]
    tables: dict[str, dict[str, str]] = {"": {}}
    for key, value in pronunciations.items():
        if isinstance(value, str):
            tables[""][key] = value
        else:
            tables[language_tag(key)] = dict(value)
    if any(tables.values()):
        rules.append(Rule(None, _Pronunciations(tables).find))
    return rules


class _Pattern:
    """A user's regular expression, which may not hold up the reader."""

    def __init__(self, number: int, rule: Replacement) -> None:
        # Only a configuration with rules pays for this.
        import regex  # noqa: PLC0415

        self._number = number
        self._pattern = regex.compile(rule.match)
        self._say = rule.say
        self._languages = frozenset(map(language_tag, rule.languages))
        self._is_slow = False

    def find(self, text: str, context: Context) -> Iterator[Edit]:
        if self._is_slow or (
            self._languages and self._languages.isdisjoint(language_lookup(context.language))
        ):
            return
        found: list[Edit] = []

        def note(match: regex.Match[str]) -> str:
            if match.end() > match.start():
                found.append(Edit(match.start(), match.end(), match.expand(self._say)))
            return ""

        try:
            self._pattern.sub(note, text, timeout=_TIMEOUT_S)
        except TimeoutError:
            self._is_slow = True
            _log.warning(
                "number %d of [[rules]] took longer than %.0f ms for one sentence and is left out "
                "from now on",
                self._number,
                1000 * _TIMEOUT_S,
            )
            return
        yield from found


class _Pronunciations:
    """Words and what to say for them, by language; the nearest language counts."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        self._tables = {language: _Words(words) for language, words in tables.items()}

    def find(self, text: str, context: Context) -> Iterator[Edit]:
        for language in (*language_lookup(context.language), ""):
            if language in self._tables:
                yield from self._tables[language].find(text)


class _Words:
    """A word with a capital stands for itself alone, any other one for every way to write it."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._say = dict(words)
        # What is not found as a word of its own: several words, C++, Chinese.
        odd = [word for word in words if not _WORD.fullmatch(word) or max(word) >= _FIRST_WIDE]
        self._odd = re.compile("|".join(map(_expression, sorted(odd, key=len, reverse=True))))
        self._has_odd = bool(odd)

    def find(self, text: str) -> Iterator[Edit]:
        if self._has_odd:
            for found in self._odd.finditer(text):
                yield self._edit(found)
        for found in _WORD.finditer(text):
            if found[0] in self._say or found[0].lower() in self._say:
                yield self._edit(found)

    def _edit(self, found: re.Match[str]) -> Edit:
        word = found[0]
        say = self._say[word] if word in self._say else self._say[word.lower()]
        return Edit(found.start(), found.end(), say)


def _expression(word: str) -> str:
    expression = re.escape(word)
    if word == word.lower():
        expression = f"(?i:{expression})"
    before = r"(?<!\w)" if word[0].isalnum() and word[0] < _FIRST_WIDE else ""
    after = r"(?!\w)" if word[-1].isalnum() and word[-1] < _FIRST_WIDE else ""
    return before + expression + after
