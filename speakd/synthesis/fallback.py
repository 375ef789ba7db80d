"""Several engines behind one face: when one fails, the next goes on where it stopped."""

from __future__ import annotations

import dataclasses
import re
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from speakd.errors import EngineError, EngineUnavailable, SynthesisError
from speakd.synthesis.api import NoOptions, Synthesizer
from speakd.synthesis.quoting import engine_error
from speakd.synthesis.rung import RungState
from speakd.synthesis.slow import KEEPS_UP, WhenSlow, held_back, lead_s
from speakd.synthesis.stall import STALLED_AFTER_S, StallGuard
from speakd.synthesis.voices import best_voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from speakd.audio import AudioChunk
    from speakd.cancel import CancelToken
    from speakd.speech import Segment, Voice
    from speakd.synthesis.rung import Rung, RungStatus
    from speakd.types import LanguageTag

_RETIRED_WITHIN_S = 30.0
"""How long a replaced engine is waited for: its sentence may be paused for hours."""

_CHARS_PER_SECOND = 15.0
"""Usual reading speed at rate 1, to guess how far an engine without word marks has come."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")
"""A word; in Chinese and Japanese, which put no spaces between them, a character."""

_WHAT_COMES_OF_IT = {
    WhenSlow.BUFFER: "it begins a sentence when it can speak it without a gap",
    WhenSlow.FASTER_VOICE: "faster voices speak instead",
}


class FallbackSynthesizer(Synthesizer):
    """A synthesizer over an ordered list of engines.

    - The engine that owns the asked-for voice is tried first, then the others in order.
    - Sound that was yielded is never repeated: the next engine begins at the word after it.
    - A cancel is never a failure. An engine that hangs is one.
    - An engine that failed rests for a while, longer each time, and is then taken back; always
      between two segments, never in one.

    - An engine that is slower than speech is waited for, or passed over, as `when_slow` says.
    - Engines may be replaced at any time; a segment is spoken to its end by those it began with.

    Args:
        rungs: The engines, best first.
        when_slow: What to do with a voice that is slower than speech.
        clock: Monotonic seconds.
        stalled_after_s: Seconds without sound after which an engine counts as hanging.
    """

    name: ClassVar[str] = "ladder"
    Options: ClassVar[type[Any]] = NoOptions

    def __init__(
        self,
        rungs: Sequence[Rung],
        when_slow: WhenSlow = WhenSlow.BUFFER,
        clock: Callable[[], float] = time.monotonic,
        stalled_after_s: float = STALLED_AFTER_S,
    ) -> None:
        self._rungs = tuple(rungs)
        self._retired: tuple[Rung, ...] = ()
        self._lock = threading.Lock()
        self._stalled_after_s = stalled_after_s
        self._when_slow = when_slow
        self._clock = clock
        self._guard: StallGuard | None = None

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The engines, best first."""
        return self._rungs

    def replace(self, rungs: Sequence[Rung], when_slow: WhenSlow) -> None:
        """Speak with other engines from the next segment on; any thread.

        Those that are no longer among them are closed as soon as nobody loads or uses them.

        Args:
            rungs: The engines, best first; some may be the same.
            when_slow: What to do with a voice that is slower than speech.
        """
        with self._lock:
            before, self._rungs = self._rungs, tuple(rungs)
            self._when_slow = when_slow
            retired = [rung for rung in before if rung not in self._rungs]
            self._retired = (*self._retired, *retired)
        for rung in retired:
            rung.retire()

    def statuses(self) -> list[RungStatus]:
        """Tell how each engine is doing, best first."""
        return [self._told(rung.status()) for rung in self._rungs]

    def unfinished(self) -> Mapping[str, object]:
        """Tell which engine hangs and cannot be called off; any thread, no waiting."""
        guard = self._guard
        return {"engine": guard if guard is not None and guard.is_ignored else None}

    def natural_rates(self, voice: Voice) -> tuple[float, float]:
        """Give the rates of the engine that owns `voice`; whoever takes its place is asked no more.

        See `Synthesizer.natural_rates`.
        """
        for rung in self._rungs:
            if rung.name == voice.engine:
                return rung.synthesizer.natural_rates(voice)
        return super().natural_rates(voice)

    def max_chars(self, voice: Voice, language: LanguageTag) -> int:
        """Give the limit of the engine that owns `voice`.

        See `Synthesizer.max_chars`.
        """
        for rung in self._rungs:
            if rung.name == voice.engine:
                return rung.synthesizer.max_chars(voice, language)
        return super().max_chars(voice, language)

    def probe(self) -> None:
        """Check that at least one engine can run here."""
        reasons = []
        for rung in self._rungs:
            try:
                rung.synthesizer.probe()
            except EngineError as error:
                reasons.append(f"{rung.name}: {error}")
            else:
                return
        raise EngineUnavailable("no engine can run here", remedy=" | ".join(reasons))

    def voices(self) -> Sequence[Voice]:
        """List the voices of the engines that are warmed up; where none is, warm one up."""
        if not any(rung.voices for rung in self._rungs):
            self.warm_up()
        return [voice for rung in self._rungs for voice in rung.voices]

    def warm_up(self) -> None:
        """Warm up engines from the best on until one is ready; the rest wait to be needed.

        Engines that load slowly are left to `load_slow_engines`.
        """
        quick = (rung for rung in self._rungs if not rung.synthesizer.loads_slowly)
        if not any(rung.warm_up() for rung in quick):
            reasons = [f"{status.name}: {status.reason}" for status in self.statuses()]
            raise EngineUnavailable("no voice is available", remedy=" | ".join(reasons))

    @property
    def is_loading(self) -> bool:
        """Whether an engine that takes long is still to be loaded, or being loaded."""
        return any(
            rung.synthesizer.loads_slowly
            and rung.status().state in {RungState.COLD, RungState.LOADING}
            for rung in self._rungs
        )

    def load_slow_engines(self) -> None:
        """Load the engines that take long; any thread. Each speaks as soon as it is ready.

        Those that were replaced are waited for first: two large models may not fit into memory.
        """
        with self._lock:
            retired, self._retired = self._retired, ()
        for rung in retired:
            rung.wait_until_closed(_RETIRED_WITHIN_S)
        for rung in self._rungs:
            if rung.synthesizer.loads_slowly:
                rung.warm_up()

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Speak `segment` with the first engine that can."""
        with self._in_use() as rungs:
            yield from self._speak(rungs, segment, voice, cancel)

    def close(self) -> None:
        """Close every engine."""
        for rung in self._rungs:
            rung.synthesizer.close()

    @contextmanager
    def _in_use(self) -> Iterator[tuple[Rung, ...]]:
        """Give the engines of this moment, none of which is closed before the end."""
        with ExitStack() as kept:
            with self._lock:
                rungs = self._rungs
                for rung in rungs:
                    kept.enter_context(rung.used())
            yield rungs

    def _speak(
        self, rungs: Sequence[Rung], segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        rest = segment
        for rung in self._in_order(rungs, voice):
            rung_voice = self._voice_of(rung, voice, segment.language)
            if rung_voice is None:
                continue
            spoken = _Spoken(rest)
            try:
                for chunk in self._chunks(rung, rest, rung_voice, cancel):
                    spoken.add(chunk)
                    yield chunk
            except (Exception, SystemExit) as error:  # noqa: BLE001, no engine may take the reader down
                if cancel.cancelled:
                    return
                rung.failed(engine_error(error, rest, rung.synthesizer))
            else:
                if not cancel.cancelled:
                    rung.succeeded()
                return
            remaining = spoken.remaining()
            if remaining is None:
                return
            rest = remaining
        raise SynthesisError("no voice could speak", remedy="see `speakd status`")

    def _voice_of(self, rung: Rung, wanted: Voice, language: LanguageTag) -> Voice | None:
        """Choose the voice that `rung` speaks with; None where it is not to be tried now."""
        if not rung.can_be_tried():
            return None
        if rung.name == wanted.engine and any(voice.id == wanted.id for voice in rung.voices):
            return wanted
        return best_voice(rung.voices, language) or best_voice(rung.voices, wanted.languages[0])

    def _chunks(
        self, rung: Rung, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Have `rung` speak, no sooner than it can speak without a gap."""
        factor = rung.real_time_factor(voice) or 0.0
        guard = self._guard = StallGuard(cancel, self._stalled_after_s)
        chunks = guard.watch(rung.synthesizer.synthesize(segment, voice, guard.token))
        return held_back(self._timed(rung, chunks), lead_s(segment, factor))

    def _timed(self, rung: Rung, chunks: Iterator[AudioChunk]) -> Iterator[AudioChunk]:
        """Pass `chunks` on and note how long the engine worked for them, the waits left out."""
        work_s = sound_s = 0.0
        asked_s = self._clock()
        for chunk in chunks:
            work_s += self._clock() - asked_s
            sound_s += chunk.duration_s
            yield chunk
            asked_s = self._clock()
        rung.worked(work_s, sound_s)

    def _told(self, status: RungStatus) -> RungStatus:
        """Say what comes of it where an engine is slower than speech."""
        if (status.real_time_factor or 0.0) <= KEEPS_UP:
            return status
        slow = f"slower than speech: {_WHAT_COMES_OF_IT[self._when_slow]}"
        reason = f"{slow} | {status.reason}" if status.reason else slow
        return dataclasses.replace(status, reason=reason)

    def _in_order(self, rungs: Sequence[Rung], voice: Voice) -> list[Rung]:
        def rank(rung: Rung) -> tuple[bool, bool]:
            is_slow = (rung.real_time_factor(voice) or 0.0) > KEEPS_UP
            is_passed_over = is_slow and self._when_slow is WhenSlow.FASTER_VOICE
            return is_passed_over, rung.name != voice.engine

        return sorted(rungs, key=rank)


class _Spoken:
    """Follows how much of a segment has been turned into sound."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._seconds = 0.0
        self._marked_end: int | None = None
        self._barrier = False

    def add(self, chunk: AudioChunk) -> None:
        self._seconds += chunk.duration_s
        self._barrier = self._barrier or chunk.barrier
        if chunk.marks:
            self._marked_end = chunk.marks[-1].span.end

    def remaining(self) -> Segment | None:
        """Make a segment of the words not spoken yet; None if there are none."""
        segment = self._segment
        if self._barrier:
            # It spoke by itself, and nobody can tell how far it came.
            return None
        done = self._marked_end
        if done is None:
            done = int(self._seconds * _CHARS_PER_SECOND * segment.prosody.rate)
        starts = (word.start() for word in _WORD.finditer(segment.text) if word.start() >= done)
        start = next(starts, None)
        return None if start is None else segment.rest(start)
