"""Time stretching, held against speech of the embedded voice."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from speakd.audio import AudioFormat
from speakd.cancel import CancelToken
from speakd.engines.espeak import EspeakSynthesizer
from speakd.playback.stretch import Stretcher
from speakd.speech import Segment
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

RATE_HZ = 48_000
FORMAT = AudioFormat(RATE_HZ)
TEXT = "Many years later, we all remember how far away the yellow lorry ran along the river."
FACTORS = (0.5, 0.8, 1.1, 1.5, 2.0, 3.0, 4.0)


@pytest.fixture(scope="module")
def speech() -> NDArray[np.float32]:
    voice = EspeakSynthesizer()
    try:
        english = next(each for each in voice.voices() if each.id == "espeak:en-us")
        segment = Segment(TEXT, LanguageTag("en"), Span(0, len(TEXT)))
        chunks = list(voice.synthesize(segment, english, CancelToken()))
    finally:
        voice.close()
    samples = np.concatenate([chunk.samples for chunk in chunks])
    resampled: NDArray[np.float32] = soxr.resample(
        samples, chunks[0].format.sample_rate_hz, RATE_HZ
    )
    return resampled


def stretched(
    source: NDArray[np.float32], factor: float, cuts: Iterable[int] = ()
) -> NDArray[np.float32]:
    stretcher = Stretcher(FORMAT)
    pieces = [np.zeros(0, np.float32)]
    for piece in np.split(source, sorted(cuts)):
        stretcher.push(piece)
        while stretcher.can_pull(factor):
            pieces.append(stretcher.pull(factor, 960))
        stretcher.forget(stretcher.position)
    stretcher.finish()
    while stretcher.can_pull(factor):
        pieces.append(stretcher.pull(factor, 960))
    return np.concatenate(pieces)


def pitch_hz(samples: NDArray[np.float32]) -> float:
    """The median pitch of what is voiced, by autocorrelation over 50 ms."""
    frames, found = RATE_HZ // 20, []
    shortest, longest = RATE_HZ // 300, RATE_HZ // 60
    for start in range(0, len(samples) - frames, frames):
        window = samples[start : start + frames] * np.hanning(frames)
        likeness = np.fft.irfft(np.abs(np.fft.rfft(window, 8192)) ** 2)
        lag = shortest + int(np.argmax(likeness[shortest:longest]))
        if np.mean(window**2) > 0.001 and likeness[lag] > 0.5 * likeness[0]:
            found.append(RATE_HZ / lag)
    return float(np.median(found))


@pytest.mark.parametrize("factor", FACTORS)
def test_the_length_changes_and_the_pitch_stays(speech: NDArray[np.float32], factor: float) -> None:
    result = stretched(speech, factor)
    assert len(result) * factor / len(speech) == pytest.approx(1, abs=0.005)
    # At four times the speed a vowel is too short to be measured well.
    assert pitch_hz(result) == pytest.approx(pitch_hz(speech), rel=0.03 if factor < 3 else 0.08)


@pytest.mark.parametrize("factor", FACTORS)
def test_nothing_clicks_and_nothing_fades(speech: NDArray[np.float32], factor: float) -> None:
    result = stretched(speech, factor)
    assert np.abs(np.diff(result)).max() <= 1.05 * np.abs(np.diff(speech)).max()
    assert np.abs(result).max() <= 1.001 * np.abs(speech).max()
    assert np.mean(result**2) > 0.8 * np.mean(speech**2)


@pytest.mark.parametrize("factor", FACTORS)
def test_a_tone_stays_a_tone(factor: float) -> None:
    tone = (0.5 * np.sin(2 * np.pi * 150 * np.arange(RATE_HZ) / RATE_HZ)).astype(np.float32)
    result = stretched(tone, factor)
    spectrum = np.abs(np.fft.rfft(result * np.hanning(len(result)), 4 * RATE_HZ)) ** 2
    near = spectrum[4 * 110 : 4 * 190].sum()
    assert near > 0.999 * spectrum.sum()


@settings(max_examples=20, deadline=None)
@given(
    cuts=st.lists(st.integers(0, RATE_HZ), max_size=8),
    factor=st.sampled_from((0.5, 1.0, 1.1, 2.0, 4.0)),
)
def test_wherever_it_is_cut_it_sounds_the_same(cuts: list[int], factor: float) -> None:
    noise = np.random.default_rng(5).uniform(-1, 1, RATE_HZ).astype(np.float32)
    np.testing.assert_array_equal(stretched(noise, factor, cuts), stretched(noise, factor))


@settings(max_examples=50, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 8000), st.sampled_from((0.125, 0.5, 1.0, 1.3, 4.0, 8.0))),
        max_size=12,
    )
)
def test_the_factor_may_change_at_any_time(steps: list[tuple[int, float]]) -> None:
    stretcher = Stretcher(FORMAT)
    pushed, places = 0, [0.0]
    for frames, factor in steps:
        stretcher.push(np.ones(frames, np.float32))
        pushed += frames
        while stretcher.can_pull(factor):
            block = stretcher.pull(factor, 960)
            assert len(block)
            assert block.min() >= 0
            assert block.max() <= 1
            places.append(stretcher.position)
        stretcher.forget(stretcher.position)
    assert stretcher.end == pushed
    # With factor 1 nothing is skipped: it goes on where the last block really ended.
    assert all(after >= before - 480 - 7 * 720 for before, after in pairwise(places))
    stretcher.finish()
    while stretcher.can_pull(2.0):
        stretcher.pull(2.0, 960)
    assert stretcher.position >= pushed or not pushed


def test_normal_speed_is_untouched_and_waits_for_nothing(speech: NDArray[np.float32]) -> None:
    stretcher = Stretcher(FORMAT)
    stretcher.push(speech[:7])
    np.testing.assert_array_equal(stretcher.pull(1.0, 960), speech[:7])
    np.testing.assert_array_equal(stretched(speech, 1.0), speech)


def test_back_at_normal_speed_it_is_untouched_again(speech: NDArray[np.float32]) -> None:
    stretcher = Stretcher(FORMAT)
    stretcher.push(speech)
    for _ in range(20):
        stretcher.pull(2.0, 960)
    rest = []
    while stretcher.can_pull(1.0):
        rest.append(stretcher.pull(1.0, 960))
    tail = np.concatenate(rest)
    np.testing.assert_array_equal(tail, speech[-len(tail) :])
    skipped_s = (len(speech) - len(tail)) / RATE_HZ
    # Of the last block only what was heard is gone.
    assert skipped_s == pytest.approx(19 * 0.030 + 0.015, abs=0.010)


def test_it_is_far_below_real_time(speech: NDArray[np.float32]) -> None:
    source = np.tile(speech, 4)
    for factor in (0.5, 2.0):
        began_s = time.process_time()
        result = stretched(source, factor, range(4800, len(source), 4800))
        assert time.process_time() - began_s < 0.1 * len(result) / RATE_HZ
