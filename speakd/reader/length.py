"""How long a text takes to read: a guess from its length alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.types import language_lookup

if TYPE_CHECKING:
    from speakd.types import LanguageTag

_CHARS_PER_SECOND = {
    "ar": 9.7,
    "cs": 12.7,
    "de": 13.7,
    "en": 13.8,
    "es": 14.4,
    "fr": 15.8,
    "hi": 12.0,
    "hu": 12.4,
    "it": 13.9,
    "ko": 5.8,
    "nl": 14.0,
    "pl": 12.8,
    "pt": 13.6,
    "ru": 14.8,
    "tr": 12.0,
    "zh": 4.2,
    # The embedded voice knows few Japanese characters. People read 357 Japanese and 255 Chinese
    # ones a minute aloud (Trauzettel-Klosinski and Dietz 2012, doi:10.1167/iovs.11-8284).
    "ja": 4.2 * 357 / 255,
}
"""At rate 1, with the pauses between sentences; measured by `bench/speaking_rate.py`."""

_OTHERS = 13.0


def speaking_time_s(chars: int, language: LanguageTag, rate: float) -> float:
    """Guess how many seconds a text takes.

    Args:
        chars: Its length.
        language: What most of it is written in.
        rate: Speaking rate.
    """
    primary = language_lookup(language)[-1]
    return chars / (_CHARS_PER_SECOND.get(primary, _OTHERS) * rate)


_EXACT = 20
_STEP = 5
_HOUR = 60
_HALVES_UP_TO = 3 * _HOUR


def rounded(minutes: float) -> tuple[int, int]:
    """Round a length as a person would who says "about".

    Returns:
        Hours and minutes; one of them may be 0. Both are up to 20 or multiples of 5, minutes are
        30 at most where there are hours.
    """
    if (whole := max(1, round(minutes))) <= _EXACT:
        return 0, whole
    if (fives := _STEP * round(minutes / _STEP)) < _HOUR:
        return 0, fives
    halves = round(minutes / (_HOUR / 2))
    if halves * (_HOUR / 2) < _HALVES_UP_TO:
        return halves // 2, (halves % 2) * (_HOUR // 2)
    hours = round(minutes / _HOUR)
    return (hours if hours <= _EXACT else _STEP * round(hours / _STEP)), 0
