"""What was once read badly, each by itself; whole texts are in `tests/corpus/wild.toml`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.spoken import said, segments


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        (r"If $x \leq 1$ then $O(n)$.", "If x less than or equal to 1 then O(n)."),
        (r"It holds with $1-\delta$ and costs $5 or $6.", None),
        (r"\section{First} is \emph{new}~\cite{doe2017}.", "First is new."),
        (r"Edit C:\Users\jane and match \d+ there.", r"Edit jane and match \d+ there."),
        ("It was seen in recent years.1 However, it went.", None),
        ("Tokyo (/\u02c8to\u028akio\u028a/) is large.", "Tokyo () is large."),
        (
            "CHAPTER IV was written in MCMXCIX by MILLER.",
            "CHAPTER 4 was written in 1999 by MILLER.",
        ),
        ("Nice work :) see you :rocket:", "Nice work, slightly smiling face, see you, rocket"),
        ("The list (see below:) and 10:30:15 stay", "The list (see below:) and 10:30:15 stay"),
        ("They won 6-4, 3-6, 7-6.", "They won 6-4, 3-6, 7-6."),
        ("It costs $5-10 today.", "It costs 5 to 10 dollars today."),
        ("Water is H₂O.", "Water is H2O."),
        ("On 2026/11/21 it rained.", "On November 21, 2026 it rained."),
        ("Call 1-800-555-0199.", "Call 1, 8 0 0, 5 5 5, 0 1 9 9."),
    ],
)
def test_it_is_read_as_people_do(text: str, spoken: str | None) -> None:
    found = " ".join(said(text, numbers="words", markdown="never"))
    if spoken is None:
        assert "dollar-" not in found
        assert "years.1" not in found
    else:
        assert found == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Sie endet am 5.12. um 24:00 Uhr.", ["Sie endet am fünften Zwölften um 24 Uhr."]),
        ("Am 3. Oktober kam er.", ["Am dritten Oktober kam er."]),
        ("Siehe 2.1. und 3.4.", ["Siehe 2.1. und 3.4."]),
    ],
)
def test_short_dates_in_german(text: str, spoken: list[str]) -> None:
    assert said(text, "de") == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        (
            'id,name,age\n1,"Doe, Jane",42\n2,Bob,7',
            ["id, name, age", "1, Doe, Jane, 42", "2, Bob, 7"],
        ),
        ("a;b;c\n1,5;2;3", ["a, b, c", "1,5, 2, 3"]),
        ("| Name | Age |\n+---+---+\n| Ann  | 12  |", ["Name, Age", "Ann, 12"]),
        ("npm ERR! code\nnpm ERR! not found", ["npm ERR! code", "npm ERR! not found"]),
        ("HOST_NAME=here\nUSER_NAME=jane", ["HOST NAME=here", "USER NAME=jane"]),
        ("Two roads went\nAnd I was long\nAnd looked down\nTo the end", None),
        ("1 Start ....... 3\n2 End ....... 5", ["1 Start, 3", "2 End, 5"]),
        ("<anna> hi all\n<ben> hey anna", ["anna: hi all", "ben: hey anna"]),
        ("[00:12.34]Hello there\n[00:15.10]My friend", ["Hello there", "My friend"]),
    ],
)
def test_lines_that_a_person_ended_stay_apart(text: str, spoken: list[str] | None) -> None:
    assert said(text) == (spoken or text.split("\n"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("--- a\n+++ b\n@@ -1,2 +1,2 @@\n-old\n+new", "diff"),
        ('{\n  "name": "Jane",\n  "age": 42,\n  "tags": ["a"]\n}', "JSON"),
        ("web:\n  image: nginx\n  ports:\n    - 80", "YAML"),
        ("SELECT id\nFROM users\nLEFT JOIN orders ON x\nORDER BY id;", "SQL"),
    ],
)
def test_data_and_patches_are_told_about(text: str, name: str) -> None:
    (block,) = said(text)
    assert block.startswith("code block")
    assert name in block


def test_a_list_with_a_heading_is_no_data() -> None:
    assert said("TODO:\n- buy milk\n- call mom") == ["TODO:", "buy milk", "call mom"]


@given(st.text(st.sampled_from('$\\{}^_ab;:)(<3",|\n '), max_size=50))
def test_any_signs_keep_their_place(text: str) -> None:
    for segment in segments(text, markdown="never"):
        assert 0 <= segment.span.start <= segment.span.end <= len(text)
