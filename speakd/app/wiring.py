"""Where the parts meet: from a configuration to the objects that a reader is made of."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.config.load import read_engine_options
from speakd.config.voice_options import VoiceOptions
from speakd.desktop.user_language import user_language
from speakd.errors import EngineUnavailable
from speakd.language.detector import ContextDetector
from speakd.playback.devices import open_best_device
from speakd.playback.output import QueuedOutput
from speakd.reader.front_end import FrontEnd
from speakd.reader.notices import Notices
from speakd.reader.reader import Reader
from speakd.reader.reading import Policy
from speakd.speech import Prosody
from speakd.synthesis.fallback import FallbackSynthesizer
from speakd.synthesis.missing import MissingSynthesizer
from speakd.synthesis.registry import find_engines
from speakd.synthesis.rung import Rung
from speakd.synthesis.slow import WhenSlow
from speakd.synthesis.voices import VoiceChooser
from speakd.text.rules.own import own_rules
from speakd.types import language_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from speakd.config.schema import Config
    from speakd.playback.api import SoundDevice
    from speakd.speech import Voice
    from speakd.synthesis.api import Synthesizer
    from speakd.synthesis.registry import EngineEntry
    from speakd.types import LanguageTag

_LOADING_LATENCY_S = 0.5
"""Sound that the device holds while a model is being loaded: importing torch keeps every other
Python thread waiting, for 0.16 s at a time as measured."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything between a text and the ear.

    Attributes:
        front_end: Makes segments of text.
        ladder: The engines.
        choose_voice: Chooses the voice for a language.
        output: The sound.
        reader: Who is in charge.
        notices: What the reader says for itself.
    """

    front_end: FrontEnd
    ladder: FallbackSynthesizer
    choose_voice: Callable[[LanguageTag], Voice]
    output: QueuedOutput
    reader: Reader
    notices: Notices


@contextmanager
def speech(config: Config) -> Iterator[Speech]:
    """Make a reader with all it needs, and end it in reverse order.

    Raises:
        ConfigError: An engine's own table is wrong.
    """
    default_language = language_tag(config.voices.default_language)
    ladder = build_ladder(config)
    chooser = VoiceChooser(ladder.voices, config.voices.preferred, default_language)
    front_end = FrontEnd(
        ContextDetector(default_language, config.voices.detectable()),
        config.text,
        lambda language: ladder.max_chars(chooser.choose(language), language),
        own_rules(config.rules, config.pronunciation),
    )
    notices = Notices(lambda: _spoken_language(config), config.reader.announce_minutes)
    output = _build_output(config, lambda: ladder.is_loading)
    reader = Reader(
        front_end,
        ladder,
        chooser.choose,
        output,
        while_speaking=Policy(config.reader.while_speaking),
        prosody=Prosody(rate=config.reader.rate, pitch=config.reader.pitch),
        volume=config.reader.volume,
        notices=notices,
    )
    try:
        yield Speech(front_end, ladder, chooser.choose, output, reader, notices)
    finally:
        reader.close()
        output.close()
        ladder.close()


def _spoken_language(config: Config) -> LanguageTag:
    """Name the language that speakd speaks for itself."""
    if config.reader.spoken_language != "auto":
        return language_tag(config.reader.spoken_language)
    default_language = language_tag(config.voices.default_language)
    if default_language != VoiceOptions().default_language:
        return default_language
    return user_language() or default_language


def build_ladder(config: Config) -> FallbackSynthesizer:
    """Make the engines that the configuration names, best first.

    Raises:
        ConfigError: An engine's own table is wrong.
    """
    wanted = [voice.partition(":")[0] for voice in config.voices.languages.values()]
    found = find_engines()
    engines = dict.fromkeys([*wanted, *config.voices.fallback])
    rungs = [Rung(_build_engine(name, found, config)) for name in engines]
    return FallbackSynthesizer(rungs, WhenSlow(config.reader.when_slow))


def _build_engine(name: str, found: Mapping[str, EngineEntry], config: Config) -> Synthesizer:
    if name not in found:
        known = ", ".join(sorted(found))
        reason = EngineUnavailable(f"there is no engine {name!r}", remedy=f"there are {known}")
        return MissingSynthesizer(name, reason)
    try:
        engine = found[name].load()
    except EngineUnavailable as reason:
        return MissingSynthesizer(name, reason)
    return engine(read_engine_options(engine.Options, config, name))  # type: ignore[call-arg]  # an engine behind an entry point takes its options


def _build_output(config: Config, is_loading: Callable[[], bool]) -> QueuedOutput:
    options = config.output

    def open_device() -> SoundDevice:
        latency_s = options.latency_ms / 1000 or (_LOADING_LATENCY_S if is_loading() else None)
        return open_best_device(options.device, latency_s, options.backend)

    return QueuedOutput(open_device, buffer_s=options.buffer_s, idle_close_s=options.idle_close_s)
