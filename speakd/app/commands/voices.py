"""`speakd voices`: list the voices of every engine that can run here."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from typing import TYPE_CHECKING

from speakd.app import terminal
from speakd.app.commands.clips import own_voices
from speakd.app.commands.settings import load_config
from speakd.config.load import read_engine_options
from speakd.errors import EngineError, SpeakdError
from speakd.synthesis.registry import find_engines
from speakd.types import language_lookup, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.config.schema import Config
    from speakd.speech import Voice
    from speakd.synthesis.registry import EngineEntry
    from speakd.types import LanguageTag

_MOST_INDENT = 28
"""An id that is longer has a line of its own."""


def show_voices(language: str | None, config: str | None, *, as_json: bool = False) -> int:
    """Print every voice with its languages and its licence.

    Args:
        language: Only voices that speak it; None shows all.
        config: What `--config` says.
        as_json: For programs.

    Raises:
        SpeakdError: There is none, or none for the language.
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
        voices = _speaking(voices, language_tag(language))
    own = own_voices(config)
    if as_json:
        told = {"voices": [_fields(voice) for voice in voices], "learned": own}
        print(json.dumps(told, indent=2))
        return 0
    columns = terminal.width()
    print("\n".join(voice_lines(voices, columns)))
    if own:
        print()
        print(terminal.wrapped(f"learned from recordings: {', '.join(own)}", columns, 2))
    return 0


def voice_lines(voices: Sequence[Voice], columns: int | None = None) -> Iterator[str]:
    """Write voices, those of an engine and a licence together.

    Args:
        voices: In the order in which they are shown.
        columns: How wide a line may be; None gives every voice one line.
    """
    widest = max(len(voice.id) for voice in voices)
    indent = 2 + min(widest, _MOST_INDENT) + 2
    for number, ((engine, licence), each) in enumerate(groupby(voices, _engine_and_licence)):
        group = list(each)
        if number:
            yield ""
        yield f"{engine}: {len(group)} {'voices' if len(group) > 1 else 'voice'}, {licence}"
        for voice in group:
            described = f"{voice.name}: {', '.join(voice.languages)}"
            if columns is not None and len(voice.id) > _MOST_INDENT:
                yield f"  {voice.id}"
                yield terminal.wrapped(f"{'':{indent}}{described}", columns, indent)
            else:
                line = f"  {voice.id:{indent - 4}}  {described}"
                yield terminal.wrapped(line, columns, indent)


def _engine_and_licence(voice: Voice) -> tuple[str, str]:
    return voice.engine, voice.licence


def _fields(voice: Voice) -> dict[str, object]:
    return {
        "id": voice.id,
        "name": voice.name,
        "engine": voice.engine,
        "languages": voice.languages,
        "licence": voice.licence,
    }


def _voices_of(entry: EngineEntry, config: Config) -> Sequence[Voice]:
    cls = entry.load()
    engine = cls(read_engine_options(cls.Options, config, entry.name))  # type: ignore[call-arg]  # an engine behind an entry point takes its options
    try:
        engine.probe()
        return engine.voices()
    finally:
        engine.close()


def _speaking(voices: Sequence[Voice], language: LanguageTag) -> list[Voice]:
    """Choose the voices for `language`; where it has none of its own, those for a wider one.

    Raises:
        SpeakdError: There is none.
    """
    for wanted in language_lookup(language):
        found = [voice for voice in voices if _speaks(voice, wanted)]
        if found:
            return found
    raise no_voice_speaks(language)


def _speaks(voice: Voice, wanted: LanguageTag) -> bool:
    return any(wanted in language_lookup(each) for each in voice.languages)


def no_voice_speaks(language: LanguageTag) -> SpeakdError:
    """Say that there is no voice for a language."""
    return SpeakdError(
        f"no voice speaks {language!r}", remedy="`speakd voices` lists all there are"
    )
