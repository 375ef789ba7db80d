"""The reader: one thread that owns all state and reads one inbox."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from speakd.errors import SpeakdError
from speakd.reader.journal import Journal
from speakd.reader.notices import Notices
from speakd.reader.pipeline import Pipeline
from speakd.reader.reading import Outcome, Policy, Reading
from speakd.reader.run import Run
from speakd.reader.source import SourceText
from speakd.reader.states import TRANSITIONS, Event, State
from speakd.reader.steps import RATE, VOLUME
from speakd.speech import Prosody

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.playback.api import AudioOutput
    from speakd.reader.front_end import FrontEnd
    from speakd.reader.reading import TextSource
    from speakd.speech import Voice
    from speakd.synthesis.api import Synthesizer
    from speakd.types import LanguageTag

_MAX_WAITING = 100
"""Readings that may wait in the queue; more are refused, so that no script can fill memory."""

_SENTENCE_HAS_JUST_BEGUN_S = 3.0
"""Later than this, "previous" goes back to the beginning of the sentence being heard."""

_BETWEEN_READINGS_S = 0.4
"""Silence between a reading and the one that waited for it, so that they are told apart."""

_log = logging.getLogger(__name__)


class Reader:
    """Speaks one reading at a time and obeys at once.

    Every public method may be called from any thread; it posts and returns. What it asks for is
    carried out by the reader's own thread, in the order in which it was asked.

    Args:
        front_end: Makes segments of text.
        synthesizer: Makes sound of segments.
        choose_voice: Chooses the voice for a language.
        output: Plays the sound.
        while_speaking: What a request to read does while another reading is under way.
        prosody: Rate and pitch to begin with.
        volume: Volume to begin with; 1.0 leaves the voice alone.
        notices: What is said about a reading itself; in English if None.
    """

    def __init__(
        self,
        front_end: FrontEnd,
        synthesizer: Synthesizer,
        choose_voice: Callable[[LanguageTag], Voice],
        output: AudioOutput,
        *,
        while_speaking: Policy = Policy.STOP,
        prosody: Prosody = Prosody(),  # noqa: B008, it is frozen
        volume: float = 1.0,
        notices: Notices | None = None,
    ) -> None:
        self._output = output
        self._prosody = prosody
        self._normal_rate = prosody.rate
        self._volume = volume
        output.set_rate(prosody.rate)
        output.set_volume(volume)
        self._while_speaking = while_speaking
        self._reading_numbers = itertools.count(1)
        self._run_numbers = itertools.count(1)
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._state = State.IDLE
        self._run: Run | None = None
        self._last: Reading | None = None
        self._waiting: deque[Reading] = deque()
        self._observers: tuple[Callable[[], None], ...] = ()
        self._before_work: Callable[[], None] = _nobody_watches
        self._acting: Callable[[], None] | None = None
        self._journal = Journal()
        self._pipeline = Pipeline(
            front_end,
            synthesizer,
            choose_voice,
            output,
            prosody=lambda: self._prosody,
            notices=notices or Notices(),
            on_first_sound=lambda run: self._inbox.put(lambda: self._first_sound(run)),
            on_ended=lambda run, error: self._inbox.put(lambda: self._ended(run, error)),
        )
        self._thread = threading.Thread(target=self._work, name="reader", daemon=True)
        self._thread.start()

    @property
    def state(self) -> State:
        """What the reader is doing."""
        return self._state

    @property
    def heard_share(self) -> float | None:
        """How much of the text being read has been heard, 0 to 1; None where there is none."""
        run = self._run
        if run is None or not run.reading.text:
            return None
        return min(1.0, run.place(self._output.progress()) / len(run.reading.text))

    @property
    def rate(self) -> float:
        """The speaking rate; 1.0 is the voice's own."""
        return self._prosody.rate

    @property
    def volume(self) -> float:
        """The volume; 1.0 leaves the voice alone."""
        return self._volume

    @property
    def current(self) -> Reading | None:
        """The reading under way, if there is one."""
        run = self._run
        return None if run is None else run.reading

    @property
    def last(self) -> Reading | None:
        """The reading that ended last."""
        return self._last

    def observe(self, observer: Callable[[], None]) -> None:
        """Have `observer` called after the reader begins to speak, pauses, goes on or falls silent.

        So it is after a change of the rate or the volume.

        Args:
            observer: Called on the reader's thread, to do no more than post.
        """
        self._observers += (observer,)

    def before_work(self, listener: Callable[[], None]) -> None:
        """Have `listener` called before the reader does anything, on its thread; it must not wait.

        Args:
            listener: Takes the place of the one before.
        """
        self._before_work = listener

    def unfinished(self) -> Mapping[str, object]:
        """Tell what each thread has begun and must end soon, by thread; any thread, no waiting.

        A thread that ended by a mistake never ends what it had begun.
        """
        return {"reader": self._acting, "synthesis": self._pipeline.called_off}

    def read(
        self,
        source: TextSource,
        *,
        policy: Policy | None = None,
        language: LanguageTag | None = None,
        announces: bool = True,
    ) -> Reading:
        """Ask for a text to be read.

        Args:
            source: Fetches the text, on the synthesis thread.
            policy: What to do while another reading is under way; None for the configured one.
            language: The language of all of the text; None to have it detected.
            announces: Whether to say how long it takes, where that is long.
        """
        reading = Reading(
            next(self._reading_numbers),
            source,
            policy or self._while_speaking,
            language,
            stop=lambda reading: self._inbox.put(lambda: self._stop_one(reading)),
            announces=announces,
        )
        self._inbox.put(lambda: self._read(reading))
        return reading

    def stop(self) -> None:
        """Fall silent and forget what waits."""
        self._inbox.put(self._stop_all)

    def pause(self) -> None:
        """Fall silent, to go on at the same sample."""
        self._inbox.put(self._pause)

    def resume(self) -> None:
        """Go on after a pause."""
        self._inbox.put(self._resume)

    def toggle_pause(self) -> None:
        """Pause, or go on after a pause: one key for both."""
        self._inbox.put(lambda: self._resume() if self._state is State.PAUSED else self._pause())

    def next(self) -> None:
        """Go on with the next sentence."""
        self._inbox.put(lambda: self._jump(1))

    def previous(self) -> None:
        """Go back to the beginning of the sentence; soon after it, to the one before."""
        self._inbox.put(lambda: self._jump(-1))

    def repeat(self) -> None:
        """Read again, from the beginning, what is or was read last."""
        self._inbox.put(self._repeat)

    def set_rate(self, rate: float) -> None:
        """Speak at this rate, 0.5 to 4, from now on: what is being heard, and later readings."""
        self._inbox.put(lambda: self._set_rate(rate))

    def faster(self) -> None:
        """Speak a step faster."""
        self._inbox.put(lambda: self._set_rate(RATE.up(self.rate)))

    def slower(self) -> None:
        """Speak a step slower."""
        self._inbox.put(lambda: self._set_rate(RATE.down(self.rate)))

    def normal_speed(self) -> None:
        """Speak at the rate that the reader began with."""
        self._inbox.put(lambda: self._set_rate(self._normal_rate))

    def set_normal_rate(self, rate: float) -> None:
        """Make this the rate that `normal_speed` goes back to, and speak at it from now on."""
        self._inbox.put(lambda: self._set_normal_rate(rate))

    def set_pitch(self, pitch: float) -> None:
        """Speak at this pitch, relative to the voice's own, from the next sentence on."""
        self._inbox.put(lambda: self._set_pitch(pitch))

    def set_volume(self, volume: float) -> None:
        """Speak at this volume from now on; 1.0 leaves the voice alone."""
        self._inbox.put(lambda: self._set_volume(volume))

    def set_policy(self, while_speaking: Policy) -> None:
        """Do this when asked to read while another reading is under way."""
        self._while_speaking = while_speaking

    def speak_with(
        self,
        front_end: FrontEnd,
        choose_voice: Callable[[LanguageTag], Voice],
        notices: Notices,
    ) -> None:
        """Choose voices so from the next sentence on, and make segments so from the next reading.

        What is being read goes on without a gap. See the class for what they are.
        """
        self._inbox.put(lambda: self._pipeline.speak_with(front_end, choose_voice, notices))

    def louder(self) -> None:
        """Turn the volume up by a step."""
        self._inbox.put(lambda: self._set_volume(VOLUME.up(self.volume)))

    def quieter(self) -> None:
        """Turn the volume down by a step."""
        self._inbox.put(lambda: self._set_volume(VOLUME.down(self.volume)))

    def close(self) -> None:
        """Fall silent and end the reader's threads. Calling it again does nothing."""
        if self._thread.is_alive():
            self._inbox.put(self._stop_all)
            self._inbox.put(None)
            self._thread.join()
            self._pipeline.close()

    def _work(self) -> None:
        while (act := self._inbox.get()) is not None:
            self._acting = act
            self._before_work()
            try:
                act()
            except SpeakdError as error:
                _log.error("%s", error)
                if self._run is not None:
                    self._finish(self._run, Outcome.FAILED, error)
            self._acting = None

    def _move(self, event: Event) -> bool:
        """Follow the transition table; return whether `event` means anything now."""
        target = TRANSITIONS.get((self._state, event))
        if target is None:
            return False
        self._state = target
        return True

    def _tell(self) -> None:
        for observer in self._observers:
            observer()

    def _read(self, reading: Reading) -> None:
        if self._run is None:
            self._start(reading)
            return
        match reading.policy:
            case Policy.STOP:
                self._stop_all()
                reading.end(Outcome.REFUSED)
            case Policy.RESTART:
                self._stop_all()
                self._start(reading)
            case Policy.QUEUE if len(self._waiting) < _MAX_WAITING:
                self._waiting.append(reading)
            case Policy.QUEUE | Policy.IGNORE:
                reading.end(Outcome.REFUSED)

    def _start(self, reading: Reading, pause_s: float = 0.0) -> None:
        self._move(Event.READ)
        self._submit(Run(next(self._run_numbers), reading, pause_s=pause_s))

    def _submit(self, run: Run) -> None:
        self._run = run
        # The device opens while the synthesis thread fetches the text.
        self._output.begin(run.number)
        self._pipeline.submit(run)

    def _jump(self, step: int) -> None:
        run = self._run
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

    def _repeat(self) -> None:
        again = self._run.reading if self._run is not None else self._last
        if again is not None and again.text is not None:
            text = SourceText(again.text, is_html=again.is_html)
            self.read(
                lambda _: text, policy=Policy.RESTART, language=again.language, announces=False
            )

    def _stop_all(self) -> None:
        while self._waiting:
            self._waiting.popleft().end(Outcome.STOPPED)
        if self._run is not None:
            self._finish(self._run, Outcome.STOPPED)

    def _stop_one(self, reading: Reading) -> None:
        if self._run is not None and reading is self._run.reading:
            self._finish(self._run, Outcome.STOPPED)
            self._start_waiting()
        elif reading in self._waiting:
            self._waiting.remove(reading)
            reading.end(Outcome.STOPPED)

    def _pause(self) -> None:
        if self._move(Event.PAUSE):
            self._output.pause()
            self._tell()
            self._journal.note(self._run, "paused")

    def _resume(self) -> None:
        if self._move(Event.RESUME):
            self._output.resume()
            self._tell()
            self._journal.note(self._run, "goes on")

    def _set_rate(self, rate: float) -> None:
        self._prosody = replace(self._prosody, rate=RATE.limited(rate))
        self._output.set_rate(self.rate)
        self._tell()
        _log.info("speed %.2f", self.rate)

    def _set_normal_rate(self, rate: float) -> None:
        self._normal_rate = rate
        self._set_rate(rate)

    def _set_pitch(self, pitch: float) -> None:
        self._prosody = replace(self._prosody, pitch=pitch)

    def _set_volume(self, volume: float) -> None:
        self._volume = volume
        self._output.set_volume(volume)
        self._tell()
        _log.info("volume %.2f", volume)

    def _first_sound(self, run: Run) -> None:
        if run is self._run:
            self._move(Event.FIRST_SOUND)
            self._journal.sounds(run)
            self._tell()

    def _ended(self, run: Run, error: SpeakdError | None) -> None:
        if run is not self._run:
            return
        if error is not None:
            _log.error("reading %d: %s", run.reading.number, error)
        self._finish(run, Outcome.FINISHED if error is None else Outcome.FAILED, error)
        self._start_waiting()

    def _finish(self, run: Run, outcome: Outcome, error: SpeakdError | None = None) -> None:
        if outcome is not Outcome.FINISHED:
            # Silence first; the engine hears of it after the ear has.
            self._output.clear()
            run.cancel.cancel()
        self._run, self._last = None, run.reading
        self._move(Event.ENDED)
        run.reading.end(outcome, error)
        self._journal.note(run, outcome.value)
        self._tell()

    def _start_waiting(self) -> None:
        if self._waiting:
            self._start(self._waiting.popleft(), _BETWEEN_READINGS_S)


def _nobody_watches() -> None:
    """Stand in for a watchdog."""
