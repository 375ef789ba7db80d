from __future__ import annotations

import pytest

from speakd.chord import Chord, parse_chord


@pytest.mark.parametrize(
    ("text", "chord"),
    [
        ("ctrl+option+cmd+p", Chord(frozenset({"ctrl", "alt", "cmd"}), "p")),
        ("Control + ALT + win + P", Chord(frozenset({"ctrl", "alt", "cmd"}), "p")),
        ("shift+super+f12", Chord(frozenset({"shift", "cmd"}), "f12")),
        ("f9", Chord(frozenset(), "f9")),
        ("pause", Chord(frozenset(), "pause")),
        ("ctrl+0", Chord(frozenset({"ctrl"}), "0")),
    ],
)
def test_reads_every_spelling(text: str, chord: Chord) -> None:
    assert parse_chord(text) == chord


def test_is_written_in_one_order() -> None:
    assert str(parse_chord("option+super+control+p")) == "ctrl+alt+cmd+p"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "'' is not a key"),
        ("p", "'p' alone would fire while you type"),
        ("f", "'f' alone"),
        ("ctrl", "'ctrl' is a modifier, and the key is missing"),
        ("ctrl+", "'' is not a key"),
        ("ctrl+pp", "'pp' is not a key"),
        ("strg+p", "'strg' is not a modifier"),
        ("ctrl+control+p", "'control' is there twice"),
        ("ctrl+é", "'é' is not a key"),
    ],
)
def test_says_what_is_wrong_and_what_is_allowed(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match="modifiers: ctrl, alt") as caught:
        parse_chord(text)
    assert complaint in str(caught.value)
