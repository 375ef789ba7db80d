"""The corpus: every snippet is said as it should be."""

from __future__ import annotations

from functools import cache

import pytest

from speakd.config.voice_options import VoiceOptions
from speakd.language.detector import ContextDetector
from speakd.reader.front_end import FrontEnd
from speakd.speech import Prosody
from speakd.text.characters import straighten
from speakd.types import LanguageTag
from support.corpus import Snippet, snippets


@cache
def front_end() -> FrontEnd:
    return FrontEnd(ContextDetector(LanguageTag("en"), VoiceOptions().detectable()))


def core(text: str) -> str:
    """Leave out blanks: where a segment ends is looked at elsewhere."""
    return "".join(straighten(text).split())


@pytest.mark.parametrize("snippet", list(snippets()), ids=lambda snippet: snippet.name)
def test_a_snippet_is_said_as_it_should_be(snippet: Snippet) -> None:
    said = [segment.text for segment in front_end().segments(snippet.copied, None, Prosody)]
    assert core("".join(said)) == core("".join(each.text for each in snippet.sentences)), said
