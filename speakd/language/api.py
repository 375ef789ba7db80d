"""The contract of language detection."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeVar

from speakd.language.runs import script_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from speakd.types import LanguageTag, Span

T = TypeVar("T")


class LanguageDetector(ABC):
    """Names the language of a piece of text. One thread at a time."""

    @abstractmethod
    def detect(self, text: str) -> LanguageTag:
        """Name the language of `text`; the detector's default where nothing tells."""

    def label(
        self, items: Iterable[T], text_of: Callable[[T], str]
    ) -> Iterator[tuple[T, LanguageTag]]:
        """Yield each of a row of sentences with its language, as they are asked for.

        Args:
            items: Sentences in the order they are read; only a few are fetched ahead, and only
                where a sentence does not tell by itself.
            text_of: Gives the text of one of them.
        """
        for item in items:
            yield item, self.detect(text_of(item))

    def differ(self, one: str, other: str) -> bool:
        """Whether two neighbouring pieces of text are in different languages, at a glance."""
        return self.detect(one) != self.detect(other)

    def runs(self, text: str, language: LanguageTag) -> Sequence[tuple[Span, LanguageTag]]:
        """Split a sentence where another voice has to read on.

        Args:
            text: A sentence.
            language: What `label` said of it.

        Returns:
            Spans of `text` that touch and cover all of it, each with its language. Most
            sentences are one run.
        """
        return script_runs(text, language, self.detect)
