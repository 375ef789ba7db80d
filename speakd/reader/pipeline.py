"""The synthesis thread: text in, sound out, one reading at a time."""

from __future__ import annotations

import logging
import queue
import threading
import time
from typing import TYPE_CHECKING

from speakd.errors import SpeakdError, describe_bug
from speakd.reader.notices import notice_segment
from speakd.types import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.playback.api import AudioOutput
    from speakd.reader.front_end import FrontEnd
    from speakd.reader.reading import Reading
    from speakd.speech import Prosody, Segment, Voice
    from speakd.synthesis.api import Synthesizer
    from speakd.types import LanguageTag

_log = logging.getLogger(__name__)


class Pipeline:
    """Runs readings on a thread of its own and reports what came of each.

    What it holds is bounded by the output's queue, whatever the length of the text.

    Args:
        front_end: Makes segments of text.
        synthesizer: Makes sound of segments.
        choose_voice: Chooses the voice for a language.
        output: Plays the sound; `write` is what slows the pipeline down to the speed of speech.
        prosody: Rate and pitch for the next segment.
        on_first_sound: Told when a reading's first sound was written.
        on_ended: Told when a reading has been heard to its end, was cancelled or failed.
    """

    def __init__(
        self,
        front_end: FrontEnd,
        synthesizer: Synthesizer,
        choose_voice: Callable[[LanguageTag], Voice],
        output: AudioOutput,
        *,
        prosody: Callable[[], Prosody],
        on_first_sound: Callable[[Reading], None],
        on_ended: Callable[[Reading, SpeakdError | None], None],
    ) -> None:
        self._front_end = front_end
        self._synthesizer = synthesizer
        self._choose_voice = choose_voice
        self._output = output
        self._prosody = prosody
        self._on_first_sound = on_first_sound
        self._on_ended = on_ended
        self._readings: queue.SimpleQueue[Reading | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="synthesis", daemon=True)
        self._thread.start()

    def submit(self, reading: Reading) -> None:
        """Have `reading` spoken after those submitted before it."""
        self._readings.put(reading)

    def close(self, timeout_s: float = 2.0) -> None:
        """End the thread once the current reading has; that must have been cancelled."""
        self._readings.put(None)
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            _log.error("the synthesis thread did not end within %.1f s", timeout_s)

    def _work(self) -> None:
        while (reading := self._readings.get()) is not None:
            error: SpeakdError | None = None
            try:
                self._speak(reading)
            except SpeakdError as known:
                error = known
            except Exception as unknown:  # noqa: BLE001, the next key press must work
                # The message may quote the text; the type and the place never do.
                _log.error("reading %d broke with %s", reading.number, describe_bug(unknown))
                error = SpeakdError(
                    f"an internal error, {type(unknown).__name__}, ended the reading"
                )
            self._on_ended(reading, error)

    def _speak(self, reading: Reading) -> None:
        for segment in self._segments(reading):
            if reading.cancel.cancelled or not self._speak_segment(reading, segment):
                return
        self._output.drain(reading.number)

    def _segments(self, reading: Reading) -> Iterator[Segment]:
        found = self._fetch(reading)
        reading.timeline.text = time.monotonic()
        if isinstance(found, Notice):
            yield notice_segment(found, self._prosody())
            return
        segments = self._front_end.segments(found, reading.language, self._prosody)
        first = next(segments, None)
        if first is None:
            _log.info("reading %d: nothing to read", reading.number)
            yield notice_segment(Notice.NOTHING_TO_READ, self._prosody())
            return
        yield first
        yield from segments

    def _fetch(self, reading: Reading) -> str | Notice:
        try:
            found = reading.source(reading.cancel)
        except SpeakdError as error:
            if error.notice is None:
                raise
            _log.warning("reading %d: %s", reading.number, error)
            return error.notice
        if isinstance(found, Notice):
            _log.info("reading %d: %s", reading.number, found.value)
        else:
            _log.info("reading %d: %d characters", reading.number, len(found))
        return found

    def _speak_segment(self, reading: Reading, segment: Segment) -> bool:
        voice = self._choose_voice(segment.language)
        reading.segments_started += 1
        timeline = reading.timeline
        for chunk in self._synthesizer.synthesize(segment, voice, reading.cancel):
            if timeline.first_chunk is None:
                timeline.first_chunk = time.monotonic()
            if not self._output.write(reading.number, chunk):
                return False
            if timeline.first_written is None:
                timeline.first_written = time.monotonic()
                self._on_first_sound(reading)
        return True
