from __future__ import annotations

import pytest

from speakd.chord import Chord, parse_chord
from speakd.desktop.hotkeys.chord_matcher import LOST_RELEASE_S, ChordMatcher
from speakd.desktop.hotkeys.key_events import LEVEL_SHIFT, KeyEvent

READ = parse_chord("ctrl+alt+cmd+p")
HELD = READ.modifiers


class Fingers:
    """Feeds a matcher and advances its clock."""

    def __init__(self, *chords: Chord) -> None:
        self.matcher = ChordMatcher(chords)
        self.now_s = 100.0

    def down(
        self, key: str = "p", modifiers: frozenset[str] = HELD, after_s: float = 0.01
    ) -> Chord | None:
        self.now_s += after_s
        return self.matcher.feed(KeyEvent(key, True, modifiers, self.now_s))  # noqa: FBT003, reads well

    def up(self, key: str = "p", modifiers: frozenset[str] = HELD) -> Chord | None:
        return self.matcher.feed(KeyEvent(key, False, modifiers, self.now_s))  # noqa: FBT003, reads well


def test_a_press_with_its_modifiers_fires() -> None:
    assert Fingers(READ).down() == READ


@pytest.mark.parametrize(
    "modifiers",
    [
        frozenset(),
        HELD - {"cmd"},
        HELD | {"shift"},
        HELD | {LEVEL_SHIFT},
    ],
)
def test_other_modifiers_do_not_fire(modifiers: frozenset[str]) -> None:
    assert Fingers(READ).down(modifiers=modifiers) is None


def test_another_key_does_not_fire() -> None:
    assert Fingers(READ).down(key="q") is None


def test_a_held_key_fires_once_however_long() -> None:
    fingers = Fingers(READ)
    assert fingers.down() == READ
    assert [fingers.down(after_s=LOST_RELEASE_S * 0.9) for _ in range(50)] == [None] * 50


def test_each_press_fires() -> None:
    fingers = Fingers(READ)
    for _ in range(3):
        assert fingers.down() == READ
        assert fingers.up() is None


def test_modifiers_added_while_the_key_is_held_do_not_fire() -> None:
    fingers = Fingers(READ)
    assert fingers.down(modifiers=frozenset()) is None
    assert fingers.down() is None


def test_modifiers_that_changed_meanwhile_do_not_matter_to_a_release() -> None:
    fingers = Fingers(READ)
    fingers.down()
    fingers.up(modifiers=frozenset())
    assert fingers.down() == READ


def test_a_lost_release_is_forgotten() -> None:
    fingers = Fingers(READ)
    fingers.down()
    assert fingers.down(after_s=LOST_RELEASE_S) == READ


def test_chords_that_share_a_key_are_told_apart() -> None:
    bare = parse_chord("ctrl+p")
    fingers = Fingers(READ, bare)
    assert fingers.down(modifiers=frozenset({"ctrl"})) == bare
    fingers.up()
    assert fingers.down() == READ


def test_it_names_the_keys_that_it_needs() -> None:
    assert ChordMatcher([READ, parse_chord("f5")]).keys == {"p", "f5"}
