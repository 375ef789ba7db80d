"""HTML from the clipboard, which is HTML whatever it looks like."""

from __future__ import annotations

import pytest

from reader.desk import TIMEOUT_S, Desk, wait_for
from speakd.config.text_options import TextOptions
from speakd.language.script import ScriptDetector
from speakd.reader.front_end import FrontEnd
from speakd.reader.source import SourceText
from speakd.speech import Prosody
from speakd.types import LanguageTag, Span
from support.waiting import wait_until

EN = LanguageTag("en")
PIECE = "a <b>small</b> piece &amp; no more"


@pytest.mark.parametrize("markdown", ["auto", "always", "never"])
def test_it_is_taken_for_html_where_it_does_not_look_like_it(markdown: str) -> None:
    front_end = FrontEnd(ScriptDetector(EN), TextOptions(markdown=markdown))
    (segment,) = front_end.segments(PIECE, EN, Prosody, is_html=True)
    assert segment.text == "a small piece & no more"
    at = segment.text.index("small")
    assert segment.source(Span(at, at + 5)) == Span(PIECE.index("small"), PIECE.index("</b>"))
    (as_text,) = front_end.segments("a < b", EN, Prosody)
    assert as_text.text != "a"


def test_the_reader_is_told_and_remembers_it_for_a_repetition(desk: Desk) -> None:
    wait_for(desk.reader.read(lambda _: SourceText(PIECE, is_html=True)))
    desk.reader.repeat()
    wait_until(lambda: len(desk.said) == 2, TIMEOUT_S, "the same again")
    assert desk.said == ["a small piece & no more"] * 2
