"""The few words of its own that the front end puts into a text, by language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speakd.types import LanguageTag

_FALLBACK = "en"


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("speakd.text").joinpath("phrases.toml").read_text("utf-8"))


def phrase(key: str, language: LanguageTag, **parts: object) -> str | None:
    """Find a phrase and fill it in.

    Args:
        key: Its name in `phrases.toml`.
        language: The language to say it in; where that has no phrases, English is spoken.
        parts: What stands in braces in it.

    Returns:
        None where the language has phrases but says this one in no word.
    """
    table = _table()
    words = table.get(language.partition("-")[0], table[_FALLBACK]).get(key)
    return None if words is None else words.format_map(parts)


def has_phrases(language: LanguageTag) -> bool:
    """Whether the front end can speak `language` itself."""
    return language.partition("-")[0] in _table()
