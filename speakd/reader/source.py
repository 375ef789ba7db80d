"""What a source of text may answer."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text that is to be read, where there is more to say about it than the text itself.

    Attributes:
        text: The text. Never logged, never shown.
        truncated: Whether there was more of it than may be read.
        is_html: Whether it is HTML for sure, and not only looks like it.
    """

    text: str = field(repr=False)
    truncated: bool = False
    is_html: bool = False
