"""From a configuration to the engines that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.config.load import read_engine_options
from speakd.errors import EngineUnavailable
from speakd.synthesis.fallback import FallbackSynthesizer
from speakd.synthesis.missing import MissingSynthesizer
from speakd.synthesis.registry import find_engines
from speakd.synthesis.rung import Rung
from speakd.synthesis.slow import WhenSlow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speakd.config.schema import Config
    from speakd.synthesis.api import Synthesizer
    from speakd.synthesis.registry import EngineEntry


def engine_tables(config: Config) -> Mapping[str, Mapping[str, object]]:
    """Give the names of the engines that are to speak, best first, each with its own table."""
    voices = config.voices
    wanted = [voice.partition(":")[0] for voice in voices.languages.values()]
    return {name: config.engines.get(name, {}) for name in (*wanted, *voices.fallback)}


def check_engine_tables(config: Config) -> None:
    """Check the tables of the engines that are to speak.

    Raises:
        ConfigError: The first of them that is wrong; every problem in it.
    """
    found = find_engines()
    for name in engine_tables(config):
        if name in found:
            try:
                read_engine_options(found[name].load().Options, config, name)
            except EngineUnavailable:
                continue  # its options are its own and cannot be known without it


def build_ladder(config: Config, kept: Mapping[str, Rung] | None = None) -> FallbackSynthesizer:
    """Make the engines that the configuration names, best first.

    Args:
        config: The configuration.
        kept: Engines to take as they are, by name.

    Raises:
        ConfigError: An engine's own table is wrong.
    """
    kept = kept or {}
    found = find_engines()
    rungs = [
        kept.get(name) or Rung(_build_engine(name, found, config)) for name in engine_tables(config)
    ]
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
