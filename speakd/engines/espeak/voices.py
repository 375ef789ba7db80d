"""The library's voices as speakd's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.engines.espeak_languages import name_voices
from speakd.speech import Voice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from speakd.engines.espeak.library import VoiceRecord

ENGINE = "espeak"
LICENCE = "GPL-3.0-or-later"

_DICTIONARIES = {"hyw": "hy", "ltg": "lv", "nb": "no"}
"""Dictionaries that are not named after their language."""


@dataclass(frozen=True, slots=True)
class CatalogVoice:
    """A voice and what the library knows it by."""

    voice: Voice
    identifier: str


def catalog(records: Sequence[VoiceRecord], data: Path) -> tuple[CatalogVoice, ...]:
    """List the voices that can speak, the default of each language first.

    Args:
        records: The voices as the library lists them.
        data: Its data folder. Some voices come without their dictionary and would be mute.
    """
    named = {record.identifier: record.name for record in records}
    listed = [(record.language, record.identifier) for record in records]
    return tuple(
        CatalogVoice(
            Voice(f"{ENGINE}:{languages[0].lower()}", named[identifier], languages, LICENCE),
            identifier,
        )
        for identifier, languages in name_voices(listed)
        if _dictionary(data, identifier).is_file()
    )


def _dictionary(data: Path, identifier: str) -> Path:
    language = identifier.rpartition("/")[2].partition("-")[0].lower()
    return data / f"{_DICTIONARIES.get(language, language)}_dict"
