"""From text to segments: the text and language rooms put in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.config.text_options import TextOptions
from speakd.language.fixed import FixedDetector
from speakd.speech import MAX_SEGMENT_CHARS, Prosody, Segment
from speakd.text.rewriting import Rewriter
from speakd.text.sentences import sentences
from speakd.text.structure import text_blocks
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from speakd.language.api import LanguageDetector
    from speakd.text.rules.rule import Rule


class FrontEnd:
    """Cuts text into segments, each with its language and prosody.

    Args:
        detector: Names the language of a sentence.
        options: What is read how.
        max_chars: How long a segment in a language may be, for the voice that reads it.
        own_rules: The user's own, from `speakd.text.rules.own.own_rules`.
    """

    def __init__(
        self,
        detector: LanguageDetector,
        options: TextOptions | None = None,
        max_chars: Callable[[LanguageTag], int] = lambda _: MAX_SEGMENT_CHARS,
        own_rules: Iterable[Rule] = (),
    ) -> None:
        self._detector = detector
        self._options = options or TextOptions()
        self._max_chars = max_chars
        self._rewriter = Rewriter(self._options, own_rules)

    def warm_up(self) -> None:
        """Load what only some texts need, so that the first of them starts as fast as any.

        Takes a fraction of a second; any thread may call it, while another one reads. The names
        of emoji are left out: they are read for one language, in 3 ms.
        """
        everything = "# **Ready**\n\n`5 km`, e.g. $1, 2024-01-31"
        for _ in self.segments(everything, LanguageTag("en"), Prosody):
            pass

    def segments(
        self,
        text: str,
        language: LanguageTag | None,
        prosody: Callable[[], Prosody],
        *,
        is_html: bool = False,
    ) -> Iterator[Segment]:
        """Yield the segments of `text`, made as they are asked for.

        Args:
            text: Any text at all.
            language: The language of all of it; None to detect each sentence's own.
            prosody: Asked anew for each segment, so that a change is heard in the next one.
            is_html: Whether it is HTML for sure, and not only if it looks like it.
        """
        detector = self._detector if language is None else FixedDetector(language)
        blocks = text_blocks(text, self._options, is_html=is_html)
        found = sentences(
            blocks,
            detector.detect,
            self._rewriter.rewrite,
            self._max_chars,
            label=detector.label,
            differ=detector.differ,
            runs=detector.runs,
        )
        for sentence in found:
            yield Segment(
                sentence.text,
                sentence.language,
                sentence.span,
                prosody(),
                pause_s=sentence.pause_s * self._options.pauses,
                origin=sentence.spoken,
            )
