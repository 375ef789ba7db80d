"""One language for everything: what somebody who knows better has said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.language.api import LanguageDetector
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from collections.abc import Sequence


class FixedDetector(LanguageDetector):
    """Answers the same for any text, and never changes the voice within a sentence.

    Args:
        language: What to answer.
    """

    def __init__(self, language: LanguageTag) -> None:
        self._language = language

    def detect(self, text: str) -> LanguageTag:
        """Name the one language, whatever `text` is."""
        del text
        return self._language

    def differ(self, one: str, other: str) -> bool:
        """They never are."""
        del one, other
        return False

    def runs(self, text: str, language: LanguageTag) -> Sequence[tuple[Span, LanguageTag]]:
        """Leave the sentence whole."""
        return [(Span(0, len(text)), language)]
