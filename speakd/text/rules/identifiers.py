"""Names from programs: snake_case and camelCase."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_SNAKE = re.compile(r"(?<!\w)_*[^\W_]+(?:_+[^\W_]+)+_*(?!\w)|(?<!\w)__?[^\W_]+(?:__)?(?!\w)")
_CAMEL = re.compile(
    r"\b(?!Ma?c[A-Z])(?:[a-z]{2,}|[A-Z][a-z0-9]+|[A-Z]{2,}(?=[A-Z][a-z]))(?:[A-Z][a-z0-9]+|[A-Z]{2,}(?=[A-Z][a-z]|\b))+\b"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MIN_CAMEL = 6


def snake_case(text: str, context: Context) -> Iterator[Edit]:
    """Say the words between underscores."""
    if context.policy.identifiers == "words":
        for found in _SNAKE.finditer(text):
            said = " ".join(_HUMP.sub(" ", part) for part in found[0].split("_") if part)
            yield Edit(*found.span(), said)


def camel_case(text: str, context: Context) -> Iterator[Edit]:
    """Say the words that begin with capitals in the midst of a name."""
    if context.policy.identifiers == "words":
        for found in _CAMEL.finditer(text):
            if len(found[0]) >= _MIN_CAMEL:
                yield Edit(*found.span(), _HUMP.sub(" ", found[0]))


IDENTIFIERS = (
    Rule(frozenset("_"), snake_case),
    Rule(None, camel_case, re.compile(r"[A-Z](?:(?<=[a-z0-9].)|[A-Z][a-z])")),
)
