from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003, dataclasses are read at run time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from speakd.config.options import option, table
from speakd.config.problems import MOST_PROBLEMS, ProblemList
from speakd.config.tables import read_table
from speakd.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator


def _check_even(value: int) -> None:
    if value % 2:
        raise ValueError(f"{value} is odd")


def _check_short(key: str) -> None:
    if len(key) > 3:
        raise ValueError("too long a key")


@dataclass(frozen=True)
class Inner:
    depth: int = option(1, "How deep.", minimum=0)


@dataclass(frozen=True)
class Outer:
    count: int = option(2, "How many.", maximum=10, check=_check_even)
    speed: float = option(1.0, "How fast.", minimum=0.5, maximum=4)
    weight: float = option(1.0, "How heavy; any number.")
    quiet: bool = option(False, "Whether it is quiet.")  # noqa: FBT003, the default stands first
    colour: str = option("red", "Which colour.", choices=("red", "green"))
    names: tuple[str, ...] = option((), "Their names.", choices=("ann", "bob"))
    one_or_more: str | tuple[str, ...] = option("", "One or more.")
    maybe: str | None = option(None, "Nothing unless set.")
    lengths: Mapping[str, int] = option({"a": 1}, "Lengths.", minimum=0, check_key=_check_short)
    free: Mapping[str, Mapping[str, object]] = option({}, "Anything.")
    inner: Inner = table(Inner, "Inside.")  # noqa: RUF009, `table` makes a field

    def cross_check(self) -> Iterator[tuple[tuple[str, ...], str]]:
        if self.quiet and self.colour == "red":
            yield ("colour", "quiet"), "red is loud"


def read(source: dict[str, object]) -> Outer:
    problems = ProblemList("test", {})
    result = read_table(Outer, source, (), problems)
    problems.raise_if_any()
    return result


def complaints(source: dict[str, object]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(source)
    return [str(problem) for problem in caught.value.problems]


def test_an_empty_table_gives_the_defaults() -> None:
    assert read({}) == Outer()


def test_values_are_taken_over() -> None:
    given = read(
        {
            "count": 4,
            "quiet": True,
            "colour": "green",
            "names": ["bob", "ann"],
            "maybe": "yes",
            "free": {"x": {"y": [1, {"z": 2}]}},
            "inner": {"depth": 7},
        }
    )
    assert (given.count, given.quiet, given.colour, given.maybe) == (4, True, "green", "yes")
    assert given.names == ("bob", "ann")
    assert given.free == {"x": {"y": [1, {"z": 2}]}}
    assert given.inner == Inner(depth=7)


def test_a_whole_number_serves_as_a_number() -> None:
    speed = read({"speed": 2}).speed
    assert speed == 2.0
    assert isinstance(speed, float)


def test_one_value_or_several() -> None:
    assert read({"one_or_more": "x"}).one_or_more == "x"
    assert read({"one_or_more": ["x", "y"]}).one_or_more == ("x", "y")
    assert complaints({"one_or_more": 1}) == [
        "one_or_more: must be a string or an array of strings, not the number 1"
    ]


def test_a_mapping_keeps_the_defaults_that_are_left_out() -> None:
    assert read({"lengths": {"b": 2}}).lengths == {"a": 1, "b": 2}
    assert read({"lengths": {"a": 3}}).lengths == {"a": 3}


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ({"count": True}, "count: must be a whole number, not true"),
        ({"count": 2.0}, "count: must be a whole number, not the number 2.0"),
        ({"count": "2"}, "count: must be a whole number, not the string '2'"),
        ({"count": 12}, "count: 12 is out of range: it must be at most 10"),
        ({"count": 3}, "count: 3 is odd"),
        ({"speed": False}, "speed: must be a number, not false"),
        ({"speed": 0.1}, "speed: 0.1 is out of range: it must be from 0.5 to 4"),
        ({"speed": float("nan")}, "speed: must be a finite number"),
        ({"weight": float("inf")}, "weight: must be a finite number"),
        ({"weight": 10**400}, "weight: must be a finite number"),
        ({"quiet": 1}, "quiet: must be true or false, not the number 1"),
        ({"colour": ["red"]}, "colour: must be a string, not an array"),
        ({"names": "ann"}, "names: must be an array of strings, not the string 'ann'"),
        ({"names": ["ann", 1]}, "names[1]: must be a string, not the number 1"),
        ({"inner": 1}, "inner: must be a table, not the number 1"),
        ({"inner": {"depth": -1}}, "inner.depth: -1 is out of range: it must be at least 0"),
        ({"lengths": {"a": -1}}, "lengths.a: -1 is out of range: it must be at least 0"),
        ({"lengths": {"a b c": 1}}, 'lengths."a b c": too long a key'),
        ({"free": {"x": 1}}, "free.x: must be a table, not the number 1"),
        ({"maybe": 1}, "maybe: must be a string, not the number 1"),
    ],
)
def test_each_wrong_value_is_named(source: dict[str, object], complaint: str) -> None:
    assert complaints(source) == [complaint]


def test_a_near_miss_is_recognised() -> None:
    assert complaints({"colour": "grean"}) == [
        "colour: 'grean' is not one of 'red', 'green' (did you mean 'green'?)"
    ]
    assert complaints({"Colours": "red"}) == ["Colours: unknown key (did you mean 'colour'?)"]
    assert complaints({"inner": {"xyz": 1}}) == ["inner.xyz: unknown key; known here: depth"]


def test_every_problem_is_told_at_once() -> None:
    source: dict[str, object] = {"count": 3, "speed": "fast", "inner": {"dept": 1}, "what": 0}
    assert len(complaints(source)) == 4


def test_values_that_clash_are_found_unless_one_of_them_is_wrong_in_itself() -> None:
    assert complaints({"quiet": True}) == ["quiet: red is loud"]
    assert complaints({"quiet": True, "colour": "red"}) == ["quiet: red is loud"]
    assert len(complaints({"quiet": True, "colour": "blue"})) == 1


def test_a_long_value_is_cut_in_a_message() -> None:
    [complaint] = complaints({"colour": "x" * 1000})
    assert len(complaint) < 150


def test_a_source_with_thousands_of_problems_is_given_up() -> None:
    *told, last = complaints({f"key{number}": 1 for number in range(10_000)})
    assert len(told) == MOST_PROBLEMS
    assert last == "there are more; is this a file of speakd?"


def test_a_long_key_is_shown_in_part() -> None:
    [told] = complaints({"x" * 1_000_000: 1})
    assert len(told) < 400
