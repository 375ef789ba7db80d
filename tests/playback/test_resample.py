"""Resampling a run of chunks gives what resampling it whole gives."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from speakd.audio import AudioFormat
from speakd.playback.resample import Resampler

NOISE = np.random.default_rng(7).uniform(-1, 1, 6000).astype(np.float32)


@settings(max_examples=40, deadline=None)
@given(
    cuts=st.lists(st.integers(0, len(NOISE)), max_size=12),
    rates_hz=st.sampled_from([(22_050, 48_000), (24_000, 44_100), (48_000, 16_000)]),
)
def test_wherever_it_is_cut_it_sounds_the_same(cuts: list[int], rates_hz: tuple[int, int]) -> None:
    source, target = map(AudioFormat, rates_hz)
    resampler = Resampler(target)
    pieces = [resampler.push(piece, source) for piece in np.split(NOISE, sorted(cuts))]
    result = np.concatenate([*pieces, resampler.flush()])
    np.testing.assert_array_equal(result, soxr.resample(NOISE, *rates_hz))


def test_equal_rates_pass_through_untouched() -> None:
    resampler = Resampler(AudioFormat(22_050))
    assert resampler.push(NOISE, AudioFormat(22_050)) is NOISE
    assert len(resampler.flush()) == 0


@pytest.mark.parametrize("second_hz", [16_000, 48_000])
def test_a_change_of_rate_loses_nothing_of_either(second_hz: int) -> None:
    resampler = Resampler(AudioFormat(48_000))
    first = resampler.push(NOISE, AudioFormat(24_000))
    second = resampler.push(NOISE, AudioFormat(second_hz))
    result = np.concatenate((first, second, resampler.flush()))
    expected = [soxr.resample(NOISE, rate_hz, 48_000) for rate_hz in (24_000, second_hz)]
    np.testing.assert_array_equal(result, np.concatenate(expected))


def test_after_a_flush_it_begins_anew() -> None:
    resampler = Resampler(AudioFormat(48_000))
    for _ in range(2):
        whole = np.concatenate((resampler.push(NOISE, AudioFormat(24_000)), resampler.flush()))
        np.testing.assert_array_equal(whole, soxr.resample(NOISE, 24_000, 48_000))
    assert len(resampler.flush()) == 0
