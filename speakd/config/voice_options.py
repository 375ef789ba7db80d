"""`[voices]`: which voice reads which language.

The annotations of options are evaluated at run time, so this module does not defer them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from speakd.config.checks import check_engine, check_language, check_language_key, check_voice
from speakd.config.options import option
from speakd.types import LanguageTag, language_lookup, language_tag


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """Which voice reads which language."""

    default_language: str = option(
        "en", "Language of text whose own cannot be told (BCP 47).", check=check_language
    )
    enabled_languages: tuple[str, ...] = option(
        (
            *("en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru", "nl", "cs", "ar", "zh", "ja"),
            *("hu", "ko", "hi", "uk", "bg", "sr", "sv", "da", "nb", "fi", "ro", "ca", "fa", "ur"),
        ),
        "Languages to tell apart where a script has several, besides the default one and those "
        "that [voices.languages] names; the fewer, the surer.",
        check=check_language,
    )
    fallback: tuple[str, ...] = option(
        ("espeak", "system"),
        "Engines to try, best first, when the chosen voice fails.",
        check=check_engine,
    )
    languages: Mapping[str, str] = option(
        {"*": "coqui"},
        'Voice for each language tag; "*" stands for every other language. A voice is '
        "engine:name such as 'espeak:en-gb'; an engine alone means its best voice for the "
        "language.",
        check=check_voice,
        check_key=check_language_key,
    )

    def preferred(self, language: LanguageTag) -> str:
        """Name the voice, or the engine, that is to read `language`.

        The nearest entry counts: `pt-BR` before `pt` before `*`.
        """
        canonical = {_canonical(key): voice for key, voice in self.languages.items()}
        for tag in language_lookup(language_tag(language)):
            if tag in canonical:
                return canonical[tag]
        return self.languages["*"]

    def detectable(self) -> tuple[LanguageTag, ...]:
        """List the languages to tell apart, each once."""
        named = (key for key in self.languages if key != "*")
        tags = map(language_tag, (*self.enabled_languages, *named))
        return tuple(dict.fromkeys(tags))

    def cross_check(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Find engines and languages that are listed twice."""
        for name in _repeated(self.fallback):
            yield ("fallback",), f"{name!r} is listed twice"
        for name in _repeated(map(_canonical, self.enabled_languages)):
            yield ("enabled_languages",), f"the language {name!r} is listed twice"
        for name in _repeated(map(_canonical, self.languages)):
            yield ("languages",), f"the language {name!r} is listed twice"


def _canonical(key: str) -> str:
    return key if key == "*" else language_tag(key)


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
