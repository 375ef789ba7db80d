"""Run text through the front end and see what would be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speakd.config.text_options import TextOptions
from speakd.language.script import ScriptDetector
from speakd.reader.front_end import FrontEnd
from speakd.speech import Prosody
from speakd.types import language_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.speech import Segment
    from speakd.types import LanguageTag


def segments(
    text: str,
    language: str | None = "en",
    max_chars: Callable[[LanguageTag], int] | None = None,
    **options: Any,
) -> Iterator[Segment]:
    """Make segments of `text`, with `[text]` options by name."""
    limit = {} if max_chars is None else {"max_chars": max_chars}
    front_end = FrontEnd(ScriptDetector(language_tag("en")), TextOptions(**options), **limit)
    return front_end.segments(text, None if language is None else language_tag(language), Prosody)


def said(text: str, language: str | None = "en", **options: Any) -> list[str]:
    """Give what is said for `text`, one string for each segment."""
    return [segment.text for segment in segments(text, language, **options)]
