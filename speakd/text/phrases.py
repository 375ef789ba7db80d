"""Words of speakd's own, by language, from a file with a table for each."""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from speakd.types import LanguageTag, language_lookup

if TYPE_CHECKING:
    from collections.abc import Mapping

FALLBACK = "en"
_TRADITIONAL = frozenset({"zh-TW", "zh-HK", "zh-MO"})


class PhraseBook:
    """Phrases by language; the file is read when the first one is asked for.

    Args:
        package: The package that the file lies in.
        file: A TOML file with a table for each language tag.
    """

    def __init__(self, package: str, file: str) -> None:
        self._package = package
        self._file = file

    @cached_property
    def _tables(self) -> Mapping[str, Mapping[str, Any]]:
        return tomllib.loads(files(self._package).joinpath(self._file).read_text("utf-8"))

    def phrases(self, language: LanguageTag) -> Mapping[str, Any] | None:
        """Give all phrases of the table nearest to `language`; None where there is none."""
        nearest = LanguageTag("zh-Hant") if language in _TRADITIONAL else language
        for tag in language_lookup(nearest):
            if tag in self._tables:
                return self._tables[tag]
        return None


@cache
def _book() -> PhraseBook:
    return PhraseBook("speakd.text", "phrases.toml")


def phrase(key: str, language: LanguageTag, **parts: object) -> str | None:
    """Find a phrase that the front end puts into a text, and fill it in.

    Args:
        key: Its name in `phrases.toml`.
        language: The language to say it in; where that has no phrases, English is spoken.
        parts: What stands in braces in it.

    Returns:
        None where the language has phrases but says this one in no word.
    """
    table = _book().phrases(language) or _book().phrases(LanguageTag(FALLBACK)) or {}
    words = table.get(key)
    return None if words is None else str(words).format_map(parts)


def has_phrases(language: LanguageTag) -> bool:
    """Whether the front end can speak `language` itself."""
    return _book().phrases(language) is not None
