"""From text to segments: the text and language rooms put in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.speech import Segment
from speakd.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.language.api import LanguageDetector
    from speakd.speech import Prosody
    from speakd.types import LanguageTag


class FrontEnd:
    """Cuts text into segments, each with its language and prosody.

    Args:
        detector: Names the language of a sentence.
    """

    def __init__(self, detector: LanguageDetector) -> None:
        self._detector = detector

    def segments(
        self, text: str, language: LanguageTag | None, prosody: Callable[[], Prosody]
    ) -> Iterator[Segment]:
        """Yield the segments of `text`, made as they are asked for.

        Args:
            text: Any text at all.
            language: The language of all of it; None to detect each sentence's own.
            prosody: Asked anew for each segment, so that a change is heard in the next one.
        """
        language_of = self._detector.detect if language is None else lambda _: language
        for sentence in sentences(text, language_of):
            yield Segment(sentence.text, sentence.language, sentence.span, prosody())
