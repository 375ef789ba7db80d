"""What is said, by whom: voices, segments and utterances.

No `repr` here shows text that is being read: text is private.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from speakd.types import Span

if TYPE_CHECKING:
    from speakd.spoken import SpokenText
    from speakd.types import LanguageTag


MAX_SEGMENT_CHARS = 500
"""The longest segment, where a voice names no limit of its own: longer sentences are lists."""


@dataclass(frozen=True, slots=True)
class Prosody:
    """How a segment is to be spoken, in SSML's sense of the word.

    Attributes:
        rate: Speaking rate relative to the voice's own; 1.0 leaves it alone.
        pitch: Pitch relative to the voice's own; 1.0 leaves it alone.
    """

    rate: float = 1.0
    pitch: float = 1.0


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that an engine offers.

    Attributes:
        id: `engine:name`, unique over all engines.
        name: What a person calls it.
        languages: The languages it speaks, best first.
        licence: SPDX identifier or a short name of its licence.
    """

    id: str
    name: str
    languages: tuple[LanguageTag, ...]
    licence: str = ""

    @property
    def engine(self) -> str:
        """Name of the engine that owns this voice."""
        return self.id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that is synthesized in one go: a sentence or a part of one.

    Attributes:
        text: What to say. Never logged, never shown.
        language: Its language.
        span: The characters of the copied text it was made from.
        prosody: How to say it.
        pause_s: Silence to leave behind it, in seconds at rate 1.0, if something follows.
        origin: `text` with its map to the copied text; None where it stands there as it is.
    """

    text: str = field(repr=False)
    language: LanguageTag
    span: Span
    prosody: Prosody = Prosody()
    pause_s: float = 0.0
    origin: SpokenText | None = field(default=None, repr=False)

    def source(self, word: Span) -> Span:
        """Find what was copied for a part of `text`, such as the span of a `WordMark`."""
        if self.origin is not None:
            return self.origin.source(word.start, word.end)
        start = min(self.span.start + word.start, self.span.end)
        return Span(start, min(start + len(word), self.span.end))

    def rest(self, start: int) -> Segment:
        """Make the segment that says `text` from `start` on, which is not its end."""
        text = self.text[start:]
        span = Span(self.source(Span(start, start + 1)).start, self.span.end)
        origin = self.origin and self.origin.part(start, len(self.text))
        return replace(self, text=text, span=span, origin=origin)
