"""From the library's blocks to chunks without the silence around a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from speakd.audio import AudioChunk, AudioFormat, WordMark

if TYPE_CHECKING:
    from speakd.audio import Samples
    from speakd.engines.espeak.library import Block
    from speakd.engines.espeak.words import WordFinder

_AUDIBLE = 0.002
"""About -54 dB: below is silence."""

_LONGEST_END_PAUSE_S = 0.35
"""The library pauses 0.3 s after a sentence, 0.15 s after a comma, 0.5 s after a paragraph."""

_FULL_SCALE = 32768.0


class SpeechShaper:
    """Turns blocks into chunks: sound starts at once and ends with a natural pause.

    Args:
        sample_rate_hz: Frames per second.
        words: Finds the words of the text.
    """

    def __init__(self, sample_rate_hz: int, words: WordFinder) -> None:
        self._format = AudioFormat(sample_rate_hz)
        self._words = words
        self._marks: list[tuple[int, WordMark]] = []
        self._quiet: list[Samples] = []
        self._received = 0
        self._start: int | None = None
        self._emitted = 0

    def add(self, block: Block) -> AudioChunk | None:
        """Take a block; return what can be heard of it, silence before it included."""
        samples = np.frombuffer(block.pcm, np.int16).astype(np.float32) / _FULL_SCALE
        self._note_words(block)
        audible = np.flatnonzero(np.abs(samples) > _AUDIBLE)
        first_frame, self._received = self._received, self._received + len(samples)
        if not audible.size:
            if self._start is not None:
                self._quiet.append(samples)
            return None
        end = int(audible[-1]) + 1
        pieces = [*self._quiet, samples[:end]]
        if self._start is None:
            onset = int(audible[0])
            # One zero keeps a device or a filter from starting with a step.
            pieces = [np.zeros(1, np.float32), samples[onset:end]]
            self._start = first_frame + onset - 1
        self._quiet = [samples[end:]]
        return self._chunk(np.concatenate(pieces))

    def end(self) -> AudioChunk | None:
        """Return the pause after the last sound, no longer than is natural."""
        if self._start is None:
            return None
        longest = self._format.frames(_LONGEST_END_PAUSE_S)
        pause = np.concatenate(self._quiet)[:longest]
        return self._chunk(pause) if pause.size else None

    def _note_words(self, block: Block) -> None:
        for event in block.words:
            span = self._words.word(event)
            if span is not None:
                self._marks.append((event.frame, WordMark(0, span)))

    def _chunk(self, samples: Samples) -> AudioChunk:
        start = self._emitted
        self._emitted += len(samples)
        marks = []
        while self._marks and self._frame(self._marks[0][0]) < self._emitted:
            frame, mark = self._marks.pop(0)
            marks.append(WordMark(max(self._frame(frame) - start, 0), mark.span))
        return AudioChunk(samples, self._format, tuple(marks))

    def _frame(self, frame: int) -> int:
        """Where a frame of the library's sound lies in ours; what was cut off is at 0."""
        return max(frame - (self._start or 0), 0)
