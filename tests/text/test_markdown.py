from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.types import Span
from support.spoken import said, segments

README = """# Title of *it*

Some **bold** text with a [link](http://x.org "see b") see b and `max_chars` &amp; more.
Second line, ![alt text](a.png) and <https://foo.org/x> ~~gone~~ [ref][1].

1. First
2. Second
   - nested

```python
def f():
    return 1
```

| A | B |
|---|---|
| 1 | two |

> quoted

```sh
pip install speakd
```

    code here
    more code

[1]: http://y.org
<p>html block</p>
"""


def test_a_readme_is_read_as_it_looks() -> None:
    assert said(README) == [
        "Title of it",
        "Some bold text with a link see b and max chars & more.",
        "Second line, alt text and foo.org gone ref.",
        "1. First",
        "2. Second",
        "nested",
        "code block, 2 lines of Python.",
        "A, B",
        "1, two",
        "quoted",
        "pip install speakd",
        "code block, 2 lines.",
        "html block",
    ]


def test_words_point_at_the_marked_text() -> None:
    for segment in segments(README):
        for word in re.finditer(r"\w+", segment.text):
            if word[0] in {"link", "bold", "nested", "two", "quoted", "gone", "alt"}:
                span = segment.source(Span(*word.span()))
                assert README[span.start : span.end] == word[0]
    (see,) = (each for each in segments(README) if "see b" in each.text)
    at = see.text.index("see b")
    assert see.source(Span(at, at + 5)).start == README.index(") see b") + 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"code": "read"}, ["def f():", "return 1"]),
        ({"code": "skip"}, ["code block."]),
        ({}, ["code block, 2 lines of Python."]),
    ],
)
def test_code_is_never_dropped_without_a_word(options: dict[str, str], expected: list[str]) -> None:
    assert said("```py\ndef f():\n    return 1\n```", **options) == expected


def test_code_blocks_are_told_in_the_language_around_them() -> None:
    text = "Das ist ein Beispiel für den Code:\n\n```py\na = 1\nb = 2\n```"
    assert said(text, "de")[-1] == "Code-Block, 2 Zeilen Python."


def test_a_huge_code_block_is_one_summary() -> None:
    text = "Look at **this**:\n\n```\n" + "x = 1\n" * 100_000 + "```\n\nThat was it."
    assert said(text)[1:] == ["code block, 100000 lines.", "That was it."]


def test_tables_can_be_told_about_or_left_out() -> None:
    table = "| A | B |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nThe end of it."
    assert said(table) == ["A, B", "1, 2", "3, 4", "The end of it."]
    assert said(table, tables="summary") == ["table, 2 rows.", "The end of it."]
    assert said(table, tables="skip") == ["The end of it."]


def test_plain_text_is_no_markdown() -> None:
    text = "2 * 3 * 4 is 24, and snake * case # 5 stays."
    assert said(text) == [text]
    assert said("**bold** words", markdown="never") == ["**bold** words"]


def test_a_page_source_is_read_without_its_tags() -> None:
    page = (
        "<html><head><title>x</title></head><body><h1>Head</h1><p>One &amp; two<br>three</p>"
        "<script>bad()</script><ul><li>item</ul></body>"
    )
    assert said(page) == ["Head", "One & two three", "item"]
    (item,) = (each for each in segments(page) if each.text == "item")
    assert page[item.span.start : item.span.end] == "item"


@given(st.text(st.sampled_from("ab \n#*_`-|[]()<>&;.:!\\~1>/é😀"), max_size=300))
def test_any_marks_are_read(text: str) -> None:
    last = 0
    for segment in segments(text, markdown="always"):
        assert last <= segment.span.start <= segment.span.end <= len(text)
        last = segment.span.start


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000,
        "*a " * 5_000,
        "`" * 5_000,
        "> " * 3_000,
        "<a" * 5_000,
        "- " * 3_000 + "a",
        "![](" * 3_000,
        "|" * 5_000 + "\n" + "|-" * 2_500,
        "<script>" * 3_000,
        "<!--" * 3_000,
        "&a" * 5_000,
        "```\n" * 3_000,
    ],
)
@pytest.mark.timeout(20)
def test_no_marks_take_long(text: str) -> None:
    said(text, markdown="always")
    said(f"<p>{text}</p></p></p>")


def test_a_fault_of_the_parser_leaves_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """What a fault in Rust arrives as."""

    def broken(*_: object, **__: object) -> None:
        raise PanicException

    monkeypatch.setattr("pyromark.events_with_range", broken)
    assert said("# One\n**two**", markdown="always") == ["# One **two**"]


@pytest.mark.parametrize(
    ("markdown", "where"),
    [
        ("**ä** 漢字 *wort*", {"ä": (2, 3), "漢字": (6, 8), "wort": (10, 14)}),
        ("> 1. a\\*b &auml; `c  d`", {"a": (5, 6), "*b": (7, 9), "ä": (10, 16), "d": (21, 22)}),
        ("| x\\|y |\n|---|\n| 😀z |", {"x": (2, 3), "|y": (4, 6), "z": (18, 19)}),
    ],
)
def test_every_word_knows_its_place(markdown: str, where: dict[str, tuple[int, int]]) -> None:
    found = list(segments(markdown, markdown="always"))
    for word, place in where.items():
        segment = next(each for each in found if word in each.text)
        at = segment.text.index(word)
        assert segment.source(Span(at, at + len(word))) == Span(*place)
