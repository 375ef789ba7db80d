from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engines.coqui import tiny_models
from speakd.cancel import CancelToken
from speakd.engines.coqui import CoquiOptions, CoquiSynthesizer
from speakd.errors import EngineUnavailable, SynthesisError
from speakd.speech import Segment, Voice
from speakd.types import LanguageTag, Span
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EN = LanguageTag("en")


@pytest.fixture(scope="module")
def forward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.write_forward(tmp_path_factory.mktemp("models") / "tiny-forward")


@pytest.fixture
def synthesizer(forward: Path, tmp_path: Path) -> Iterator[CoquiSynthesizer]:
    broken = shutil.copytree(forward, tmp_path / "broken")
    weights = (broken / "model.pth").read_bytes()
    (broken / "model.pth").write_bytes(weights[: len(weights) // 2])
    models = ("tts_models/en/ljspeech/vits", str(broken), str(forward))
    synthesizer = CoquiSynthesizer(options(*models, models_folder=str(tmp_path)))
    yield synthesizer
    synthesizer.close()


def options(*models: str, **others: Any) -> CoquiOptions:
    return CoquiOptions(models=models, device="cpu", threads=1, **others)


def speak(synthesizer: CoquiSynthesizer, voice: Voice) -> float:
    segment = Segment("the quick brown fox.", EN, Span(0, 20))
    chunks = list(synthesizer.synthesize(segment, voice, CancelToken()))
    return float(np.abs(np.concatenate([chunk.samples for chunk in chunks])).max())


def test_a_model_that_is_missing_or_broken_leaves_its_reason_and_the_others_speak(
    synthesizer: CoquiSynthesizer,
) -> None:
    synthesizer.warm_up()
    assert [voice.id for voice in synthesizer.voices()] == ["coqui:tiny-forward"]
    assert speak(synthesizer, synthesizer.voices()[0]) > 0.01
    reasons = synthesizer.reasons
    assert "speakd models download" in reasons["tts_models/en/ljspeech/vits"]
    assert "model.pth" in reasons["broken"]


def test_the_speed_is_measured_when_it_is_warmed_up(synthesizer: CoquiSynthesizer) -> None:
    (voice,) = [voice for voice in synthesizer.voices() if voice.id == "coqui:tiny-forward"]
    assert synthesizer.real_time_factor(voice) is None
    synthesizer.warm_up()
    factor = synthesizer.real_time_factor(voice)
    assert factor is not None
    assert 0 < factor < 5
    assert synthesizer.real_time_factors == {"tiny-forward": factor}


def test_with_no_model_the_remedy_is_to_download_one(tmp_path: Path) -> None:
    synthesizer = CoquiSynthesizer(CoquiOptions(models_folder=str(tmp_path)))
    with pytest.raises(EngineUnavailable) as raised:
        synthesizer.probe()
    assert "speakd models download tts_models/en/ljspeech/tacotron2-DDC" in raised.value.remedy
    assert list(synthesizer.voices()) == []


def test_an_unknown_model_is_answered_with_the_one_that_was_meant(tmp_path: Path) -> None:
    wrong = options("tts_models/en/ljspeech/tacotron2-DCD", models_folder=str(tmp_path))
    with pytest.raises(EngineUnavailable, match="tacotron2-DDC"):
        CoquiSynthesizer(wrong).probe()


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="no config"):
        CoquiSynthesizer(options(str(tmp_path))).probe()


def test_when_no_model_can_be_loaded_it_says_why(forward: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(forward, tmp_path / "broken")
    (broken / "vocoder.pth").unlink()
    synthesizer = CoquiSynthesizer(options(str(broken)))
    synthesizer.probe()
    with pytest.raises(EngineUnavailable, match="vocoder"):
        synthesizer.warm_up()
    synthesizer.close()


def test_a_device_that_is_not_there_is_named(forward: Path) -> None:
    synthesizer = CoquiSynthesizer(CoquiOptions(models=(str(forward),), device="cuda"))
    with pytest.raises(EngineUnavailable, match="cuda"):
        synthesizer.warm_up()
    synthesizer.close()


def test_a_voice_of_another_engine_is_refused(synthesizer: CoquiSynthesizer) -> None:
    with pytest.raises(SynthesisError, match="no voice"):
        speak(synthesizer, Voice("coqui:other", "other", (EN,)))


def test_shorter_numbers_speak_too(forward: Path) -> None:
    synthesizer = CoquiSynthesizer(options(str(forward), precision="bfloat16"))
    assert speak(synthesizer, synthesizer.voices()[0]) > 0.01
    synthesizer.close()


def test_after_a_pause_the_memory_is_given_back_and_the_model_comes_again(forward: Path) -> None:
    synthesizer = CoquiSynthesizer(options(str(forward), idle_unload_s=0.2))
    voice = synthesizer.voices()[0]
    assert speak(synthesizer, voice) > 0.01
    wait_until(lambda: not synthesizer.real_time_factors)
    with pytest.raises(EngineUnavailable) as raised:
        speak(synthesizer, voice)
    assert raised.value.retryable
    assert [each.id for each in synthesizer.voices()] == [voice.id]
    wait_until(lambda: bool(synthesizer.real_time_factors))
    assert speak(synthesizer, voice) > 0.01
    synthesizer.close()


def test_closed_it_does_not_come_back(forward: Path) -> None:
    synthesizer = CoquiSynthesizer(options(str(forward)))
    voice = synthesizer.voices()[0]
    synthesizer.close()
    with pytest.raises(EngineUnavailable, match="closed"):
        speak(synthesizer, voice)


def test_looking_for_the_engine_imports_neither_torch_nor_numpy() -> None:
    code = (
        "import sys; from speakd.engines.coqui import CoquiSynthesizer as C; C().voices();"
        "sys.exit(any(name in sys.modules for name in ('torch', 'numpy', 'TTS')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
