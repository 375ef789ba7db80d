from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest

from engines.coqui import tiny_models
from speakd.engines.coqui import CoquiOptions, CoquiSynthesizer
from speakd.testing.synthesis import SynthesizerConformance

if TYPE_CHECKING:
    from pathlib import Path


class TestCoquiSynthesizer(SynthesizerConformance):
    folder: ClassVar[Path]

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _model(cls, tmp_path_factory: pytest.TempPathFactory) -> None:
        cls.folder = tiny_models.write_forward(tmp_path_factory.mktemp("forward"))

    def make_synthesizer(self) -> CoquiSynthesizer:
        return CoquiSynthesizer(CoquiOptions(models=(str(self.folder),), device="cpu", threads=1))
