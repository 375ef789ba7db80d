"""`speakd bench`: how fast speakd is on this computer."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import platform
import sys
from typing import TYPE_CHECKING

from speakd.app.benchmark import measure_clipboard, measure_voice
from speakd.app.commands.settings import load_config
from speakd.app.commands.voices import no_voice_speaks
from speakd.app.wiring import rehearse, speech
from speakd.desktop.session import clipboard as session_clipboard
from speakd.errors import DesktopError
from speakd.types import language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.app.benchmark import Measurement
    from speakd.app.wiring import Speech
    from speakd.config.schema import Config
    from speakd.types import LanguageTag


def run(config: str | None, rounds: int, language: str | None, *, as_json: bool) -> int:
    """Measure and print.

    Args:
        config: What `--config` says.
        rounds: How often each thing is measured.
        language: Whose voice is measured; None for the default language.
        as_json: For programs.

    Raises:
        SpeakdError: It cannot speak; why, and what to do.
    """
    logging.getLogger().addHandler(logging.NullHandler())
    loaded = load_config(config)
    tag = language_tag(language or loaded.voices.default_language)
    found: list[tuple[str, Measurement]] = []
    for voice, measurement in _measure(loaded, tag, rounds):
        if not as_json:
            if not found:
                print(f"{_machine()}, {rounds} rounds, milliseconds\n{'':48}  median     p95")
            if voice and (not found or found[-1][0] != voice):
                print(voice)
            what = f"{'  ' if voice else ''}{measurement.what}"
            print(f"{what:<48}{measurement.median_ms:8.1f}{measurement.p95_ms:8.1f}", flush=True)
        found.append((voice, measurement))
    if as_json:
        rows = [
            {
                "voice": voice,
                "what": each.what,
                "median_ms": round(each.median_ms, 2),
                "p95_ms": round(each.p95_ms, 2),
            }
            for voice, each in found
        ]
        print(json.dumps({"machine": _machine(), "rounds": rounds, "measurements": rows}))
    return 0


def _measure(
    config: Config, language: LanguageTag, rounds: int
) -> Iterator[tuple[str, Measurement]]:
    silent = dataclasses.replace(config, reader=dataclasses.replace(config.reader, volume=0.0))
    with speech(silent) as parts:
        parts.ladder.warm_up()
        if not parts.speaks(language):
            raise no_voice_speaks(language)
        yield from _clipboard(rounds)
        rehearse(parts.front_end, parts.notices)
        first = parts.choose_voice(language).id
        yield from _voice(parts, language, rounds)
        parts.ladder.load_slow_engines()
        if parts.choose_voice(language).id != first:
            yield from _voice(parts, language, rounds)


def _clipboard(rounds: int) -> Iterator[tuple[str, Measurement]]:
    clipboard = session_clipboard()
    try:
        yield "", measure_clipboard(clipboard, rounds)
    except DesktopError as problem:
        print(f"speakd: {problem}", file=sys.stderr)
    finally:
        clipboard.close()


def _voice(parts: Speech, language: LanguageTag, rounds: int) -> Iterator[tuple[str, Measurement]]:
    voice = parts.choose_voice(language).id
    for measurement in measure_voice(parts, language, rounds):
        yield voice, measurement


def _machine() -> str:
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
