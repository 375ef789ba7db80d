"""Which voice speaks which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.errors import EngineUnavailable
from speakd.types import language_lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from speakd.speech import Voice
    from speakd.types import LanguageTag

ANY_LANGUAGE = "*"
"""Key of the voice for languages that have none of their own."""


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
    """Chooses a voice for each language, as the configuration says.

    Args:
        voices: Lists every voice that can be used now, the preferred engines first.
        languages: Language tag, or `*`, to a voice's id or an engine's name, which stands for
            that engine's best voice.
        default_language: Whose voice is used for a language nobody speaks.
    """

    def __init__(
        self,
        voices: Callable[[], Sequence[Voice]],
        languages: Mapping[str, str],
        default_language: LanguageTag,
    ) -> None:
        self._voices = voices
        self._languages = languages
        self._default_language = default_language

    def choose(self, language: LanguageTag) -> Voice:
        """Choose the voice for `language`.

        Raises:
            EngineUnavailable: No engine has any voice.
        """
        voices = self._voices()
        for wanted in (language, self._default_language):
            voice = self._configured(voices, wanted) or best_voice(voices, wanted)
            if voice is not None:
                return voice
        if voices:
            return voices[0]
        raise EngineUnavailable("no voice is available", remedy="see `speakd status`")

    def _configured(self, voices: Sequence[Voice], language: LanguageTag) -> Voice | None:
        for tag in (*language_lookup(language), ANY_LANGUAGE):
            if tag in self._languages:
                wanted = self._languages[tag].removesuffix(":*")
                engine_voices = [voice for voice in voices if voice.engine == wanted]
                found = best_voice(engine_voices, language) or next(
                    (voice for voice in voices if voice.id == wanted), None
                )
                if found is not None:
                    return found
        return None
