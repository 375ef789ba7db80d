"""Durations out of phoneme times, the one part of the training that can be wrong unheard."""

# ruff: noqa: RUF001 - phonemes look like letters

import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

TRAIN = Path(__file__).parents[2] / "models" / "train"


@pytest.fixture
def alignment(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(sys, "path", [str(TRAIN), *sys.path])
    return SimpleNamespace(**runpy.run_path(str(TRAIN / "alignment.py")))


def phones(*pairs: tuple[str, int]) -> list[SimpleNamespace]:
    return [SimpleNamespace(name=name, start=start) for name, start in pairs]


def test_a_phoneme_lasts_until_the_next_and_the_marks_take_the_pause(
    alignment: SimpleNamespace,
) -> None:
    spoken = phones(("n", 0), ("ˈoʊ", 40), ("", 120))
    assert alignment.durations("nˈoʊ.", spoken, 0.1, 20) == [4, 1, 4, 3, 8]


def test_every_character_gets_a_frame_even_where_no_time_is_left(
    alignment: SimpleNamespace,
) -> None:
    spoken = phones(("ɐ", 0), ("b", 20), ("ɪ", 24), ("", 60))
    lasting = alignment.durations("ɐ bɪ!", spoken, 0.1, 10)
    assert lasting == [2, 1, 1, 2, 4]


def test_a_pause_in_the_middle_belongs_to_its_mark_and_space(alignment: SimpleNamespace) -> None:
    spoken = phones(("ɑː", 0), ("", 40), ("iː", 100), ("", 140))
    assert alignment.durations("ɑː, iː.", spoken, 0.1, 20) == [2, 2, 3, 3, 2, 2, 6]


@pytest.mark.parametrize(
    ("characters", "frames"),
    [("nˈoʊ", 20), ("nˈaʊ.", 20), ("nˈoʊ yes.", 20), ("nˈoʊ.", 3)],
    ids=["no closing mark", "another phoneme", "more said than heard", "too short"],
)
def test_what_does_not_match_is_refused(
    alignment: SimpleNamespace, characters: str, frames: int
) -> None:
    spoken = phones(("n", 0), ("ˈoʊ", 40), ("", 120))
    with pytest.raises(alignment.MisalignedError):
        alignment.durations(characters, spoken, 0.1, frames)
