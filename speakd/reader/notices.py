"""What the reader says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.speech import Prosody, Segment
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from speakd.types import Notice

_LANGUAGE = LanguageTag("en")


def notice_segment(notice: Notice, prosody: Prosody) -> Segment:
    """Make the segment that says `notice`."""
    return Segment(notice.value, _LANGUAGE, Span(0, 0), prosody)
