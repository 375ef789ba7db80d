"""Where the parts meet: from a configuration to the objects that a reader is made of."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from speakd.app.engines import build_ladder, engine_tables
from speakd.app.memory import give_memory_back
from speakd.config.voice_options import VoiceOptions
from speakd.desktop.user_language import user_language
from speakd.errors import EngineError
from speakd.language.detector import ContextDetector
from speakd.language.model import FastTextModel
from speakd.playback.devices import open_device_or_default
from speakd.playback.output import QueuedOutput
from speakd.reader.front_end import FrontEnd
from speakd.reader.notices import Notices
from speakd.reader.reader import Reader
from speakd.reader.reading import Policy
from speakd.speech import Prosody
from speakd.synthesis.chosen import ChosenVoices
from speakd.synthesis.rung import RungState
from speakd.synthesis.slow import WhenSlow
from speakd.synthesis.voices import VoiceChooser
from speakd.text.rules.own import own_rules
from speakd.types import language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.config.schema import Config, OutputOptions
    from speakd.playback.api import SoundDevice
    from speakd.speech import Voice
    from speakd.types import LanguageTag

_LOADING_LATENCY_S = 0.5
"""Sound that the device holds while a model is being loaded: importing torch keeps every other
Python thread waiting, for 0.16 s at a time as measured."""


class Speech:
    """Everything between a text and the ear. What `use_...` changes, one thread at a time does.

    Args:
        config: The configuration to begin with.

    Attributes:
        ladder: The engines.
        chosen_voices: Voices chosen by hand, before those that are configured.
        output: The sound.
        front_end: Makes segments of text.
        notices: What the reader says for itself.
        reader: Who is in charge.

    Raises:
        ConfigError: An engine's own table is wrong.
    """

    def __init__(self, config: Config) -> None:
        self._language_model = FastTextModel()
        self._engine_tables = engine_tables(config)
        self._output_options = config.output
        self.ladder = build_ladder(config)
        self.chosen_voices = ChosenVoices()
        self._chooser = self._build_chooser(config)
        self.front_end = self._build_front_end(config, self._chooser)
        self.notices = _build_notices(config)
        self.output = QueuedOutput(
            self._open_device,
            buffer_s=config.output.buffer_s,
            idle_close_s=config.output.idle_close_s,
            on_rest=give_memory_back,
        )
        self.reader = Reader(
            self.front_end,
            self.ladder,
            self._chooser.choose,
            self.output,
            while_speaking=Policy(config.reader.while_speaking),
            prosody=Prosody(rate=config.reader.rate, pitch=config.reader.pitch),
            volume=config.reader.volume,
            notices=self.notices,
        )

    def choose_voice(self, language: LanguageTag) -> Voice:
        """Choose the voice that reads `language` now; any thread.

        Raises:
            EngineUnavailable: No engine has any voice.
        """
        return self._chooser.choose(language)

    def speaks(self, language: LanguageTag) -> bool:
        """Whether a voice that speaks `language`, or that was chosen for it, reads it now."""
        return self._chooser.speaks(language)

    def use_words(self, config: Config) -> None:
        """Choose voices so from the next sentence on, and read text so from the next reading."""
        chooser = self._build_chooser(config)
        front_end, notices = self._build_front_end(config, chooser), _build_notices(config)
        rehearse(front_end, notices)
        self._chooser, self.front_end, self.notices = chooser, front_end, notices
        self.reader.speak_with(front_end, chooser.choose, notices)

    def use_engines(self, config: Config) -> None:
        """Speak with these engines from the next sentence on; those that load slowly are yet to be.

        An engine whose table has not changed stays as it is, unless it could not be used: what it
        lacked may be there now.

        Raises:
            ConfigError: An engine's own table is wrong.
            EngineUnavailable: None of them can speak.
        """
        tables = engine_tables(config)
        kept = {
            rung.name: rung
            for rung in self.ladder.rungs
            if tables.get(rung.name) == self._engine_tables[rung.name]
            and rung.status().state is not RungState.UNAVAILABLE
        }
        candidates = build_ladder(config, kept)
        try:
            candidates.warm_up()
        except EngineError:
            for rung in candidates.rungs:
                if rung not in self.ladder.rungs:
                    rung.retire()
            raise
        was_loading = self.ladder.is_loading
        self.ladder.replace(candidates.rungs, WhenSlow(config.reader.when_slow))
        self._engine_tables = tables
        if self.ladder.is_loading and not was_loading:
            self.output.change_device()  # for one that holds more

    def use_output(self, config: Config) -> None:
        """Sound through this device; what is playing goes on with it at the next sample."""
        options, self._output_options = self._output_options, config.output
        self.output.set_buffering(config.output.buffer_s, config.output.idle_close_s)
        if _device(options) != _device(config.output):
            self.output.change_device()

    def close(self) -> None:
        """End all of it, in reverse order."""
        self.reader.close()
        self.output.close()
        self.ladder.close()

    def _build_chooser(self, config: Config) -> VoiceChooser:
        default_language = language_tag(config.voices.default_language)
        preferred = self.chosen_voices.before(config.voices.preferred)
        return VoiceChooser(self.ladder.voices, preferred, default_language)

    def _build_front_end(self, config: Config, chooser: VoiceChooser) -> FrontEnd:
        default_language = language_tag(config.voices.default_language)
        return FrontEnd(
            ContextDetector(default_language, config.voices.detectable(), self._language_model),
            config.text,
            lambda language: self.ladder.max_chars(chooser.choose(language), language),
            own_rules(config.rules, config.pronunciation),
        )

    def _open_device(self) -> SoundDevice:
        options = self._output_options
        is_loading = self.ladder.is_loading
        latency_s = options.latency_ms / 1000 or (_LOADING_LATENCY_S if is_loading else None)
        return open_device_or_default(options.device, latency_s, options.backend)


@contextmanager
def speech(config: Config) -> Iterator[Speech]:
    """Make a reader with all it needs, and end it in reverse order.

    Raises:
        ConfigError: An engine's own table is wrong.
    """
    parts = Speech(config)
    try:
        yield parts
    finally:
        parts.close()


def rehearse(front_end: FrontEnd, notices: Notices) -> None:
    """Do what a first reading does with a text, so that the first is as fast as any."""
    list(front_end.segments("Ready.", None, Prosody))
    front_end.warm_up()
    notices.warm_up()


def _device(options: OutputOptions) -> tuple[str, str, int]:
    return options.device, options.backend, options.latency_ms


def _build_notices(config: Config) -> Notices:
    return Notices(lambda: own_language(config), config.reader.announce_minutes)


def own_language(config: Config) -> LanguageTag:
    """Name the language in which speakd speaks, and writes, for itself."""
    if config.reader.spoken_language != "auto":
        return language_tag(config.reader.spoken_language)
    default_language = language_tag(config.voices.default_language)
    if default_language != VoiceOptions().default_language:
        return default_language
    return user_language() or default_language
