"""What to do with a voice that is slower than speech: a sentence never stutters."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from speakd.audio import AudioChunk
    from speakd.speech import Segment

KEEPS_UP = 0.85
"""Largest real-time factor that counts as keeping up; the rest is for the machine's moods."""

_SECONDS_PER_CHAR = 1 / 12
"""A slow reader's pace, so that the length of a sentence is rather over- than underrated."""

_MARGIN = 1.2


class WhenSlow(Enum):
    """What to do with a voice that is slower than speech."""

    BUFFER = "buffer"
    FASTER_VOICE = "faster-voice"


def lead_s(segment: Segment, real_time_factor: float) -> float:
    """Give the seconds of sound to have in hand before `segment` may start.

    A voice that needs `f` seconds for a second of sound makes `d / f` seconds while `d` seconds
    are heard; the rest, `d - d / f`, must be there before.

    Args:
        segment: What is about to be spoken.
        real_time_factor: Seconds of work for a second of sound.
    """
    if real_time_factor <= KEEPS_UP:
        return 0.0
    duration_s = len(segment.text) * _SECONDS_PER_CHAR / segment.prosody.rate
    return duration_s * max(0.0, 1 - KEEPS_UP / real_time_factor) * _MARGIN


def held_back(chunks: Iterable[AudioChunk], seconds: float) -> Iterator[AudioChunk]:
    """Yield `chunks` once `seconds` of sound have come together, or all there is."""
    held: list[AudioChunk] = []
    missing_s = seconds
    for chunk in chunks:
        held.append(chunk)
        missing_s -= chunk.duration_s
        if missing_s <= 0 or chunk.barrier:
            yield from held
            held.clear()
    yield from held
