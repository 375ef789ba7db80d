"""The reader: what may be asked of it, by anybody, and what it tells."""

from __future__ import annotations

import itertools
import logging
from typing import TYPE_CHECKING

from speakd.errors import describe_bug
from speakd.reader.conductor import Conductor
from speakd.reader.inbox import Inbox
from speakd.reader.manner import Manner
from speakd.reader.notices import Notices
from speakd.reader.pipeline import Pipeline
from speakd.reader.reading import Policy, Reading
from speakd.reader.source import SourceText
from speakd.reader.states import State
from speakd.speech import Prosody
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.errors import SpeakdError
    from speakd.playback.api import AudioOutput
    from speakd.reader.front_end import FrontEnd
    from speakd.reader.source import TextSource
    from speakd.speech import Voice
    from speakd.synthesis.api import Synthesizer
    from speakd.types import LanguageTag

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
        self._manner = Manner(output, prosody, volume, self._tell)
        self._while_speaking = while_speaking
        self._reading_numbers = itertools.count(1)
        self._inbox = Inbox(self._break_off)
        self._observers: tuple[Callable[[], None], ...] = ()
        self._pipeline = Pipeline(
            front_end,
            synthesizer,
            choose_voice,
            output,
            prosody=lambda: self._manner.prosody,
            notices=notices or Notices(),
            on_first_sound=lambda run: self._inbox.put(lambda: self._conductor.first_sound(run)),
            on_ended=lambda run, error: self._inbox.put(lambda: self._conductor.ended(run, error)),
        )
        self._conductor = Conductor(self._pipeline, output, self._tell)
        self._inbox.open()

    @property
    def state(self) -> State:
        """What the reader is doing."""
        return self._conductor.state

    @property
    def heard_share(self) -> float | None:
        """How much of the text being read has been heard, 0 to 1; None where there is none."""
        run = self._conductor.run
        if run is None or not run.reading.text:
            return None
        return min(1.0, run.place(self._output.progress()) / len(run.reading.text))

    @property
    def rate(self) -> float:
        """The speaking rate; 1.0 is the voice's own."""
        return self._manner.prosody.rate

    @property
    def volume(self) -> float:
        """The volume; 1.0 leaves the voice alone."""
        return self._manner.volume

    @property
    def current(self) -> Reading | None:
        """The reading under way, if there is one."""
        run = self._conductor.run
        return None if run is None else run.reading

    @property
    def waiting(self) -> int:
        """How many readings wait for the one under way to end."""
        return self._conductor.waiting

    @property
    def last(self) -> Reading | None:
        """The reading that ended last."""
        return self._conductor.last

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
        self._inbox.before_work(listener)

    def unfinished(self) -> Mapping[str, object]:
        """Tell what each thread has begun and must end soon, by thread; any thread, no waiting.

        A thread that ended by a mistake never ends what it had begun.
        """
        return {"reader": self._inbox.acting, "synthesis": self._pipeline.called_off}

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
            source: Fetches the text: when it is read or, if it has to wait, at once.
            policy: What to do while another reading is under way; None for the configured one.
            language: The language of all of the text; None to have it detected.
            announces: Whether to say how long it takes, where that is long.
        """
        reading = Reading(
            next(self._reading_numbers),
            source,
            policy or self._while_speaking,
            language,
            stop=lambda reading: self._inbox.put(lambda: self._conductor.stop_one(reading)),
            announces=announces,
        )
        self._inbox.put(lambda: self._conductor.read(reading))
        return reading

    def settle(self, timeout_s: float) -> bool:
        """Wait until all that was asked for before has been taken up; return whether it has.

        Args:
            timeout_s: Seconds to wait at most. The reader's own thread must not wait for itself.
        """
        return self._inbox.settle(timeout_s)

    def stop(self) -> None:
        """Fall silent and forget what waits."""
        self._inbox.put(self._conductor.stop_all)

    def pause(self) -> None:
        """Fall silent, to go on at the same sample."""
        self._inbox.put(self._conductor.pause)

    def resume(self) -> None:
        """Go on after a pause."""
        self._inbox.put(self._conductor.resume)

    def toggle_pause(self) -> None:
        """Pause, or go on after a pause: one key for both."""
        self._inbox.put(self._toggle_pause)

    def next(self) -> None:
        """Go on with the next sentence."""
        self._inbox.put(lambda: self._conductor.jump(1))

    def previous(self) -> None:
        """Go back to the beginning of the sentence; soon after it, to the one before."""
        self._inbox.put(lambda: self._conductor.jump(-1))

    def repeat(self) -> None:
        """Read again, from the beginning, what is or was read last."""
        self._inbox.put(self._repeat)

    def set_rate(self, rate: float) -> None:
        """Speak at this rate, 0.5 to 4, from now on: what is being heard, and later readings."""
        self._inbox.put(lambda: self._manner.set_rate(rate))

    def faster(self) -> None:
        """Speak a step faster."""
        self._inbox.put(self._manner.faster)

    def slower(self) -> None:
        """Speak a step slower."""
        self._inbox.put(self._manner.slower)

    def normal_speed(self) -> None:
        """Speak at the rate that the reader began with."""
        self._inbox.put(self._manner.normal_speed)

    def set_normal_rate(self, rate: float) -> None:
        """Make this the rate that `normal_speed` goes back to, and speak at it from now on."""
        self._inbox.put(lambda: self._manner.set_normal_rate(rate))

    def set_pitch(self, pitch: float) -> None:
        """Speak at this pitch, relative to the voice's own, from the next sentence on."""
        self._inbox.put(lambda: self._manner.set_pitch(pitch))

    def set_volume(self, volume: float) -> None:
        """Speak at this volume from now on; 1.0 leaves the voice alone."""
        self._inbox.put(lambda: self._manner.set_volume(volume))

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
        self._inbox.put(self._manner.louder)

    def quieter(self) -> None:
        """Turn the volume down by a step."""
        self._inbox.put(self._manner.quieter)

    def close(self) -> None:
        """Fall silent and end the reader's threads. Calling it again does nothing."""
        if self._inbox.is_open:
            self._inbox.put(self._conductor.stop_all)
            self._inbox.close()
            self._pipeline.close()

    def _break_off(self, error: SpeakdError) -> None:
        """End what is under way with `error`, and go on with what waits."""
        self._conductor.fail(error)
        self._inbox.put(self._conductor.go_on)

    def _tell(self) -> None:
        for observer in self._observers:
            try:
                observer()
            except Exception as error:  # noqa: BLE001, whoever looks on must not end a reading
                _log.error("an observer of the reader broke with %s", describe_bug(error))

    def _toggle_pause(self) -> None:
        if self.state is State.PAUSED:
            self._conductor.resume()
        else:
            self._conductor.pause()

    def _repeat(self) -> None:
        again = self.current
        if again is None or again.text is None:
            again = self._conductor.last_text
        if again is not None and again.text is not None:
            text = SourceText(again.text, is_html=again.is_html)
            self.read(
                lambda _: text, policy=Policy.RESTART, language=again.language, announces=False
            )
        elif self.current is None:
            self.read(lambda _: Notice.NOTHING_TO_READ)
