"""Pages and parts of pages: their structure, and the place of every word in their source."""

from __future__ import annotations

import pytest

from speakd.config.text_options import TextOptions
from speakd.text.blocks import Block, BlockKind
from speakd.text.structure import text_blocks
from speakd.types import Span

PLAIN = TextOptions()
H, P, L, R, C = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.ITEM,
    BlockKind.ROW,
    BlockKind.CODE,
)


def blocks(html: str, options: TextOptions = PLAIN) -> list[Block]:
    return list(text_blocks(html, options, is_html=True))


def read(html: str, options: TextOptions = PLAIN) -> list[tuple[BlockKind, str]]:
    return [
        (block.kind, block.summary.phrase if block.summary else block.spoken.text.strip())
        for block in blocks(html, options)
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>One</h2>two<h6>three</h6>", [(H, "One"), (P, "two"), (H, "three")]),
        ("<p>one<p>two", [(P, "one"), (P, "two")]),
        ("<ul><li>a<li>b</ul>c", [(L, "a"), (L, "b"), (P, "c")]),
        ("<ul><li><p>a</p></li></ul>", [(L, "a")]),
        ("<ol><li>a</li><li>b</li></ol>", [(L, "1. a"), (L, "2. b")]),
        ("<ol start='7'><li>a<li>b</ol>", [(L, "7. a"), (L, "8. b")]),
        (
            "<ol><li>a<ul><li>b</ul><li>c</ol><ul><li>d</ul>",
            [(L, "1. a"), (L, "b"), (L, "2. c"), (L, "d")],
        ),
        ("<li>only a part", [(L, "only a part")]),
        ("</div></li>only an end</p>", [(P, "only an end")]),
        ("one\n   two<br>", [(P, "one two")]),
        ("a &amp;&#x41;&hellip;", [(P, "a &A…")]),
        ("<!-- no --><style>no</style><p hidden>a</p><!DOCTYPE x>", [(P, "a")]),
        ("<script>no", []),
        ("<!-- no end", []),
        ("", []),
        ("a < b > c & d", [(P, "a < b > c & d")]),
    ],
)
def test_structure(html: str, expected: list[tuple[BlockKind, str]]) -> None:
    assert read(html) == expected


TABLE = (
    "<table><thead><tr><th>Name<th>Age</thead><tbody>"
    "<tr><td><p>Ann</p></td><td><div>5</div></td></tr><tr><td>Bob</td><td>6</td></tr></table>end"
)
ROWS = [(R, "Name, Age"), (R, "Ann, 5"), (R, "Bob, 6")]
LAYOUT = "<table><tr><td>a<table><tr><td>b<td>c</table>d</table>"


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ("read", [*ROWS, (P, "end")]),
        ("summary", [(C, "table"), (P, "end")]),
        ("skip", [(P, "end")]),
    ],
)
def test_tables_by_policy(tables: str, expected: list[tuple[BlockKind, str]]) -> None:
    assert read(TABLE, TextOptions(tables=tables)) == expected


def test_a_table_that_is_told_about_names_its_rows_and_its_place() -> None:
    table, _ = blocks("before<p>" + TABLE, TextOptions(tables="summary"))[1:]
    assert table.summary is not None
    assert table.summary.count == 2
    assert table.spoken.span == Span(9, 9 + TABLE.index("end"))


@pytest.mark.parametrize("tables", ["read", "summary", "skip"])
@pytest.mark.parametrize("html", [LAYOUT, "<table><tr><td>a<tr><td>b, c<tr><td>d</table>"])
def test_tables_for_the_looks_are_always_read(html: str, tables: str) -> None:
    said = " ".join(text for _, text in read(html, TextOptions(tables=tables)))
    assert said.replace(",", "").split() == ["a", "b", "c", "d"]


def test_a_table_without_an_end_is_not_lost() -> None:
    assert read("<table><tr><td>a<td>b", TextOptions(tables="summary")) == [(R, "a, b")]


def test_paragraphs_in_a_cell_stay_apart() -> None:
    assert read("<tr><td><p>one</p><p>two</p></td><td>three</td></tr>") == [
        (R, "one"),
        (R, "two, three"),
    ]


CODE = '<pre><code class="language-rust">fn f() {\n    g();\n}\n</code></pre>after'


@pytest.mark.parametrize(("code", "phrase"), [("summary", "code_lines"), ("skip", "code")])
def test_code_by_policy(code: str, phrase: str) -> None:
    found = blocks(CODE, TextOptions(code=code))
    assert found[0].summary is not None
    assert found[0].summary.phrase == phrase
    assert found[0].summary.name == ("Rust" if code == "summary" else "")
    assert found[1].spoken.text == "after"


def test_code_that_is_read_keeps_its_lines() -> None:
    lines = [text for _, text in read(CODE, TextOptions(code="read"))]
    assert lines == ["fn f() {", "g();", "}", "after"]


def test_every_word_knows_its_place() -> None:
    html = TABLE + CODE + "<ol><li>one &amp; two\n three<li><b>fo</b>ur</ol><h1>\u00c9t\u00e9</h1>"
    words = 0
    for block in blocks(html, TextOptions(code="read")):
        text = block.spoken.text
        for at, sign in enumerate(text):
            span = block.spoken.source(at, at + 1)
            if html[span.start : span.end] == sign:
                words += 1
            else:  # made of something else, as an entity, a tag, a line's end or a number
                assert sign in "&, .12\n", (sign, html[span.start : span.end])
    assert words > 50


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 30_000 + "a" + "</p>" * 30_000,
        " " * 500_000 + "a" + "\n" * 500_000,
        "<" * 500_000 + "a",
        "<a " * 200_000,
        "<li>" * 30_000 + "a",
        "<table><tr><td>" * 10_000 + "a",
        "&#" * 300_000 + "a",
    ],
    ids=["deep", "blank", "open", "half", "items", "tables", "entities"],
)
def test_hostile_sources_come_to_an_end(html: str) -> None:
    for tables in ("read", "summary"):
        blocks(html, TextOptions(tables=tables))


def test_a_long_page_begins_at_once() -> None:
    html = "<p>first</p>" + "line<br>" * 1_000_000
    assert next(text_blocks(html, PLAIN, is_html=True)).spoken.text == "first"
    found = text_blocks(html[12:], PLAIN, is_html=True)
    assert len(next(found).spoken) < 20_000
