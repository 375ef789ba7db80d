from __future__ import annotations

import numpy as np

from speakd.audio import AudioChunk, AudioFormat
from speakd.reader.pauses import after_pause


def chunk(frames: int = 10) -> AudioChunk:
    return AudioChunk(np.ones(frames, np.float32), AudioFormat(1_000))


def test_silence_comes_once_and_first() -> None:
    silence, *rest = after_pause([chunk(), chunk(20)], 0.25)
    assert silence.frames == 250
    assert not silence.samples.any()
    assert [each.frames for each in rest] == [10, 20]


def test_no_pause_adds_nothing_and_neither_does_no_sound() -> None:
    assert [each.frames for each in after_pause([chunk()], 0.0)] == [10]
    assert list(after_pause([], 1.0)) == []
