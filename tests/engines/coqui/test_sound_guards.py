from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from speakd.audio import AudioFormat
from speakd.engines.coqui.sound_guards import BrokenSound, SoundGuard

FORMAT = AudioFormat(8000)


def tone(seconds: float) -> np.ndarray:
    return 0.5 * np.cos(np.arange(FORMAT.frames(seconds)) / 5).astype(np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(FORMAT.frames(seconds), np.float32)


def shaped(*pieces: np.ndarray) -> np.ndarray:
    guard = SoundGuard(FORMAT)
    out = [guard.add(piece) for piece in pieces] + [guard.end()]
    return np.concatenate([piece for piece in out if piece is not None])


def test_silence_before_the_first_sound_is_left_out_but_for_one_zero() -> None:
    sound = shaped(silence(0.5), np.concatenate([silence(0.3), tone(0.4)]))
    assert sound[0] == 0.0
    assert np.abs(sound[: FORMAT.frames(0.01)]).max() > 0.4
    assert abs(len(sound) - FORMAT.frames(0.4)) <= FORMAT.frames(0.006)


def test_silence_at_the_end_is_cut_to_a_pause() -> None:
    sound = shaped(tone(0.4), silence(2), silence(2))
    assert FORMAT.seconds(len(sound)) == pytest.approx(0.75, abs=0.01)


def test_silence_between_words_is_kept() -> None:
    sound = shaped(tone(0.2), silence(0.5), silence(0.5), tone(0.2))
    assert FORMAT.seconds(len(sound)) == pytest.approx(1.4, abs=0.01)


def test_sound_that_breaks_off_is_faded_out() -> None:
    sound = shaped(tone(0.2), tone(0.2001))
    assert abs(sound[-1]) < 0.01
    assert max(abs(a - b) for a, b in pairwise(sound[-200:])) < 0.2


def test_what_is_in_the_middle_is_left_as_it_is() -> None:
    whole = tone(0.5)
    sound = shaped(*np.split(whole, [1000, 1010, 2500]))
    np.testing.assert_array_equal(sound[200:3800], whole[199:3799])


def test_sound_beyond_the_range_is_clipped() -> None:
    assert np.abs(shaped(4 * tone(0.2))).max() == 1.0


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_broken_numbers_are_noticed(value: float) -> None:
    broken = tone(0.1)
    broken[7] = value
    with pytest.raises(BrokenSound, match="numbers"):
        SoundGuard(FORMAT).add(broken)


def test_speech_without_any_sound_is_noticed() -> None:
    guard = SoundGuard(FORMAT)
    assert guard.add(silence(1)) is None
    with pytest.raises(BrokenSound, match="silence"):
        guard.end()


def test_no_piece_at_all_is_no_speech_and_no_fault() -> None:
    assert SoundGuard(FORMAT).end() is None
