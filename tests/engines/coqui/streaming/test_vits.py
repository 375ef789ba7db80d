from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engines.coqui import peer, tiny_models
from engines.coqui.streaming.behaviour import TEXT, StreamingBehaviour, joined, load, request
from speakd.errors import SynthesisError

if TYPE_CHECKING:
    from pathlib import Path

SPEAKERS = ("ada", "bob")


class TestVitsModel(StreamingBehaviour):
    @classmethod
    def write(cls, folder: Path) -> Path:
        return tiny_models.write_vits(folder)


def test_each_speaker_is_heard_as_coqui_would_have_it(tmp_path: Path) -> None:
    folder = tiny_models.write_vits(tmp_path, SPEAKERS)
    model = load(folder)
    assert model.speakers == SPEAKERS
    for speaker in SPEAKERS:
        ours = joined(model, request(speaker=speaker))
        np.testing.assert_allclose(ours, peer.speak(folder, TEXT, speaker), atol=2e-5)
    first = joined(model, request())
    np.testing.assert_array_equal(first, joined(model, request(speaker="ada")))
    with pytest.raises(SynthesisError, match="no such speaker"):
        joined(model, request(speaker="eve"))
