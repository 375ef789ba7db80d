from __future__ import annotations

from speakd.engines.skeleton import BeepSynthesizer
from speakd.testing.synthesis import SynthesizerConformance


class TestBeepSynthesizer(SynthesizerConformance):
    def make_synthesizer(self) -> BeepSynthesizer:
        return BeepSynthesizer()
