"""Texts that are made to hold up a reader, or look as if they were."""

from __future__ import annotations

import pytest
import sentencex

from speakd.config.text_options import TextOptions
from speakd.language.script import ScriptDetector
from speakd.reader.front_end import FrontEnd
from speakd.speech import Prosody
from speakd.text.code import looks_like_code
from speakd.text.structure import text_blocks
from speakd.types import LanguageTag

EN = LanguageTag("en")


def said(text: str, *, markdown: str = "auto", is_html: bool = False) -> list[str]:
    front_end = FrontEnd(ScriptDetector(EN), TextOptions(markdown=markdown))
    return [each.text for each in front_end.segments(text, None, Prosody, is_html=is_html)]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u3000", "\u2009 "])
@pytest.mark.parametrize("after", ["", " A page" * 1_000])
def test_a_blank_of_another_kind_before_a_dot_ends_nothing(blank: str, after: str) -> None:
    assert said(f"See plan X{blank}. It is good.{after}", markdown="never")[0].startswith("See")


@pytest.mark.parametrize("unit", ["\u4e2d.", "a word. ", "<b>x</b>. "])
@pytest.mark.parametrize("kind", ["plain", "markdown", "html"])
def test_no_paragraph_is_looked_at_as_a_whole_however_long(
    unit: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    segmenter = sentencex.get_sentence_boundaries

    def noting(language: str, text: str) -> object:
        lengths.append(len(text))
        return segmenter(language, text)

    monkeypatch.setattr(sentencex, "get_sentence_boundaries", noting)
    markdown = "always" if kind == "markdown" else "never"
    found = said(unit * 8_000, markdown=markdown, is_html=kind == "html")
    words = 8_000 if unit != "a word. " else 16_000
    assert len(" ".join(found).replace(".", " ").split()) >= words
    assert lengths
    assert max(lengths) <= 6_000


@pytest.mark.parametrize("kind", ["plain", "markdown", "html"])
def test_a_lone_surrogate_in_a_long_paragraph_is_a_blank(kind: str) -> None:
    text = "a b\ud800c. " * 2_000
    markdown = "always" if kind == "markdown" else "never"
    found = said(text, markdown=markdown, is_html=kind == "html")
    assert " ".join(found).split() == ["a", "b", "c."] * 2_000


@pytest.mark.parametrize("unit", ["\n", " \n", "\n\n\t", "[", "![", "**", "`", "- ", ":-", "#\n"])
@pytest.mark.timeout(20)
def test_what_kind_of_text_it_is_is_seen_at_once(unit: str) -> None:
    for _ in range(30):
        text_blocks(unit * (8_000 // len(unit)), TextOptions())


@pytest.mark.parametrize("unit", [". ", "."])
@pytest.mark.timeout(20)
def test_what_looks_like_a_table_of_contents_is_seen_at_once(unit: str) -> None:
    said(unit * (600_000 // len(unit)), markdown="never")


@pytest.mark.parametrize("line", [" " * 30_000 + "x", "(a" * 15_000, "<a" * 15_000, "a." * 15_000])
@pytest.mark.timeout(20)
def test_whether_it_is_code_is_seen_at_once(line: str) -> None:
    assert not looks_like_code([line] * 3)
