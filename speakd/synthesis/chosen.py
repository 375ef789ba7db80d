"""Voices that were chosen by hand, for as long as the daemon runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.types import language_lookup, language_tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.types import LanguageTag


class ChosenVoices:
    """Puts what was chosen by hand before what is configured; any thread."""

    def __init__(self) -> None:
        self._chosen: dict[LanguageTag, str] = {}

    def choose(self, language: LanguageTag, voice: str) -> None:
        """Have `voice` read `language` from the next sentence on; "" goes by the configuration."""
        chosen = dict(self._chosen)
        if voice:
            chosen[language_tag(language)] = voice
        else:
            chosen.pop(language_tag(language), None)
        self._chosen = chosen  # in one go, for others are looking

    def chosen(self, language: LanguageTag) -> str:
        """Name the voice that was chosen for `language` or, failing that, its base; else ""."""
        chosen = self._chosen
        for tag in language_lookup(language_tag(language)):
            if tag in chosen:
                return chosen[tag]
        return ""

    def before(self, preferred: Callable[[LanguageTag], str]) -> Callable[[LanguageTag], str]:
        """Make what names the voice for a language of what the configuration names."""
        return lambda language: self.chosen(language) or preferred(language)
