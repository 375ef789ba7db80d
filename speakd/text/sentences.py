"""Cut blocks into sentences lazily: a text of any length starts as fast as a short one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from speakd.speech import MAX_SEGMENT_CHARS
from speakd.spoken import SpokenText
from speakd.text.abbreviations import without_abbreviations
from speakd.text.clean import is_pronounceable
from speakd.text.cutting import opening, pieces
from speakd.text.phrases import phrase
from speakd.text.segmenter import sentence_starts
from speakd.types import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from speakd.text.blocks import Block, Summary
    from speakd.types import LanguageTag

    Differ = Callable[[str, str], bool]
    LanguageOf = Callable[[str], LanguageTag]
    Rewrite = Callable[[SpokenText, LanguageTag], SpokenText]
    Runs = Callable[[str, LanguageTag], Iterable[tuple[Span, LanguageTag]]]


class Label(Protocol):
    """Names the language of each of a row of sentences."""

    def __call__(
        self, items: Iterable[_Raw], text_of: Callable[[_Raw], str], /
    ) -> Iterable[tuple[_Raw, LanguageTag]]:
        """Yield each item with its language; `text_of` gives an item's text."""


_SHORT = 16
"""Sentences with fewer characters are spoken together with a neighbour; voices stumble over them.

A Chinese, Japanese or Korean character counts for three."""

_MERGED_MAX = 160
_MERGED_FIRST_MAX = 80
_ENDS_WITHIN = re.compile(r"[.!?\n]")
"""Without any of these, text in ASCII is one sentence in every language."""

_FIRST_WIDE = "\u2e80"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a part of a long one, or a few short ones that are spoken in one go.

    Attributes:
        spoken: What to say, without the space around it, and where it comes from.
        language: What `language_of` said of it.
        pause_s: Silence to leave behind it, in seconds at rate 1.0.
    """

    spoken: SpokenText
    language: LanguageTag
    pause_s: float = 0.0

    @property
    def text(self) -> str:
        """What to say. Never logged, never shown."""
        return self.spoken.text

    @property
    def span(self) -> Span:
        """Where it stands in the source."""
        return self.spoken.span


class _Raw(NamedTuple):
    """A sentence before it is put into words; a summary has none of its own yet."""

    spoken: SpokenText
    block: Block
    is_last: bool

    @property
    def text(self) -> str:
        return "" if self.block.summary is not None else self.spoken.text


def sentences(
    blocks: Iterable[Block],
    language_of: LanguageOf,
    rewrite: Rewrite,
    max_chars: Callable[[LanguageTag], int] = lambda _: MAX_SEGMENT_CHARS,
    *,
    label: Label | None = None,
    differ: Differ | None = None,
    runs: Runs = lambda text, language: ((Span(0, len(text)), language),),
) -> Iterator[Sentence]:
    """Yield what there is to say, in pieces that can be spoken in one go.

    Args:
        blocks: The text; no more of it is asked for than the next sentences need.
        language_of: Names the language of a piece of text.
        rewrite: Puts a sentence into words.
        max_chars: No sentence in that language is longer.
        label: Names the language of each of a row of sentences; None for each by itself.
        differ: Whether two pieces of text are in different languages; None to ask `language_of`.
        runs: Splits a sentence of some language where another voice has to read on.
    """
    label = label or (lambda items, text_of: ((each, language_of(text_of(each))) for each in items))
    differ = differ or (lambda one, other: language_of(one) != language_of(other))
    waiting: Sentence | None = None
    is_first = True
    for raw, language in label(_raw(blocks, language_of, differ), lambda each: each.text):
        for spoken, spoken_language in _worded(raw, language, rewrite, runs):
            for piece in _pieces(spoken, max_chars(spoken_language), is_first=is_first):
                if not is_pronounceable(piece.text):
                    continue
                is_first = False
                if waiting is not None:
                    yield waiting
                waiting = Sentence(piece, spoken_language)
        if waiting is not None and raw.is_last:
            yield Sentence(waiting.spoken, waiting.language, raw.block.kind.pause_s)
            waiting = None


def _raw(blocks: Iterable[Block], language_of: LanguageOf, differ: Differ) -> Iterator[_Raw]:
    is_first = True
    for block in blocks:
        last: SpokenText | None = None
        whole = [block.spoken]
        found = (
            whole
            if block.summary
            else _sentences(block.spoken, language_of, differ, is_first=is_first)
        )
        for spoken in found:
            if last is not None:
                yield _Raw(last, block, is_last=False)
            last = spoken
            is_first = False
        if last is not None:
            yield _Raw(last, block, is_last=True)


def _worded(
    raw: _Raw, language: LanguageTag, rewrite: Rewrite, runs: Runs
) -> Iterator[tuple[SpokenText, LanguageTag]]:
    """Yield what is said of a sentence, each part with its language."""
    if raw.block.summary is not None:
        yield _told(raw.block.summary, raw.spoken.span, language), language
        return
    for span, part_language in runs(raw.text, language):
        part = raw.spoken if len(span) == len(raw.text) else raw.spoken.part(span.start, span.end)
        yield rewrite(part, part_language), part_language


def _told(summary: Summary, source: Span, language: LanguageTag) -> SpokenText:
    name = summary.phrase
    if name == "code_lines" and summary.name:
        name = "code_named"
    said = phrase(name, language, count=summary.count, name=summary.name) or ""
    return SpokenText.instead(f"{said}.", source)


def _sentences(
    spoken: SpokenText, language_of: LanguageOf, differ: Differ, *, is_first: bool
) -> Iterator[SpokenText]:
    """Yield the sentences of a block, too short ones put together."""
    text = spoken.text
    if text.isascii() and not _ENDS_WITHIN.search(text, 0, len(text.rstrip()) - 1):
        yield spoken
        return
    language = language_of(text).partition("-")[0]
    starts = list(without_abbreviations(text, sentence_starts(text, language), language))
    for start, end in _merged(text, starts, differ, is_first=is_first):
        yield spoken.part(start, end)


def _merged(
    text: str, starts: list[int], differ: Differ, *, is_first: bool
) -> Iterator[tuple[int, int]]:
    """Put sentences that are too short together with the next, the last with the one before."""
    start, *borders = *starts, len(text)
    end = borders[0]
    for following in borders[1:]:
        limit = _MERGED_FIRST_MAX if is_first else _MERGED_MAX
        is_last = following == len(text)
        if (
            following - start <= limit
            and (_is_short(text[start:end]) or (is_last and _is_short(text[end:following])))
            and not differ(text[start:end], text[end:following])
        ):
            end = following
        else:
            yield start, end
            start, end, is_first = end, following, False
    yield start, end


def _is_short(sentence: str) -> bool:
    sentence = sentence.strip()
    return (
        len(sentence) < _SHORT
        and len(sentence) + 2 * sum(map(_FIRST_WIDE.__le__, sentence)) < _SHORT
    )


def _pieces(spoken: SpokenText, max_chars: int, *, is_first: bool) -> Iterator[SpokenText]:
    if is_first and (length := opening(spoken.text)) < len(spoken):
        yield from _pieces(spoken.part(0, length), max_chars, is_first=False)
        spoken = spoken.part(length, len(spoken))
    for span in pieces(spoken.text, max_chars):
        yield spoken.part(span.start, span.end)
