"""`speakd voices`: list the voices of every engine that can run here."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from speakd.app.commands.clips import own_voices
from speakd.app.commands.settings import load_config
from speakd.config.load import read_engine_options
from speakd.errors import EngineError, SpeakdError
from speakd.synthesis.registry import find_engines
from speakd.types import language_lookup, language_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speakd.config.schema import Config
    from speakd.speech import Voice
    from speakd.synthesis.registry import EngineEntry


def show_voices(language: str | None, config: str | None) -> int:
    """Print every voice with its languages and its licence.

    Args:
        language: Only voices that speak it; None shows all.
        config: What `--config` says.

    Raises:
        SpeakdError: There is none.
    """
    settings = load_config(config)
    voices: list[Voice] = []
    for entry in find_engines().values():
        try:
            voices.extend(_voices_of(entry, settings))
        except EngineError as reason:
            print(f"speakd: {entry.name}: {reason}", file=sys.stderr)
    if not voices:
        raise SpeakdError("no voice can be used", remedy="reinstall speakd, which brings one")
    if language is not None:
        voices = [voice for voice in voices if _speaks(voice, language)]
    if not voices:
        raise SpeakdError(
            f"no voice speaks {language!r}", remedy="`speakd voices` lists all there are"
        )
    print(voice_table(voices))
    if own := own_voices(config):
        print(f"\nlearned from recordings: {', '.join(own)}")
    return 0


def voice_table(voices: Sequence[Voice]) -> str:
    """Write voices one to a line, in columns."""
    rows = [(voice.id, ", ".join(voice.languages), voice.name, voice.licence) for voice in voices]
    rows.insert(0, ("VOICE", "LANGUAGES", "NAME", "LICENCE"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _voices_of(entry: EngineEntry, config: Config) -> Sequence[Voice]:
    cls = entry.load()
    engine = cls(read_engine_options(cls.Options, config, entry.name))  # type: ignore[call-arg]  # an engine behind an entry point takes its options
    try:
        engine.probe()
        return engine.voices()
    finally:
        engine.close()


def _speaks(voice: Voice, language: str) -> bool:
    wanted = language_tag(language)
    return any(wanted in language_lookup(language_tag(each)) for each in voice.languages)
