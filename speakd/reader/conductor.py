"""What the reader does next: its state, the run under way, and what waits."""

from __future__ import annotations

import itertools
import logging
from collections import deque
from typing import TYPE_CHECKING

from speakd.reader.journal import Journal
from speakd.reader.reading import Outcome, Policy
from speakd.reader.run import Run
from speakd.reader.states import TRANSITIONS, Event, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.errors import SpeakdError
    from speakd.playback.api import AudioOutput
    from speakd.reader.pipeline import Pipeline
    from speakd.reader.reading import Reading

_MAX_WAITING = 100
"""Readings that may wait in the queue; more are refused, so that no script can fill memory."""

_SENTENCE_HAS_JUST_BEGUN_S = 3.0
"""Later than this, "previous" goes back to the beginning of the sentence being heard."""

_BETWEEN_READINGS_S = 0.4
"""Silence between a reading and the one that waited for it, so that they are told apart."""

_log = logging.getLogger(__name__)


class Conductor:
    """Moves from state to state; on the reader's own thread alone.

    Args:
        pipeline: Speaks runs.
        output: Plays them.
        tell: Called after something has changed that can be heard.

    Attributes:
        state: What the reader is doing; any thread may look.
        run: The run under way, if there is one; any thread may look.
        last: The reading that ended last; any thread may look.
        last_text: The one that ended last and had a text, not a notice instead of it.
    """

    def __init__(self, pipeline: Pipeline, output: AudioOutput, tell: Callable[[], None]) -> None:
        self.state = State.IDLE
        self.run: Run | None = None
        self.last: Reading | None = None
        self.last_text: Reading | None = None
        self._pipeline = pipeline
        self._output = output
        self._tell = tell
        self._run_numbers = itertools.count(1)
        self._waiting: deque[Reading] = deque()
        self._journal = Journal()

    @property
    def waiting(self) -> int:
        """How many readings wait for the one under way to end; any thread may look."""
        return len(self._waiting)

    def read(self, reading: Reading) -> None:
        """Begin `reading`, or do with it what it says while another is under way."""
        if self.run is None:
            self._start(reading)
            return
        policy = reading.policy
        if self.state is State.PAUSED and policy in {Policy.STOP, Policy.IGNORE}:
            # It is silent already: a key that kept it so would seem dead.
            policy = Policy.RESTART
        match policy:
            case Policy.STOP:
                self.stop_all()
                reading.end(Outcome.REFUSED)
            case Policy.RESTART:
                self.stop_all()
                self._start(reading)
            case Policy.QUEUE if len(self._waiting) < _MAX_WAITING:
                self._pipeline.fetch_ahead(reading)
                self._waiting.append(reading)
            case Policy.QUEUE | Policy.IGNORE:
                reading.end(Outcome.REFUSED)

    def jump(self, step: int) -> None:
        """Go on with another sentence, so many further on."""
        run = self.run
        # Before the text is there, there is nowhere to go.
        if run is None or run.reading.tape is None:
            return
        number, seconds = run.heard(self._output.progress())
        if step > 0 or seconds <= _SENTENCE_HAS_JUST_BEGUN_S:
            number += step
        self._move(Event.JUMP)
        self._output.clear()
        run.cancel.cancel()
        self._submit(Run(next(self._run_numbers), run.reading, max(0, number)))

    def stop_all(self) -> None:
        """Fall silent and forget what waits."""
        while self._waiting:
            self._waiting.popleft().end(Outcome.STOPPED)
        if self.run is not None:
            self._finish(self.run, Outcome.STOPPED)

    def stop_one(self, reading: Reading) -> None:
        """End `reading`, whether it is under way or waits."""
        if self.run is not None and reading is self.run.reading:
            self._finish(self.run, Outcome.STOPPED)
            self._start_waiting()
        elif reading in self._waiting:
            self._waiting.remove(reading)
            reading.end(Outcome.STOPPED)

    def pause(self) -> None:
        """Fall silent, to go on at the same sample."""
        if self._move(Event.PAUSE):
            self._output.pause()
            self._tell()
            self._journal.note(self.run, "paused")

    def resume(self) -> None:
        """Go on after a pause."""
        if self._move(Event.RESUME):
            self._output.resume()
            self._tell()
            self._journal.note(self.run, "goes on")

    def first_sound(self, run: Run) -> None:
        """Note that the first sound of `run` was written."""
        if run is self.run:
            self._move(Event.FIRST_SOUND)
            self._journal.sounds(run)
            self._tell()

    def ended(self, run: Run, error: SpeakdError | None) -> None:
        """Take note that `run` has been heard to its end, or has failed."""
        if run is not self.run:
            return
        if error is not None:
            _log.error("reading %d: %s", run.reading.number, error)
        self._finish(run, Outcome.FINISHED if error is None else Outcome.FAILED, error)
        self._start_waiting()

    def fail(self, error: SpeakdError) -> None:
        """End what is under way, if anything is, with `error`."""
        if self.run is not None:
            self._finish(self.run, Outcome.FAILED, error)

    def go_on(self) -> None:
        """Begin what waits, if nothing is under way."""
        if self.run is None:
            self._start_waiting()

    def _move(self, event: Event) -> bool:
        """Follow the transition table; return whether `event` means anything now."""
        target = TRANSITIONS.get((self.state, event))
        if target is None:
            return False
        self.state = target
        return True

    def _start(self, reading: Reading, pause_s: float = 0.0) -> None:
        self._move(Event.READ)
        self._submit(Run(next(self._run_numbers), reading, pause_s=pause_s))

    def _submit(self, run: Run) -> None:
        self.run = run
        # The device opens while the synthesis thread fetches the text.
        self._output.begin(run.number)
        self._pipeline.submit(run)

    def _finish(self, run: Run, outcome: Outcome, error: SpeakdError | None = None) -> None:
        if outcome is not Outcome.FINISHED:
            # Silence first; the engine hears of it after the ear has.
            self._output.clear()
            run.cancel.cancel()
        self.run, self.last = None, run.reading
        if run.reading.text is not None:
            self.last_text = run.reading
        self._move(Event.ENDED)
        run.reading.end(outcome, error)
        self._journal.note(run, outcome.value)
        self._tell()

    def _start_waiting(self) -> None:
        if self._waiting:
            self._start(self._waiting.popleft(), _BETWEEN_READINGS_S)
