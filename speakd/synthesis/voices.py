"""Which voice speaks which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.errors import EngineUnavailable
from speakd.types import language_lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from speakd.speech import Voice
    from speakd.types import LanguageTag


def best_voice(voices: Iterable[Voice], language: LanguageTag) -> Voice | None:
    """Choose the voice for `language`: the closest tag first, then the engine's own order.

    `pt-BR` takes a voice for `pt-BR`, else one for `pt`, else one for any other Portuguese.
    """
    candidates = list(voices)
    for tag in language_lookup(language):
        for voice in candidates:
            if tag in voice.languages:
                return voice
    primary = language_lookup(language)[-1]
    for voice in candidates:
        if any(language_lookup(tag)[-1] == primary for tag in voice.languages):
            return voice
    return None


class VoiceChooser:
    """Chooses a voice for each language.

    Args:
        voices: Lists every voice that can be used now, the preferred engines first.
        preferred: Names the voice wanted for a language: a voice's id, or an engine, which
            stands for that engine's best voice.
        default_language: Whose voice is used for a language nobody speaks.
    """

    def __init__(
        self,
        voices: Callable[[], Sequence[Voice]],
        preferred: Callable[[LanguageTag], str],
        default_language: LanguageTag,
    ) -> None:
        self._voices = voices
        self._preferred = preferred
        self._default_language = default_language

    def choose(self, language: LanguageTag) -> Voice:
        """Choose the voice for `language`: the preferred one if it is there, else the best.

        Raises:
            EngineUnavailable: No engine has any voice.
        """
        voices = self._voices()
        for wanted in (language, self._default_language):
            if (voice := self._voice_for(voices, wanted)) is not None:
                return voice
        if voices:
            return voices[0]
        raise EngineUnavailable("no voice is available", remedy="see `speakd status`")

    def speaks(self, language: LanguageTag) -> bool:
        """Whether a voice for `language` is there, so that no other has to stand in."""
        return self._voice_for(self._voices(), language) is not None

    def _voice_for(self, voices: Sequence[Voice], language: LanguageTag) -> Voice | None:
        return self._preferred_voice(voices, language) or best_voice(voices, language)

    def _preferred_voice(self, voices: Sequence[Voice], language: LanguageTag) -> Voice | None:
        preferred = self._preferred(language)
        for voice in voices:
            if voice.id == preferred:
                return voice
        return best_voice((voice for voice in voices if voice.engine == preferred), language)
