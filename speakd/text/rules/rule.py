"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from speakd.spoken import Edit
    from speakd.text.policy import TextPolicy
    from speakd.types import LanguageTag

DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside the sentence.

    Attributes:
        language: The sentence's language.
        policy: What to say and what to leave out.
    """

    language: LanguageTag
    policy: TextPolicy

    @property
    def base(self) -> str:
        """The language alone, without script and region."""
        return self.language.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Rule:
    """Finds what to say differently.

    Attributes:
        triggers: A sentence without any of these characters has nothing for the rule; None
            where every sentence may have.
        find: Yields edits in order. An edit that says what stands there keeps other rules off.
        hint: Found wherever the rule has something to say, and rarely elsewhere; a search for it
            saves the rule itself most of its work.
    """

    triggers: frozenset[str] | None
    find: Callable[[str, Context], Iterator[Edit]]
    hint: re.Pattern[str] | None = None
