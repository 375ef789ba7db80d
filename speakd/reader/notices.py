"""What the reader says about itself, in the user's language."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from speakd.reader.length import rounded, speaking_time_s
from speakd.speech import Segment
from speakd.text.phrases import FALLBACK, PhraseBook
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.speech import Prosody
    from speakd.types import Notice

_MINUTE_S = 60.0


class Notices:
    """Puts into words what the reader has to say about itself.

    Args:
        language: Names the user's language when the first words are needed.
        announce_minutes: How long a reading must be for its length to be said; 0 for never.
    """

    def __init__(
        self,
        language: Callable[[], LanguageTag] = lambda: LanguageTag(FALLBACK),
        announce_minutes: float = 0.0,
    ) -> None:
        self._language = language
        self._announce_minutes = announce_minutes

    @cached_property
    def _words(self) -> tuple[LanguageTag, Mapping[str, Any]]:
        """The language and its words, or English and the English ones."""
        book = PhraseBook("speakd.reader", "notices.toml")
        language = self._language()
        if found := book.phrases(language):
            return language, found
        english = LanguageTag(FALLBACK)
        return english, book.phrases(english) or {}

    def warm_up(self) -> None:
        """Read the words, so that the first notice is as fast as any."""
        self._words  # noqa: B018, reading it is what loads it

    def segment(self, notice: Notice, prosody: Prosody) -> Segment:
        """Make the segment that says `notice`."""
        language, words = self._words
        said = words.get(notice.name.lower())
        if said is None:
            return Segment(notice.value, LanguageTag(FALLBACK), Span(0, 0), prosody)
        return Segment(said, language, Span(0, 0), prosody)

    def length(self, chars: int, language: LanguageTag, prosody: Prosody) -> Segment | None:
        """Make the segment that says how long a reading takes; None where it is not long.

        Args:
            chars: Length of the text.
            language: The language of its beginning.
            prosody: Of the segment; its rate is what the text is read at.
        """
        minutes = speaking_time_s(chars, language, prosody.rate) / _MINUTE_S
        if not self._announce_minutes or minutes <= self._announce_minutes:
            return None
        own_language, words = self._words
        counts = zip(("hours", "minutes"), rounded(minutes), strict=True)
        said = [_form(words[unit], count) for unit, count in counts if count]
        about = words["about"].format(length=words["between"].join(said))
        return Segment(about, own_language, Span(0, 0), prosody)


def _form(forms: Mapping[str, str], count: int) -> str:
    """Choose the form for `count`: that of the greatest number that is not above it."""
    best = max((least for least in map(int, forms) if least <= count), default=1)
    return forms[str(best)].format(count=count)
