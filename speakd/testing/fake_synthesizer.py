"""An engine without a voice, for tests of whatever uses engines."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from speakd.audio import AudioChunk, AudioFormat, WordMark
from speakd.speech import Voice
from speakd.synthesis.api import Synthesizer
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.cancel import CancelToken
    from speakd.errors import EngineError
    from speakd.speech import Segment


@dataclass(frozen=True, slots=True)
class FakeOptions:
    """How a `FakeSynthesizer` behaves.

    Attributes:
        engine: Its name, for a test with several.
        languages: It has one voice for each.
        sample_rate_hz: Frames per second.
        ms_per_char: Length of its sound at rate 1.
        chunk_ms: Length of a chunk.
        amplitude: Loudness of its tone; 0.0 to 1.0.
        marks_words: Whether it reports words.
    """

    engine: str = "fake"
    languages: tuple[str, ...] = ("en",)
    sample_rate_hz: int = 16_000
    ms_per_char: float = 10.0
    chunk_ms: float = 20.0
    amplitude: float = 0.5
    marks_words: bool = False


@dataclass(slots=True)
class SynthesisCall:
    """One call of `synthesize`, as it went.

    Attributes:
        segment: What was asked for.
        voice: By which voice.
        chunks: Chunks yielded so far.
        ended: Whether the iterator has ended, in whatever way.
        thread: Name of the thread that took the first chunk.
    """

    segment: Segment = field(repr=False)
    voice: Voice
    chunks: int = 0
    ended: bool = False
    thread: str = ""


class Gate:
    """Holds a fake engine up until a test lets it through. Any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._is_open = True

    def open(self) -> None:
        """Let it through, now and from now on."""
        with self._changed:
            self._is_open = True
            self._changed.notify_all()

    def shut(self) -> None:
        """Hold it up from now on."""
        with self._changed:
            self._is_open = False

    def wait(self, cancel: CancelToken) -> None:
        """Wait until the gate is open or the work is called off."""
        forget = cancel.on_cancel(self._wake)
        try:
            with self._changed:
                while not (self._is_open or cancel.cancelled):
                    self._changed.wait()
        finally:
            forget()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


class FakeSynthesizer(Synthesizer):
    """A synthesizer whose every move a test decides. Letters and digits sound as a tone.

    Args:
        options: How it behaves.

    Attributes:
        calls: What was asked of it, in order.
        gate: Each chunk, and the end, waits until it is open. It is open at first.
        probe_error: Raised by `probe`, `warm_up` and `voices`, where set.
        fail_with: Raised by `synthesize` before chunk number `fail_at_chunk`, where set.
        fail_at_chunk: 0 fails before any sound.
        hang_at_chunk: From this chunk on it waits until it is cancelled, where set.
        warm_ups: How often `warm_up` was called.
        closes: How often `close` was called.
    """

    name: ClassVar[str] = "fake"
    Options: ClassVar[type[Any]] = FakeOptions

    def __init__(self, options: FakeOptions | None = None) -> None:
        self.options = options or FakeOptions()
        self.name = self.options.engine  # type: ignore[misc]  # a test may need several
        self.calls: list[SynthesisCall] = []
        self.gate = Gate()
        self.probe_error: EngineError | None = None
        self.fail_with: Exception | None = None
        self.fail_at_chunk = 0
        self.hang_at_chunk: int | None = None
        self.warm_ups = 0
        self.closes = 0
        self._format = AudioFormat(self.options.sample_rate_hz)

    def probe(self) -> None:
        """Raise `probe_error`, where set."""
        if self.probe_error is not None:
            raise self.probe_error

    def voices(self) -> Sequence[Voice]:
        """List a voice for each of its languages."""
        self.probe()
        return [
            Voice(f"{self.name}:{language.lower()}", f"Fake {language}", (LanguageTag(language),))
            for language in self.options.languages
        ]

    def warm_up(self) -> None:
        """Count the call."""
        self.probe()
        self.warm_ups += 1

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Yield a tone as long as the text."""
        call = SynthesisCall(segment, voice, thread=threading.current_thread().name)
        self.calls.append(call)
        try:
            for chunk in chain(self._chunks(segment), [None]):
                if self.fail_with is not None and call.chunks == self.fail_at_chunk:
                    raise self.fail_with
                self._wait(call, cancel)
                if cancel.cancelled or chunk is None:
                    return
                call.chunks += 1
                yield chunk
        finally:
            call.ended = True

    def close(self) -> None:
        """Count the call."""
        self.closes += 1

    def _wait(self, call: SynthesisCall, cancel: CancelToken) -> None:
        if self.hang_at_chunk is not None and call.chunks >= self.hang_at_chunk:
            cancel.wait()
        else:
            self.gate.wait(cancel)

    def _chunks(self, segment: Segment) -> Iterator[AudioChunk]:
        spoken = sum(char.isalnum() for char in segment.text)
        seconds = spoken * self.options.ms_per_char / 1000 / segment.prosody.rate
        frames = self._format.frames(seconds)
        step = max(self._format.frames(self.options.chunk_ms / 1000), 1)
        frames_per_char = frames / max(len(segment.text), 1)
        words = [
            (round(word.start() * frames_per_char), Span(*word.span()))
            for word in re.finditer(r"\w+", segment.text)
            if self.options.marks_words
        ]
        for start in range(0, frames, step):
            end = min(start + step, frames)
            phase = np.arange(start, end) * (2 * np.pi * 440 / self._format.sample_rate_hz)
            samples = (self.options.amplitude * np.sin(phase)).astype(np.float32)
            marks = tuple(WordMark(at - start, span) for at, span in words if start <= at < end)
            yield AudioChunk(samples, self._format, marks)
