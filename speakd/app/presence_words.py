"""What the tray and the notifications say of their own, in the user's language."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from speakd.text.phrases import FALLBACK, PhraseBook
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


class PresenceWords:
    """Words by their names in `presence_words.toml`. Any thread.

    Problems themselves are told in English, as in the log: what they quote is English too.

    Args:
        language: Names the user's language when the first words are needed, which is when the file
            is read.
    """

    def __init__(self, language: Callable[[], LanguageTag] = lambda: LanguageTag(FALLBACK)) -> None:
        self._language = language

    @cached_property
    def _words(self) -> Mapping[str, str]:
        book = PhraseBook("speakd.app", "presence_words.toml")
        return book.phrases(self._language()) or book.phrases(LanguageTag(FALLBACK)) or {}

    @property
    def right_to_left(self) -> bool:
        """Whether the words are written from right to left."""
        return unicodedata.bidirectional(self._words["ready"][0]) in {"R", "AL"}

    def say(self, name: str, /, **parts: object) -> str:
        """Give the words of a name, filled in.

        Args:
            name: As in the file.
            parts: What stands in braces. Among words from right to left, each keeps its own
                direction.
        """
        if self.right_to_left:
            parts = {
                part: f"{_FIRST_STRONG_ISOLATE}{each}{_POP_ISOLATE}" for part, each in parts.items()
            }
        return self._words[name].format_map(parts)

    def heading(self, key: str) -> str:
        """Say what a problem is about.

        Args:
            key: The matter, as in `Problems.report`.
        """
        name = f"{key}_problem"
        matter = self._words[name if name in self._words else "problem"]
        return self.say("title", name="speakd", matter=matter)
