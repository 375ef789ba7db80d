from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from engines.coqui import tiny_models
from speakd.cancel import CancelToken
from speakd.engines.coqui import CoquiOptions, CoquiSynthesizer
from speakd.engines.coqui.reference import ClipStore
from speakd.speech import Segment
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "the quick brown fox jumps over"


@pytest.fixture
def clips(tmp_path: Path) -> ClipStore:
    noise = np.random.default_rng(0).normal(0, 0.1, 24_000 * 4)
    soundfile.write(tmp_path / "clip.flac", noise, 24_000)
    store = ClipStore(tmp_path / "voices")
    store.add("me", tmp_path / "clip.flac")
    return store


@pytest.fixture
def synthesizer(clips: ClipStore, tmp_path: Path) -> Iterator[CoquiSynthesizer]:
    folder = tiny_models.write_xtts(tmp_path / "tiny-xtts")
    synthesizer = CoquiSynthesizer(
        CoquiOptions(models=(str(folder),), clips_folder=str(clips.folder), device="cpu", threads=1)
    )
    synthesizer.warm_up()
    yield synthesizer
    synthesizer.close()


def test_a_clip_is_a_voice_learned_once(
    synthesizer: CoquiSynthesizer, clips: ClipStore, tmp_path: Path
) -> None:
    voices = {voice.id: voice for voice in synthesizer.voices()}
    assert list(voices) == [
        "coqui:tiny-xtts",
        "coqui:tiny-xtts#Ada",
        "coqui:tiny-xtts#Bob",
        "coqui:tiny-xtts#me",
    ]
    segment = Segment(TEXT, LanguageTag("en"), Span(0, len(TEXT)))
    voice = voices["coqui:tiny-xtts#me"]
    heard = [chunk.samples for chunk in synthesizer.synthesize(segment, voice, CancelToken())]
    assert np.abs(np.concatenate(heard)).max() > 0.01
    (kept,) = (clips.folder / ".latents").iterdir()
    written = kept.stat().st_mtime_ns
    again = CoquiSynthesizer(
        CoquiOptions(
            models=(str(tmp_path / "tiny-xtts"),),
            clips_folder=str(clips.folder),
            device="cpu",
            threads=1,
        )
    )
    again.warm_up()
    assert len(again.voices()) == len(voices)
    assert kept.stat().st_mtime_ns == written
    again.close()
