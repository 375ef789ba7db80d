"""Where a text comes from, and what may come from there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.cancel import CancelToken
    from speakd.types import Notice, ReadFrom


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


if TYPE_CHECKING:
    Fetched = str | SourceText | Notice
    """A text, or why there is none."""

    TextSource = Callable[[CancelToken], Fetched]
    """Fetches the text. It runs on the synthesis thread, or on another for what has to wait."""

    TextSources = Callable[[ReadFrom | None], TextSource]
    """Gives the source for a place; for None, that of the place that the user has chosen."""
