"""Silence between what a text itself keeps apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from speakd.audio import AudioChunk

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable


def after_pause(chunks: Iterable[AudioChunk], pause_s: float) -> Generator[AudioChunk, None, None]:
    """Put silence in front of `chunks`, in their own format.

    A pause comes before what follows it, so that no reading ends with one.

    Args:
        chunks: The sound of one segment.
        pause_s: Length of the silence in seconds at the chunks' own rate.
    """
    is_due = pause_s > 0
    for chunk in chunks:
        if is_due:
            silence = np.zeros(chunk.format.frames(pause_s), np.float32)
            yield AudioChunk(silence, chunk.format)
            is_due = False
        yield chunk
