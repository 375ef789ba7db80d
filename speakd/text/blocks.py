"""What a text is built of: paragraphs, headings, list items and what is only told about."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speakd.spoken import SpokenText


class BlockKind(Enum):
    """What a block is; the value is the pause behind it, in seconds at rate 1.0."""

    def __init__(self, number: int, pause_s: float) -> None:
        self.number = number
        self.pause_s = pause_s

    PART = (0, 0.0)
    """The beginning of a paragraph too long to be looked at as a whole."""
    LINE = (1, 0.15)
    """A line that stands by itself, as in an address, a poem or a log."""
    ROW = (2, 0.2)
    """A row of a table."""
    ITEM = (3, 0.25)
    """An item of a list."""
    PARAGRAPH = (4, 0.4)
    CODE = (5, 0.4)
    HEADING = (6, 0.6)


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told about something that is not read out.

    Attributes:
        phrase: Name of a phrase of `speakd.text.phrases`.
        count: How many lines, rows and so on there are; 0 where nobody counts.
        name: A name that goes with it, such as a programming language.
    """

    phrase: str
    count: int = 0
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text with nothing to join and nothing to take apart but sentences.

    Attributes:
        kind: What it is.
        spoken: Its text; empty where `summary` is said in its place.
        summary: What to say about it instead.
    """

    kind: BlockKind
    spoken: SpokenText
    summary: Summary | None = None
