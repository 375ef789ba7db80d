"""Put a sentence into words: run all rules over it, and let the first that speaks up win."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from speakd.text.characters import straighten

if TYPE_CHECKING:
    from speakd.spoken import SpokenText
    from speakd.text.policy import TextPolicy
    from speakd.types import LanguageTag


class Rewriter:
    """Says in words what stands in signs.

    Args:
        policy: What to say and what to leave out.
    """

    def __init__(self, policy: TextPolicy) -> None:
        self._policy = policy

    def rewrite(self, spoken: SpokenText, language: LanguageTag) -> SpokenText:  # noqa: ARG002, rules come
        """Put `spoken`, a sentence in `language`, into words."""
        text = straighten(spoken.text)
        return spoken if text == spoken.text else replace(spoken, text=text)
