"""Which engines can speak, and does a sentence come out?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, note, ok, problem
from speakd.app.engines import build_ladder
from speakd.app.wiring import speech
from speakd.cancel import CancelToken
from speakd.config.load import read_engine_options
from speakd.errors import EngineError
from speakd.reader.reading import Outcome
from speakd.speech import Segment
from speakd.synthesis.registry import find_engines
from speakd.synthesis.voices import VoiceChooser
from speakd.types import Span, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.config.schema import Config
    from speakd.synthesis.registry import EngineEntry

SENTENCE = "This is how speakd sounds."
SENTENCE_S = 20.0
"""Seconds that the sentence may take in all."""


def check_voices(config: Config) -> Iterator[Finding]:
    """Ask every engine whether it can run and which voices it has."""
    usable = 0
    for entry in find_engines().values():
        try:
            count = _count_voices(entry, config)
        except EngineError as reason:
            yield note(f"{entry.name}: {reason.message}", reason.remedy)
            continue
        usable += count
        yield ok(f"{entry.name}: {count} voices")
    if not usable:
        yield problem("no voice can be used", "reinstall speakd, which brings one")


def check_sentence(config: Config, *, is_silent: bool) -> Iterator[Finding]:
    """Speak a sentence, or only make its sound where nothing must be heard.

    Raises:
        SpeakdError: It cannot be spoken.
    """
    if is_silent:
        yield ok(_synthesize(config))
        return
    with speech(config) as parts:
        reading = parts.reader.read(lambda _: SENTENCE, language=language_tag("en"))
        reading.wait(SENTENCE_S)
        voice = parts.choose_voice(language_tag("en")).id
    if reading.error is not None:
        raise reading.error
    if reading.outcome is Outcome.FINISHED:
        yield ok(f"a sentence was spoken by {voice}; you should have heard it")
    else:
        yield problem("a sentence did not come to its end", "see whether the sound is stuck")


def _synthesize(config: Config) -> str:
    language = language_tag("en")
    ladder = build_ladder(config)
    try:
        ladder.warm_up()
        default = language_tag(config.voices.default_language)
        voice = VoiceChooser(ladder.voices, config.voices.preferred, default).choose(language)
        segment = Segment(text=SENTENCE, language=language, span=Span(0, len(SENTENCE)))
        seconds = sum(
            chunk.duration_s for chunk in ladder.synthesize(segment, voice, CancelToken())
        )
    finally:
        ladder.close()
    return f"{voice.id} made {seconds:.1f} s of sound of a sentence; it was not played"


def _count_voices(entry: EngineEntry, config: Config) -> int:
    cls = entry.load()
    engine = cls(read_engine_options(cls.Options, config, entry.name))  # type: ignore[call-arg]  # an engine behind an entry point takes its options
    try:
        engine.probe()
        return len(engine.voices())
    finally:
        engine.close()
