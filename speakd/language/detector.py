"""Language of each sentence in a row: its script, its words, its neighbours, a default."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

from speakd.language.api import LanguageDetector
from speakd.language.context import Context
from speakd.language.evidence import Evidence, Witness
from speakd.language.han import chinese_script
from speakd.language.model import FastTextModel
from speakd.language.runs import QUOTATION, quotations, script_runs
from speakd.types import LanguageTag, Span, language_lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from speakd.language.context import Belief

T = TypeVar("T")

_LOOK_AHEAD = 2
"""Sentences fetched ahead, at most, for one that does not tell by itself."""
_SURE = 0.95
"""From here on the next sentences are not asked."""
_FLOOR = 0.4
"""Below this the default speaks, if it comes into question at all."""
_CLEARLY = 1.8
"""So much more probable than the default, a language is believed below the floor as well."""
_DEFAULT_BONUS = 3.0
_OTHERS_PRIOR = 0.3

# Most text there is to read is in one of these; any other must show itself more clearly.
_WIDELY_WRITTEN = frozenset(
    [
        *("en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru"),
        *("nl", "cs", "ar", "zh", "ja", "hu", "ko", "hi"),
    ]
)


class ContextDetector(LanguageDetector):
    """Tells languages apart by script, then by statistics among the enabled ones.

    The model is loaded by the first sentence that needs it. Where it cannot be, letters and
    common words tell.

    Args:
        default: What to answer where nothing tells. It is also believed in a little more than
            the others, and gives its region: with `pt-BR`, all Portuguese is Brazilian.
        enabled: The languages to tell apart, besides the default. A tag may name a region.
        model: Tells how probable languages are; None for the one that ships with speakd.
    """

    def __init__(
        self,
        default: LanguageTag,
        enabled: Sequence[LanguageTag],
        model: Callable[[str], Mapping[str, float]] | None = None,
    ) -> None:
        self._default = default
        tags = {_primary(tag): tag for tag in reversed(enabled)}
        tags[_primary(default)] = default
        self._tags = tags
        self._witness = Witness(model or FastTextModel(), list(tags))
        self._prior = {
            language: 1.0 if language in _WIDELY_WRITTEN else _OTHERS_PRIOR for language in tags
        }
        self._prior[_primary(default)] = _DEFAULT_BONUS

    def detect(self, text: str) -> LanguageTag:
        """Name the language of `text` by itself."""
        evidence = self._witness.weigh(text)
        if evidence.script is None:
            return self._default
        return self._decide(text, Context(self._prior).weigh(evidence), None)

    def label(
        self, items: Iterable[T], text_of: Callable[[T], str]
    ) -> Iterator[tuple[T, LanguageTag]]:
        """Yield each of a row of sentences with its language, as they are asked for.

        A sentence that tells by itself is yielded before the next one is fetched; at most two
        are fetched ahead.
        """
        source = ((item, text_of(item)) for item in items)
        waiting: deque[tuple[T, str, Evidence]] = deque()
        context = Context(self._prior)
        last: LanguageTag | None = None
        while waiting or _fetch(source, waiting, self._witness):
            item, text, evidence = waiting.popleft()
            if evidence.script is None:
                # A number or a mark is read like what stands before it.
                yield item, last or self._language_ahead(source, waiting)
                continue
            belief = context.weigh(evidence)
            context.remember(evidence, belief)
            if max(belief.values()) < _SURE:
                while len(waiting) < _LOOK_AHEAD and _fetch(source, waiting, self._witness):
                    pass
                following = [later for _, _, later in waiting]
                belief = context.look_ahead(evidence, belief, following)
            last = self._decide(text, belief, last)
            yield item, last

    def differ(self, one: str, other: str) -> bool:
        """Whether scripts or common words tell that two pieces are in different languages."""
        return self._witness.differ(one, other)

    def runs(self, text: str, language: LanguageTag) -> Sequence[tuple[Span, LanguageTag]]:
        """Split a sentence where its script changes, or where it quotes another language."""
        if not QUOTATION.search(text):
            return script_runs(text, language, self.detect)

        def of_quotation(quoted: str) -> LanguageTag | None:
            sure = self._witness.sure(quoted)
            is_foreign = sure is not None and sure != _primary(language)
            return self.detect(quoted) if is_foreign else None

        return [
            (Span(part.start + span.start, part.start + span.end), found)
            for part, tag in quotations(text, language, of_quotation)
            for span, found in script_runs(text[part.start : part.end], tag, self.detect)
        ]

    def _language_ahead(
        self, source: Iterator[tuple[T, str]], waiting: deque[tuple[T, str, Evidence]]
    ) -> LanguageTag:
        """Name the language of what follows a number that nothing stands before."""
        while len(waiting) < _LOOK_AHEAD and _fetch(source, waiting, self._witness):
            pass
        for _, text, evidence in waiting:
            if evidence.script is not None:
                return self._decide(text, Context(self._prior).weigh(evidence), None)
        return self._default

    def _decide(self, text: str, belief: Belief, last: LanguageTag | None) -> LanguageTag:
        best = max(belief, key=belief.__getitem__)
        default = belief.get(_primary(self._default), 0.0)
        if belief[best] < _FLOOR and belief[best] < _CLEARLY * default:
            return self._default
        tag = self._tags.get(best, LanguageTag(best))
        return _chinese(text, tag, last) if best == "zh" else tag


def _fetch(
    source: Iterator[tuple[T, str]], waiting: deque[tuple[T, str, Evidence]], witness: Witness
) -> bool:
    """Move one sentence into `waiting`; False where there is none."""
    for item, text in source:
        waiting.append((item, text, witness.weigh(text)))
        return True
    return False


def _primary(tag: LanguageTag) -> str:
    return language_lookup(tag)[-1]


_HANT_REGIONS = frozenset({"TW", "HK", "MO", "Hant"})


def _chinese(text: str, tag: LanguageTag, last: LanguageTag | None) -> LanguageTag:
    """Name the script of Chinese, unless `tag` names a script or a region that agrees."""
    script = chinese_script(text)
    subtags = set(tag.split("-")[1:])
    if not subtags:
        if script:
            return LanguageTag(f"zh-{script}")
        return last if last and _primary(last) == "zh" else tag
    wanted = "Hant" if subtags & _HANT_REGIONS else "Hans"
    return LanguageTag(f"zh-{script}") if script and script != wanted else tag
