from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from speakd.config.key_path import format_key
from speakd.config.lines import find_lines
from speakd.config.writer import format_value

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_keys_tables_and_items_are_found() -> None:
    source = """\
# a comment with = and [table]
top = 1
dotted.key . deep = "x"

[ a."b.c" ]  # a header
'quo"ted' = 2
"es\\u0063aped" = 3
"""
    assert find_lines(source) == {
        ("top",): 2,
        ("dotted",): 3,
        ("dotted", "key"): 3,
        ("dotted", "key", "deep"): 3,
        ("a",): 5,
        ("a", "b.c"): 5,
        ("a", "b.c", 'quo"ted'): 6,
        ("a", "b.c", "escaped"): 7,
    }


def test_strings_of_several_lines_hide_what_looks_like_a_key() -> None:
    source = '''\
one = """
fake = 1
[fake]
\\""" still "" inside """"
two = \'\'\'
fake = 2 \'\' \\\'\'\'
three = 'a # b = c'
four = "a\\"b = c"
five = """"""
six = 6
'''
    lines = find_lines(source)
    assert {path[0]: line for path, line in lines.items()} == {
        "one": 1,
        "two": 5,
        "three": 7,
        "four": 8,
        "five": 9,
        "six": 10,
    }


def test_arrays_and_inline_tables() -> None:
    source = """\
list = [ # comment ]
  1, [2,
  3], { a = 1, b.c = [ 4,
  ] },
]
when = 1979-05-27 07:32:00
after = 0
empty = []
none = {}
last = 1.5e-3
"""
    lines = find_lines(source)
    assert lines["list", 0] == 2
    assert lines["list", 1] == 2
    assert lines["list", 1, 1] == 3
    assert lines["list", 2, "a"] == 3
    assert lines["list", 2, "b", "c", 0] == 3
    assert [lines[name,] for name in ("when", "after", "empty", "none", "last")] == [
        6,
        7,
        8,
        9,
        10,
    ]


def test_arrays_of_tables_are_counted() -> None:
    source = """\
[[rule]]
name = "a"
[rule.more]
x = 1
[[rule]]
[[rule.part]]
[[rule.part]]
y = 2
"""
    lines = find_lines(source)
    assert lines["rule", 0, "name"] == 2
    assert lines["rule", 0, "more", "x"] == 4
    assert lines["rule", 1] == 5
    assert lines["rule", 1, "part", 1, "y"] == 8


def test_windows_line_ends() -> None:
    assert find_lines("a = 1\r\n\r\nb = 2 # x\r\n") == {("a",): 1, ("b",): 3}


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(),
        TEXTS,
        st.datetimes(),
        st.dates(),
        st.times(),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)
TABLES = st.dictionaries(TEXTS, st.dictionaries(TEXTS, VALUES, max_size=4), max_size=4)


@given(TABLES, st.booleans())
def test_every_value_of_any_document_has_its_line(
    tables: dict[str, dict[str, object]],
    blank: bool,  # noqa: FBT001, drawn by hypothesis
) -> None:
    written: list[str] = []
    expected: dict[tuple[str, ...], int] = {}
    for name, table in tables.items():
        written.append(f"[{format_key(name)}]")
        for key, value in table.items():
            written.extend([""] if blank else [])
            written.append(f"{format_key(key)} = {format_value(value)}")
            expected[name, key] = len(written)
    source = "\n".join(written)
    lines = find_lines(source)
    assert {path: line for path, line in lines.items() if path in expected} == expected
    assert set(paths(tomllib.loads(source))) == set(lines)


def paths(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    items = node.items() if isinstance(node, dict) else ()
    for key, value in enumerate(node) if isinstance(node, list) else items:
        yield from paths(value, (*path, key))
