"""The corpus of snippets: how it is read, and how well the languages in it are told."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.types import LanguageTag, language_lookup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from speakd.language.api import LanguageDetector

_FOLDER = Path(__file__).parent.parent / "corpus"
_WIDE = {"zh": 0.6, "ja": 0.4}
_XTTS = frozenset(
    [
        *("en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru"),
        *("nl", "cs", "ar", "zh", "ja", "hu", "ko", "hi"),
    ]
)


@dataclass(frozen=True)
class Sentence:
    """What is spoken in one go, or in a few if the voice changes."""

    runs: tuple[tuple[LanguageTag, str], ...]

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.runs)

    @property
    def language(self) -> LanguageTag:
        return self.runs[0][0]

    @property
    def is_mixed(self) -> bool:
        return len(self.runs) > 1

    @property
    def words(self) -> int:
        """Words; Chinese and Japanese, which have no blanks, are reckoned by characters."""
        wide = _WIDE.get(language_lookup(self.language)[-1])
        if wide:
            return round(wide * sum(character.isalpha() for character in self.text))
        return sum(any(map(str.isalpha, word)) for word in self.text.split())


@dataclass(frozen=True)
class Snippet:
    """Something that was copied."""

    name: str
    group: str
    is_held_out: bool
    copied: str
    sentences: tuple[Sentence, ...]


def snippets() -> Iterator[Snippet]:
    """Read the corpus."""
    for file in sorted(_FOLDER.glob("*.toml")):
        for entry in tomllib.loads(file.read_text("utf-8"))["snippet"]:
            found = tuple(map(_sentence, entry["sentences"].strip().splitlines()))
            copied = entry.get("copied") or "\n".join(each.text for each in found)
            is_held_out = {"held-out": True, "tuning": False}[entry["set"]]
            yield Snippet(entry["name"], file.stem, is_held_out, copied.strip(), found)


def _sentence(line: str) -> Sentence:
    languages, text = line.split(": ", 1)
    if "|" not in languages:
        return Sentence(((LanguageTag(languages), text),))
    pairs = zip(languages.split("|"), text.split("|"), strict=True)
    return Sentence(tuple((LanguageTag(language), part) for language, part in pairs))


@dataclass(frozen=True)
class Verdict:
    """What a detector said of one sentence."""

    snippet: Snippet
    sentence: Sentence
    found: tuple[tuple[LanguageTag, str], ...]

    @property
    def is_right(self) -> bool:
        """Whether every part is read in its language; blanks and marks belong to either side."""
        wanted = [(tag, _core(text)) for tag, text in self.sentence.runs]
        found = [(tag, _core(text)) for tag, text in self.found]
        return len(wanted) == len(found) and all(
            text == other_text and agrees(tag, other)
            for (tag, text), (other, other_text) in zip(wanted, found, strict=True)
        )

    @property
    def column(self) -> str:
        """The row of the table it counts for."""
        if self.sentence.is_mixed or self.snippet.group == "mixed":
            return "mixed"
        language = language_lookup(self.sentence.language)[-1]
        return language if language in _XTTS else "neighbours"


def agrees(wanted: LanguageTag, found: LanguageTag) -> bool:
    """Whether a voice for `found` reads `wanted` rightly: `zh` reads both scripts."""
    return found in language_lookup(wanted)


def _core(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def judge(detector: LanguageDetector, texts: Iterable[Snippet]) -> Iterator[Verdict]:
    """Have every snippet labelled as a row of sentences, as the reader does."""
    for snippet in texts:
        for sentence, language in detector.label(snippet.sentences, lambda each: each.text):
            text = sentence.text
            found = tuple(
                (tag, text[span.start : span.end]) for span, tag in detector.runs(text, language)
            )
            yield Verdict(snippet, sentence, found)
