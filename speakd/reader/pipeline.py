"""The synthesis thread: text in, sound out, one run at a time."""

from __future__ import annotations

import dataclasses
import itertools
import logging
import queue
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

from speakd.errors import SpeakdError, describe_bug
from speakd.reader.fetching import Fetcher
from speakd.reader.pauses import after_pause
from speakd.reader.source import SourceText
from speakd.reader.tape import SegmentTape
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from speakd.playback.api import AudioOutput
    from speakd.reader.front_end import FrontEnd
    from speakd.reader.notices import Notices
    from speakd.reader.reading import Reading
    from speakd.reader.run import Run
    from speakd.speech import Prosody, Segment, Voice
    from speakd.synthesis.api import Synthesizer
    from speakd.types import LanguageTag

_log = logging.getLogger(__name__)


class Pipeline:
    """Speaks runs on a thread of its own and reports what came of each.

    What it holds is bounded by the output's queue, whatever the length of the text.

    Args:
        front_end: Makes segments of text.
        synthesizer: Makes sound of segments.
        choose_voice: Chooses the voice for a language.
        output: Plays the sound; `write` is what slows the pipeline down to the speed of speech.
        prosody: Rate and pitch for the next segment.
        notices: What is said about the reading itself.
        on_first_sound: Told when a run's first sound was written.
        on_ended: Told when a run has been heard to its end, was cancelled or failed.
    """

    def __init__(
        self,
        front_end: FrontEnd,
        synthesizer: Synthesizer,
        choose_voice: Callable[[LanguageTag], Voice],
        output: AudioOutput,
        *,
        prosody: Callable[[], Prosody],
        notices: Notices,
        on_first_sound: Callable[[Run], None],
        on_ended: Callable[[Run, SpeakdError | None], None],
    ) -> None:
        self._front_end = front_end
        self._synthesizer = synthesizer
        self._choose_voice = choose_voice
        self._output = output
        self._prosody = prosody
        self._notices = notices
        self._on_first_sound = on_first_sound
        self._on_ended = on_ended
        self._fetcher = Fetcher()
        self._runs: queue.SimpleQueue[Run | None] = queue.SimpleQueue()
        self._current: Run | None = None
        self._thread = threading.Thread(target=self._work, name="synthesis", daemon=True)
        self._thread.start()

    @property
    def called_off(self) -> Run | None:
        """The run that is still being spoken though it was cancelled; any thread."""
        run = self._current
        return run if run is not None and run.cancel.cancelled else None

    def submit(self, run: Run) -> None:
        """Have `run` spoken after those submitted before it."""
        self._runs.put(run)

    def fetch_ahead(self, reading: Reading) -> None:
        """Fetch the text of `reading`, which waits: later something else may be copied."""
        reading.fetch_ahead(self._fetcher)

    def speak_with(
        self,
        front_end: FrontEnd,
        choose_voice: Callable[[LanguageTag], Voice],
        notices: Notices,
    ) -> None:
        """Choose voices so from the next segment on, and make segments so from the next text."""
        self._front_end = front_end
        self._choose_voice = choose_voice
        self._notices = notices

    def close(self, timeout_s: float = 2.0) -> None:
        """End the thread once the current run has; that must have been cancelled."""
        self._runs.put(None)
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            _log.error("the synthesis thread did not end within %.1f s", timeout_s)

    def _work(self) -> None:
        while (run := self._runs.get()) is not None:
            error: SpeakdError | None = None
            self._current = run
            try:
                self._speak(run)
            except SpeakdError as known:
                error = known
            except Exception as unknown:  # noqa: BLE001, the next key press must work
                # The message may quote the text; the type and the place never do.
                _log.error("reading %d broke with %s", run.reading.number, describe_bug(unknown))
                error = SpeakdError(
                    f"an internal error, {type(unknown).__name__}, ended the reading"
                )
            self._current = None
            self._on_ended(run, error)

    def _speak(self, run: Run) -> None:
        tape = run.reading.tape
        if tape is None:
            tape = run.reading.tape = SegmentTape(self._segments(run))
        pause_s = run.pause_s
        for number in itertools.count(run.first):
            try:
                segment = (number < 0 and run.announcement) or tape[number]
            except IndexError:
                break
            if run.cancel.cancelled or not self._speak_segment(run, segment, pause_s):
                return
            pause_s = segment.pause_s
        self._output.drain(run.number)

    def _segments(self, run: Run) -> Iterable[Segment]:
        reading = run.reading
        found = self._fetch(run)
        reading.timeline.text = time.monotonic()
        if isinstance(found, Notice):
            return [self._notices.segment(found, self._prosody())]
        reading.text, reading.is_html = found.text, found.is_html
        segments = iter(
            self._front_end.segments(
                found.text, reading.language, self._prosody, is_html=found.is_html
            )
        )
        first = next(segments, None)
        if first is None:
            _log.info("reading %d: nothing to read", reading.number)
            return [self._notices.segment(Notice.NOTHING_TO_READ, self._prosody())]
        if reading.announces and (
            length := self._notices.length(len(found.text), first.language, self._prosody())
        ):
            run.announce(length)
        return itertools.chain([first], segments, self._ending(found))

    def _ending(self, found: SourceText) -> Iterator[Segment]:
        if found.truncated:
            yield self._notices.segment(Notice.REST_LEFT_OUT, self._prosody())

    def _fetch(self, run: Run) -> SourceText | Notice:
        number = run.reading.number
        try:
            found = run.reading.fetch(self._fetcher, run.cancel)
        except SpeakdError as error:
            if error.notice is None:
                raise
            _log.warning("reading %d: %s", number, error)
            return error.notice
        if isinstance(found, Notice):
            _log.info("reading %d: %s", number, found.value)
            return found
        source = found if isinstance(found, SourceText) else SourceText(found)
        _log.info("reading %d: %d characters", number, len(source.text))
        return source

    def _speak_segment(self, run: Run, segment: Segment, pause_s: float) -> bool:
        voice = self._choose_voice(segment.language)
        # The rate may have changed since the segment was made.
        segment = dataclasses.replace(segment, prosody=self._natural(self._prosody(), voice))
        run.segment_begins(self._output.progress(), segment.span.start)
        timeline = run.reading.timeline
        chunks = after_pause(self._synthesizer.synthesize(segment, voice, run.cancel), pause_s)
        # An error that is kept keeps its frames, and with them an engine that was left half-way.
        with closing(chunks):
            for chunk in chunks:
                if timeline.first_chunk is None:
                    timeline.first_chunk = time.monotonic()
                spoken = dataclasses.replace(chunk, rate=segment.prosody.rate)
                if not self._output.write(run.number, spoken):
                    return False
                if not run.sounds:
                    run.sounds = True
                    timeline.first_written = timeline.first_written or time.monotonic()
                    self._on_first_sound(run)
        return True

    def _natural(self, prosody: Prosody, voice: Voice) -> Prosody:
        """Leave to the output what of the rate does not become `voice`."""
        slowest, fastest = self._synthesizer.natural_rates(voice)
        return dataclasses.replace(prosody, rate=min(max(prosody.rate, slowest), fastest))
