"""espeak-ng as a `Synthesizer`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar

from speakd.engines.espeak.binding import load
from speakd.engines.espeak.files import find_files
from speakd.engines.espeak.options import EspeakOptions, natural_rates, parameters
from speakd.engines.espeak.voices import ENGINE
from speakd.engines.espeak.worker import PROCESS_WORKER
from speakd.engines.espeak_literal import literal_text
from speakd.errors import EngineUnavailable, SynthesisError
from speakd.synthesis.api import Synthesizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from speakd.audio import AudioChunk
    from speakd.cancel import CancelToken
    from speakd.engines.espeak.library import Block, EspeakLibrary
    from speakd.engines.espeak.worker import EspeakWorker
    from speakd.speech import Segment, Voice

_COMMON_VOICE = "gmw/en-US"
"""Loaded by `warm_up`: tables that all voices share take most of the time."""


class EspeakSynthesizer(Synthesizer):
    """The embedded voice.

    The library runs in a thread of its own, shared by all instances, and yields chunks of about
    60 ms while it synthesizes. Words are marked. Any thread may call; one at a time.

    Args:
        options: How it is to sound.
    """

    name: ClassVar[str] = ENGINE
    Options: ClassVar[type[Any]] = EspeakOptions

    def __init__(self, options: EspeakOptions | None = None) -> None:
        self._options = options or EspeakOptions()
        self._lock = threading.Lock()
        self._worker: EspeakWorker | None = None
        self._closed = False

    def probe(self) -> None:
        """Check that the wheel is there and its library loads."""
        load(find_files())

    def voices(self) -> Sequence[Voice]:
        """List a voice for each language and region, sorted as the library sorts them."""
        return [entry.voice for entry in self._ready().catalog()]

    def warm_up(self) -> None:
        """Initialize the library and speak a word to nobody; it takes milliseconds."""
        from speakd.engines.espeak import shaping, words  # noqa: PLC0415, as below

        def speak(library: EspeakLibrary) -> None:
            library.set_voice(_COMMON_VOICE)
            library.synthesize("a", lambda _: True)

        del shaping, words
        self._ready().run(speak)
        self._ready().catalog()

    def natural_rates(self, voice: Voice) -> tuple[float, float]:
        """Give the rates that the library has; it was made to speak fast."""
        del voice
        return natural_rates(self._options)

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Speak `segment`."""
        # numpy is needed from here on only, and takes ten times as long to import as the rest.
        from speakd.engines.espeak.shaping import SpeechShaper  # noqa: PLC0415
        from speakd.engines.espeak.words import WordFinder  # noqa: PLC0415

        worker = self._ready()
        identifier = self._identifier(worker, voice)
        text = literal_text(segment.text, identifier)
        settings = parameters(self._options, segment.prosody)

        def speak(library: EspeakLibrary, receive: Callable[[Block], bool]) -> None:
            library.set_voice(identifier)
            library.set_parameters(settings)
            library.synthesize(text, receive)

        shaper = SpeechShaper(worker.sample_rate_hz, WordFinder(segment.text))
        queue = worker.stream(speak)
        forget = cancel.on_cancel(queue.close)
        try:
            while (block := queue.get()) is not None:
                chunk = shaper.add(block)
                if chunk is not None:
                    yield chunk
            if not cancel.cancelled and (pause := shaper.end()) is not None:
                yield pause
        finally:
            forget()
            queue.close()

    def close(self) -> None:
        """Give the library back; the last instance to do so terminates it."""
        with self._lock:
            self._closed = True
            if self._worker is not None:
                self._worker = None
                PROCESS_WORKER.give_back()

    def _ready(self) -> EspeakWorker:
        with self._lock:
            if self._closed:
                raise EngineUnavailable("espeak is closed")
            if self._worker is None:
                self._worker = PROCESS_WORKER.borrow()
            return self._worker

    def _identifier(self, worker: EspeakWorker, voice: Voice) -> str:
        for entry in worker.catalog():
            if entry.voice.id == voice.id:
                variant = f"+{self._options.variant}" if self._options.variant else ""
                return entry.identifier + variant
        raise SynthesisError(f"espeak has no voice {voice.id!r}", retryable=False)
