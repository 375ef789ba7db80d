"""Plain values and units that every room shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NewType

LanguageTag = NewType("LanguageTag", str)
"""A BCP 47 language tag in canonical case, such as `en`, `pt-BR` or `zh-Hant`."""

UNDETERMINED = LanguageTag("und")
"""BCP 47's own word for a language nobody could name."""


def language_tag(text: str) -> LanguageTag:
    """Bring a language tag into the canonical case of RFC 5646, section 2.1.1.

    Args:
        text: A tag in any case, with `-` or `_` between the parts.

    Returns:
        Language in lower case, script in title case, region in upper case, all else in lower.
    """
    language, *rest = text.replace("_", "-").split("-")
    parts = [language.lower()]
    for part in rest:
        extends = any(len(before) == 1 for before in parts)
        is_script = len(part) == 4 and not extends  # noqa: PLR2004, RFC 5646 lengths
        is_region = len(part) == 2 and not extends  # noqa: PLR2004, RFC 5646 lengths
        parts.append(part.title() if is_script else part.upper() if is_region else part.lower())
    return LanguageTag("-".join(parts))


@lru_cache(256)
def language_lookup(tag: LanguageTag) -> tuple[LanguageTag, ...]:
    """List the tags to try for `tag`, best first (RFC 4647, section 3.4, "lookup").

    `zh-Hant-TW` gives `zh-Hant-TW`, `zh-Hant`, `zh`.
    """
    parts = tag.split("-")
    return tuple(LanguageTag("-".join(parts[:end])) for end in range(len(parts), 0, -1))


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of character offsets into the text as it was copied."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class ReadFrom(Enum):
    """Where a text is taken from, in the words of the configuration and the commands."""

    CLIPBOARD = "clipboard"
    SELECTION = "selection"
    SELECTION_THEN_CLIPBOARD = "selection-then-clipboard"


class Notice(Enum):
    """Something the reader says about itself; the words are chosen by language."""

    NOTHING_TO_READ = "nothing to read"
    IMAGE = "the clipboard holds an image"
    FILES = "the clipboard holds files"
    NOT_TEXT = "the clipboard holds no text"
    PROTECTED = "protected text"
    CLIPBOARD_SILENT = "the clipboard does not answer"
    CLIPBOARD_UNAVAILABLE = "the clipboard cannot be reached"
    REST_LEFT_OUT = "the text goes on; the rest was left out"
    NOTHING_SELECTED = "nothing is selected"
    SELECTION_SILENT = "the program in front does not answer"
    SELECTION_UNAVAILABLE = "what is selected cannot be reached"
    CLIPBOARD_WOULD_BE_LOST = "the clipboard holds something that would be lost"
