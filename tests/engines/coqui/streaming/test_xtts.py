from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from torch.utils.flop_counter import FlopCounterMode

from engines.coqui import peer, tiny_models
from engines.coqui.streaming.behaviour import EN, TEXT, StreamingBehaviour, joined, load, request
from speakd.cancel import CancelToken
from speakd.errors import ModelError, SynthesisError
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from pathlib import Path

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


def test_many_windows_cost_no_more_than_few(tmp_path: Path) -> None:
    model = load(tiny_models.write_xtts(tmp_path, tokens=100))
    flops = []
    for speed in (2.0, 0.05):
        model.expect_speed(speed)
        with FlopCounterMode(display=False) as counter:
            pieces = list(model.stream(request(), CancelToken()))
        flops.append((counter.get_total_flops(), len(pieces)))
    (with_many, many), (with_few, few) = sorted(flops, key=lambda each: -each[1])
    assert many > 2 * few
    assert with_many < 1.02 * with_few


def test_without_a_speaker_it_says_what_to_do(tmp_path: Path) -> None:
    model = load(tiny_models.write_xtts(tmp_path, speakers=()))
    with pytest.raises(ModelError, match="voices add"):
        joined(model, request())
