from __future__ import annotations

import struct
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.engines.system.wav import WavReader
from speakd.errors import SynthesisError

PCM = np.arange(-8000, 8000, 4, dtype="<i2")


def wav(
    pcm: bytes = PCM.tobytes(),
    *,
    length: int | None = None,
    channels: int = 1,
    code: int = 1,
    bits: int = 16,
    before: bytes = b"",
    after: bytes = b"",
) -> bytes:
    fmt = struct.pack("<HHIIHH", code, channels, 16_000, 32_000 * channels, 2 * channels, bits)
    head = b"fmt " + struct.pack("<I", len(fmt)) + fmt + before
    data = b"data" + struct.pack("<I", len(pcm) if length is None else length) + pcm
    return b"RIFF" + struct.pack("<I", 0x7FFFFFFF) + b"WAVE" + head + data + after


def read(data: bytes, cuts: list[int] | None = None) -> np.ndarray:
    reader = WavReader()
    edges = [0, *sorted(cuts or []), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges)]
    chunks = [chunk for piece in pieces for chunk in reader.feed(piece)]
    assert {chunk.format.sample_rate_hz for chunk in chunks} <= {16_000}
    return np.concatenate([chunk.samples for chunk in chunks] or [np.zeros(0, np.float32)])


@given(st.lists(st.integers(0, 4100), max_size=12))
def test_it_does_not_matter_where_the_pipe_cuts(cuts: list[int]) -> None:
    samples = read(wav(length=0x7FFFF000), cuts)
    assert samples.dtype == np.float32
    assert np.array_equal(samples, PCM.astype(np.float32) / 32768)


@pytest.mark.parametrize("length", [0, 0x7FFFF000, 0xFFFFFFFF, 0x7FFFFFFF])
def test_a_length_that_is_not_known_means_to_the_end(length: int) -> None:
    assert len(read(wav(length=length))) == len(PCM)


@given(st.lists(st.integers(0, 4100), max_size=4))
def test_what_stands_around_the_samples_is_not_played(cuts: list[int]) -> None:
    data = wav(before=b"FLLR\x03\x00\x00\x00abc\x00", after=b"LIST\x04\x00\x00\x00abcd" * 9)
    assert len(read(data, cuts)) == len(PCM)


def test_channels_are_mixed() -> None:
    stereo = np.column_stack([PCM, -PCM]).astype("<i2").tobytes()
    assert np.abs(read(wav(stereo, channels=2))).max() == 0.0


def test_chunks_are_short() -> None:
    chunks = list(WavReader().feed(wav(bytes(64_000))))
    assert max(chunk.duration_s for chunk in chunks) <= 0.1


def test_nothing_is_no_error() -> None:
    assert len(read(b"")) == 0
    assert len(read(wav(b""))) == 0


@pytest.mark.parametrize("data", [b"espeak: error " * 9, wav(code=3, bits=32), wav(bits=8)])
def test_what_is_no_pcm_is_an_error(data: bytes) -> None:
    with pytest.raises(SynthesisError, match="WAV"):
        read(data)
