"""Which table of the configuration changes what, when the file is edited.

What is read from `LiveConfig.config` at each use, such as `[clipboard]`, needs no line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.engines import engine_tables
from speakd.reader.reading import Policy

if TYPE_CHECKING:
    from speakd.app.live_config import LiveConfig
    from speakd.app.live_hotkey import LiveHotkey
    from speakd.app.logs import Logs
    from speakd.app.rehearsal import Rehearsal
    from speakd.app.wiring import Speech
    from speakd.config.schema import Config


def follow_log(live: LiveConfig, written: Logs) -> None:
    """Log so at once."""
    live.follow("log", lambda config: config.log, lambda config: written.configure(config.log))


def follow_hotkeys(live: LiveConfig, hotkey: LiveHotkey) -> None:
    """Listen for the new chords at once."""
    live.follow("hotkeys", lambda config: config.hotkeys, lambda config: hotkey.use(config.hotkeys))


def follow_speech(live: LiveConfig, parts: Speech, rehearsal: Rehearsal) -> None:
    """Speak so: sound, rate and volume at once, voices from the next sentence, text from the next.

    A rate or volume that was changed by key stays, unless the file's own has changed.
    """

    def use_engines(config: Config) -> None:
        parts.use_engines(config)
        rehearsal.load_engines()

    reader = parts.reader
    live.follow("output", lambda config: config.output, parts.use_output)
    # Before the voices, which are chosen among what the engines have.
    live.follow("engines", _engines, use_engines)
    live.follow("text and voices", _words, parts.use_words)
    live.follow(
        "reader.while_speaking",
        lambda config: config.reader.while_speaking,
        lambda config: reader.set_policy(Policy(config.reader.while_speaking)),
    )
    live.follow(
        "reader.rate",
        lambda config: config.reader.rate,
        lambda config: reader.set_normal_rate(config.reader.rate),
    )
    live.follow(
        "reader.pitch",
        lambda config: config.reader.pitch,
        lambda config: reader.set_pitch(config.reader.pitch),
    )
    live.follow(
        "reader.volume",
        lambda config: config.reader.volume,
        lambda config: reader.set_volume(config.reader.volume),
    )


def _engines(config: Config) -> object:
    return tuple(engine_tables(config).items()), config.reader.when_slow


def _words(config: Config) -> object:
    said = config.reader.announce_minutes, config.reader.spoken_language
    return config.text, config.pronunciation, config.rules, config.voices, said
