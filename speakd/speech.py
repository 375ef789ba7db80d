"""What is said, by whom: voices, segments and utterances.

No `repr` here shows text that is being read: text is private.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speakd.types import LanguageTag, Span


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
    """

    text: str = field(repr=False)
    language: LanguageTag
    span: Span
    prosody: Prosody = Prosody()
