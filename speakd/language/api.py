"""The contract of language detection."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speakd.types import LanguageTag


class LanguageDetector(ABC):
    """Names the language of a piece of text. One thread at a time."""

    @abstractmethod
    def detect(self, text: str) -> LanguageTag:
        """Name the language of `text`; the detector's default where nothing tells."""
