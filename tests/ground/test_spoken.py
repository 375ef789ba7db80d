from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from speakd.speech import Segment
from speakd.spoken import Edit, SpokenText, join
from speakd.types import LanguageTag, Span

SOURCE = "It costs $5 at https://example.com/shop today."


def spoken() -> SpokenText:
    """`It costs five dollars at example.com today.`"""
    return SpokenText.verbatim(SOURCE).edit([Edit(9, 11, "five dollars"), Edit(15, 39, "a link")])


def source_of(text: SpokenText, word: str) -> str:
    start = text.text.index(word)
    span = text.source(start, start + len(word))
    return SOURCE[span.start : span.end]


def test_edits_say_something_else_and_remember_what_stood_there() -> None:
    text = spoken()
    assert text.text == "It costs five dollars at a link today."
    assert source_of(text, "costs") == "costs"
    assert source_of(text, "dollars") == "$5"
    assert source_of(text, "at a") == "at https://example.com/shop"
    assert source_of(text, "today.") == "today."
    assert text.span == Span(0, len(SOURCE))


def test_edits_of_edited_text_still_point_at_the_source() -> None:
    text = spoken()
    start = text.text.index("link")
    again = text.edit([Edit(0, 3, ""), Edit(start, start + 4, "page")])
    assert again.text == "costs five dollars at a page today."
    assert source_of(again, "costs") == "costs"
    assert source_of(again, "page") == "https://example.com/shop"
    assert source_of(again, "today") == "today"


def test_a_part_keeps_its_map() -> None:
    text = spoken()
    start = text.text.index("dollars")
    part = text.part(start, len(text))
    assert part.text == "dollars at a link today."
    assert source_of(part, "dollars") == "$5"
    assert source_of(part, "today") == "today"
    assert part.span == Span(9, len(SOURCE))


def test_what_is_put_in_comes_from_nowhere() -> None:
    text = SpokenText.verbatim("ab", 10).edit([Edit(1, 1, " and ")])
    assert text.text == "a and b"
    assert text.source(1, 6) == Span(11, 11)
    assert text.source(0, 7) == Span(10, 12)


def test_texts_can_be_joined() -> None:
    text = join([SpokenText.verbatim("one", 0), SpokenText.verbatim("two", 8)])
    assert text.text == "one two"
    assert text.source(4, 7) == Span(8, 11)
    assert text.source(0, 7) == Span(0, 11)


def test_a_text_can_be_emptied() -> None:
    text = SpokenText.verbatim("gone", 3).edit([Edit(0, 4, "")])
    assert (text.text, text.span) == ("", Span(3, 7))


def test_the_rest_of_a_segment_keeps_its_map() -> None:
    origin = spoken()
    segment = Segment(origin.text, LanguageTag("en"), origin.span, origin=origin)
    rest = segment.rest(origin.text.index("at"))
    assert rest.text == "at a link today."
    word = rest.source(Span(3, 9))
    assert SOURCE[word.start : word.end] == "https://example.com/shop"
    assert rest.span == Span(12, len(SOURCE))


def test_a_segment_without_a_map_stands_in_the_source_as_it_is() -> None:
    segment = Segment("one two", LanguageTag("en"), Span(100, 107))
    assert segment.source(Span(4, 7)) == Span(104, 107)
    assert segment.rest(4).span == Span(104, 107)


def test_no_repr_shows_text() -> None:
    assert "five" not in repr(spoken())


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, SpokenText]:
    source = draw(st.text(min_size=1, max_size=40))
    text = SpokenText.verbatim(source)
    for _ in range(draw(st.integers(1, 3))):
        borders = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
        pairs = zip(borders[::2], borders[1::2], strict=False)
        text = text.edit([Edit(start, end, draw(st.text(max_size=3))) for start, end in pairs])
        if not text.text:
            break
    return source, text


@given(edited())
def test_every_character_has_a_source_and_all_are_in_order(case: tuple[str, SpokenText]) -> None:
    source, text = case
    spans = [text.source(at, at + 1) for at in range(len(text))]
    assert all(0 <= span.start <= span.end <= len(source) for span in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert [span.end for span in spans] == sorted(span.end for span in spans)


@given(edited(), st.data())
def test_a_part_has_the_sources_of_the_whole(
    case: tuple[str, SpokenText], data: st.DataObject
) -> None:
    _, text = case
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    part = text.part(start, end)
    assert part.text == text.text[start:end]
    for at in range(end - start):
        assert part.source(at, at + 1) == text.source(start + at, start + at + 1)
