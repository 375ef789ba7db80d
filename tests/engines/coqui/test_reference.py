from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from speakd.engines.coqui.reference import ClipStore, LatentCache, read_clip
from speakd.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

RATE = 24_000


def voice(seconds: float = 6.0, level: float = 0.3, rate: int = RATE) -> np.ndarray:
    time_s = np.arange(round(seconds * rate)) / rate
    words = 0.6 + 0.4 * np.sin(2 * np.pi * 3 * time_s)
    return (level * words * np.sin(2 * np.pi * 150 * time_s)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "subtype"),
    [("a.wav", "PCM_16"), ("a.flac", "PCM_16"), ("a.ogg", "VORBIS"), ("a.mp3", "MPEG_LAYER_III")],
)
def test_usual_formats_are_read(tmp_path: Path, name: str, subtype: str) -> None:
    stereo = np.stack([voice(), voice()], axis=1)
    soundfile.write(tmp_path / name, stereo, RATE, subtype=subtype)
    clip = read_clip(tmp_path / name)
    assert clip.sample_rate_hz == RATE
    assert clip.samples.ndim == 1
    assert clip.samples.dtype == np.float32
    assert len(clip.samples) / RATE == pytest.approx(6.0, abs=0.1)
    assert np.abs(clip.samples).max() == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize(
    ("samples", "rate", "said"),
    [
        (voice(1.0), RATE, "1.0 seconds"),
        (voice(121.0, rate=16000), 16000, "121.0 seconds"),
        (voice(level=0.005), RATE, "too quiet"),
        (np.sign(voice()) * 1.0, RATE, "distorted"),
        (voice(rate=8000), 8000, "8000 Hz"),
        (np.concatenate([voice(0.5), np.zeros(10 * RATE, np.float32)]), RATE, "mostly silence"),
    ],
)
def test_clips_that_teach_nothing_are_refused(
    tmp_path: Path, samples: np.ndarray, rate: int, said: str
) -> None:
    soundfile.write(tmp_path / "clip.wav", samples, rate, subtype="FLOAT")
    with pytest.raises(ModelError, match=said) as raised:
        read_clip(tmp_path / "clip.wav")
    assert raised.value.remedy


def test_broken_numbers_are_refused(tmp_path: Path) -> None:
    samples = voice()
    samples[100] = np.nan
    soundfile.write(tmp_path / "clip.wav", samples, RATE, subtype="FLOAT")
    with pytest.raises(ModelError, match="broken numbers"):
        read_clip(tmp_path / "clip.wav")


@pytest.mark.parametrize("content", [b"", b"no sound at all" * 100, b"RIFF\x00\x00\x00\x00WAVE"])
@pytest.mark.parametrize("name", ["clip.wav", "clip.raw", "clip"])
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match="cannot be read as sound"):
        read_clip(tmp_path / name)


def test_a_folder_is_told_from_nothing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a folder; name a recording in it"):
        read_clip(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no file"):
        read_clip(tmp_path / "clip.wav")


def test_clips_are_kept_by_name(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "mine.flac", voice(), RATE)
    store = ClipStore(tmp_path / "voices")
    assert store.names() == ()
    added = store.add("me", tmp_path / "mine.flac")
    assert store.names() == ("me",)
    np.testing.assert_allclose(store.get("me").samples, added.samples, atol=1e-4)
    store.remove("me")
    assert store.names() == ()
    for use in (store.get, store.remove):
        with pytest.raises(ModelError, match="no voice"):
            use("me")


@pytest.mark.parametrize("name", ["", "../me", "a/b", ".hidden", "a b", "x" * 100])
def test_a_name_is_no_path(tmp_path: Path, name: str) -> None:
    soundfile.write(tmp_path / "mine.wav", voice(), RATE)
    with pytest.raises(ModelError, match="name"):
        ClipStore(tmp_path / "voices").add(name, tmp_path / "mine.wav")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.wav"]


def test_a_bad_clip_does_not_replace_a_good_one(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "good.wav", voice(), RATE)
    soundfile.write(tmp_path / "bad.wav", voice(1.0), RATE)
    store = ClipStore(tmp_path / "voices")
    digest = store.add("me", tmp_path / "good.wav").digest
    with pytest.raises(ModelError):
        store.add("me", tmp_path / "bad.wav")
    assert len(digest) == 64
    assert len(store.get("me").samples) == 6 * RATE


def test_without_the_neural_packages_a_recording_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(ModelError) as refused:
        ClipStore(tmp_path).add("me", tmp_path / "me.wav")
    assert "pip install 'speakd[neural]'" in refused.value.remedy


def test_arrays_are_kept_by_key(tmp_path: Path) -> None:
    cache = LatentCache(tmp_path / "latents")
    assert cache.get("one") is None
    cache.put("one", {"prompt": voice(0.1)})
    kept = cache.get("one")
    assert kept is not None
    np.testing.assert_array_equal(kept["prompt"], voice(0.1))
    assert cache.get("two") is None


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"garbage" * 50])
def test_a_damaged_cache_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    cache = LatentCache(tmp_path)
    cache.put("one", {"prompt": voice(0.1)})
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert cache.get("one") is None


def test_pickled_objects_in_the_cache_are_not_opened(tmp_path: Path) -> None:
    cache = LatentCache(tmp_path)
    cache.put("one", {"prompt": voice(0.1)})
    (file,) = tmp_path.iterdir()
    np.savez(file, prompt=np.array([{"an": "object"}], object), allow_pickle=True)
    assert cache.get("one") is None


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = LatentCache(tmp_path / "file" / "latents")
    cache.put("one", {"prompt": voice(0.1)})
    assert cache.get("one") is None
