"""Put a sentence into words: all rules look at it, and the first one to speak up wins."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from speakd.text.characters import straighten
from speakd.text.rules.abbreviations import ABBREVIATIONS
from speakd.text.rules.addresses import ADDRESSES
from speakd.text.rules.calendar import CALENDAR
from speakd.text.rules.calendar_names import CALENDAR_NAMES
from speakd.text.rules.emoji import EMOJI, SHORTHAND
from speakd.text.rules.figures import FIGURES, VERSIONS
from speakd.text.rules.german_days import GERMAN_DAYS
from speakd.text.rules.identifiers import IDENTIFIERS
from speakd.text.rules.marks import CITATIONS, FOOTNOTES, PRONOUNCED, REPEATS
from speakd.text.rules.mathematics import MATHEMATICS
from speakd.text.rules.measures import MEASURES
from speakd.text.rules.money import MONEY
from speakd.text.rules.rule import Context
from speakd.text.rules.symbols import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speakd.spoken import Edit, SpokenText
    from speakd.text.policy import TextPolicy
    from speakd.text.rules.rule import Rule
    from speakd.types import LanguageTag

_RULES: tuple[Rule, ...] = (
    PRONOUNCED,
    *ADDRESSES,
    *MATHEMATICS,
    CITATIONS,
    FOOTNOTES,
    EMOJI,
    *SHORTHAND,
    *CALENDAR,
    GERMAN_DAYS,
    *CALENDAR_NAMES,
    *MONEY,
    *MEASURES,
    ABBREVIATIONS,
    VERSIONS,
    *FIGURES,
    *IDENTIFIERS,
    *SIGNS,
    REPEATS,
)
"""The most certain of what they see first."""

_REMEMBERED = 256
"""Kinds of sentences, by the rules that their characters call for."""


class Rewriter:
    """Says in words what stands in signs.

    Args:
        policy: What to say and what to leave out.
        first: Rules that come before all others: the user's own.
    """

    def __init__(self, policy: TextPolicy, first: Iterable[Rule] = ()) -> None:
        self._policy = policy
        self._rules = (*first, *_RULES)
        # A set of rules is a number with a bit for each.
        self._always = 0
        self._of_trigger: dict[str, int] = {}
        for number, rule in enumerate(self._rules):
            if rule.triggers is None:
                self._always |= 1 << number
            for trigger in rule.triggers or ():
                self._of_trigger[trigger] = self._of_trigger.get(trigger, 0) | 1 << number
        self._triggers = frozenset(self._of_trigger)
        self._in_order = lru_cache(_REMEMBERED)(self._in_order_of)

    def rewrite(self, spoken: SpokenText, language: LanguageTag) -> SpokenText:
        """Put `spoken`, a sentence in `language`, into words."""
        text = straighten(spoken.text)
        if text != spoken.text:
            spoken = replace(spoken, text=text)
        rules = self._candidates(text)
        if not rules:
            return spoken
        context = Context(language, self._policy)
        edits = _first_come(len(text), (e for rule in rules for e in rule.find(text, context)))
        changes = [edit for edit in edits if text[edit.start : edit.end] != edit.say]
        return spoken.edit(changes) if changes else spoken

    def _candidates(self, text: str) -> list[Rule]:
        """Choose the rules that may find something, quickly for the many that cannot."""
        wanted = self._always
        for trigger in self._triggers.intersection(text):
            wanted |= self._of_trigger[trigger]
        return [
            rule
            for rule in self._in_order(wanted)
            if rule.hint is None or rule.hint.search(text) is not None
        ]

    def _in_order_of(self, wanted: int) -> tuple[Rule, ...]:
        return tuple(rule for number, rule in enumerate(self._rules) if wanted >> number & 1)


def _first_come(length: int, edits: Iterable[Edit]) -> list[Edit]:
    """Keep the edits that touch nothing that an earlier one has taken, in the text's order."""
    taken = bytearray(length)
    kept = []
    for edit in edits:
        if not any(taken[edit.start : edit.end]):
            taken[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
            kept.append(edit)
    return sorted(kept)
