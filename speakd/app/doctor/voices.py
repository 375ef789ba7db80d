"""Which engines can speak, and does a sentence come out?"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, note, ok, problem
from speakd.app.engines import build_ladder
from speakd.app.wiring import speech
from speakd.cancel import CancelToken
from speakd.config.load import read_engine_options
from speakd.errors import SpeakdError, describe_bug
from speakd.reader.reading import Outcome
from speakd.speech import Segment
from speakd.synthesis.registry import find_engines
from speakd.synthesis.voices import VoiceChooser
from speakd.types import Span, language_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from speakd.config.schema import Config
    from speakd.synthesis.registry import EngineEntry

SENTENCE = "This is how speakd sounds."
SENTENCE_S = 20.0
"""Seconds that the sentence may take in all."""


def _nobody_asks(_: str) -> None:
    """Stand in for somebody who wants to know."""


def check_voices(
    config: Config, names: Iterable[str], trying: Callable[[str], None] = _nobody_asks
) -> Iterator[Finding]:
    """Ask engines whether they can run and which voices they have.

    Args:
        config: The configuration.
        names: The engines.
        trying: Told which is asked next.
    """
    entries = find_engines()
    for name in names:
        trying(name)
        try:
            found = _voices(entries[name], config)
        except SpeakdError as reason:
            yield note(f"{name}: {reason.message}", reason.remedy)
        except Exception as error:  # noqa: BLE001, a mistake in one engine must not hide the others
            yield problem(f"{name}: it broke: {describe_bug(error)}", "please report this")
        else:
            count = len(found)
            yield ok(f"{name}: {count} voices") if count else note(f"{name}: it has no voice")
            yield from _misnamed(name, found, config)


def check_sentence(
    config: Config, trying: Callable[[str], None] = _nobody_asks, *, is_silent: bool
) -> Iterator[Finding]:
    """Speak a sentence, or only make its sound where nothing must be heard.

    Args:
        config: The configuration.
        trying: Told the voice.
        is_silent: Whether nothing must be heard.

    Raises:
        SpeakdError: It cannot be spoken.
    """
    if is_silent:
        yield ok(_synthesize(config, trying))
        return
    with speech(config) as parts:
        trying(parts.choose_voice(language_tag("en")).id)
        reading = parts.reader.read(lambda _: SENTENCE, language=language_tag("en"))
        reading.wait(SENTENCE_S)
        voice = parts.choose_voice(language_tag("en")).id
    if reading.error is not None:
        raise reading.error
    if reading.outcome is Outcome.FINISHED:
        yield ok(f"a sentence was spoken by {voice}; you should have heard it")
    else:
        yield problem("a sentence did not come to its end", "see whether the sound is stuck")


def _synthesize(config: Config, trying: Callable[[str], None]) -> str:
    language = language_tag("en")
    ladder = build_ladder(config)
    try:
        ladder.warm_up()
        default = language_tag(config.voices.default_language)
        voice = VoiceChooser(ladder.voices, config.voices.preferred, default).choose(language)
        trying(voice.id)
        segment = Segment(text=SENTENCE, language=language, span=Span(0, len(SENTENCE)))
        seconds = sum(
            chunk.duration_s for chunk in ladder.synthesize(segment, voice, CancelToken())
        )
    finally:
        ladder.close()
    return f"{voice.id} made {seconds:.1f} s of sound of a sentence; it was not played"


def _misnamed(engine: str, found: Sequence[str], config: Config) -> Iterator[Finding]:
    """Find voices of `engine` that the configuration asks for and that are not there."""
    for language, voice in config.voices.languages.items():
        if voice.startswith(f"{engine}:") and voice not in found:
            near = get_close_matches(voice, found, n=1)
            meant = f"did you mean {near[0]!r}? " if near else ""
            yield problem(
                f"there is no voice {voice!r} for {language!r}; another one stands in for it",
                f"{meant}`speakd voices list` shows what there is",
            )


def _voices(entry: EngineEntry, config: Config) -> Sequence[str]:
    cls = entry.load()
    engine = cls(read_engine_options(cls.Options, config, entry.name))  # type: ignore[call-arg]  # an engine behind an entry point takes its options
    try:
        engine.probe()
        return [voice.id for voice in engine.voices()]
    finally:
        engine.close()
