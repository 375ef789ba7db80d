from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engines.coqui import peer, tiny_models
from engines.coqui.streaming.behaviour import EN, TEXT, StreamingBehaviour, joined, load, request
from speakd.cancel import CancelToken
from speakd.errors import ModelError, SynthesisError
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from pathlib import Path

    import torch

    from speakd.engines.coqui.streaming.api import SpeechModel


class TestXttsModel(StreamingBehaviour):
    @classmethod
    def write(cls, folder: Path) -> Path:
        return tiny_models.write_xtts(folder)

    def test_each_speaker_is_heard_as_coqui_would_have_it(
        self, model: SpeechModel, folder: Path
    ) -> None:
        assert model.speakers == ("Ada", "Bob")
        ours = joined(model, request(speaker="Bob"))
        np.testing.assert_allclose(ours, peer.speak(folder, TEXT, "Bob"), atol=2e-5)
        with pytest.raises(SynthesisError, match="no such speaker"):
            joined(model, request(speaker="Eve"))

    def test_the_limit_of_characters_is_the_languages_own(self, model: SpeechModel) -> None:
        assert model.most_characters(EN) == 250
        assert model.most_characters(LanguageTag("zh-Hans")) == 82

    def test_a_full_stop_is_not_wanted_and_short_text_not_trusted(self, model: SpeechModel) -> None:
        assert not model.wants_full_stop
        assert model.invents_after == 4


def test_the_decoder_sees_each_frame_about_once(tmp_path: Path) -> None:
    model = load(tiny_models.write_xtts(tmp_path, tokens=100))
    model.expect_speed(0.2)
    decoded = 0
    decoder = model._decoder
    decoder.register_forward_pre_hook(lambda _, inputs: _count(inputs[0]))

    def _count(frames: torch.Tensor) -> None:
        nonlocal decoded
        decoded += frames.shape[-1]

    samples = sum(len(piece) for piece in model.stream(request(), CancelToken()))
    assert decoded < 1.5 * samples / 256


def test_without_a_speaker_it_says_what_to_do(tmp_path: Path) -> None:
    model = load(tiny_models.write_xtts(tmp_path, speakers=()))
    with pytest.raises(ModelError, match="voices add"):
        joined(model, request())
