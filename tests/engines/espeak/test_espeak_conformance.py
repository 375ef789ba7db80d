from __future__ import annotations

from speakd.engines.espeak import EspeakSynthesizer
from speakd.testing.synthesis import SynthesizerConformance


class TestEspeakSynthesizer(SynthesizerConformance):
    def make_synthesizer(self) -> EspeakSynthesizer:
        return EspeakSynthesizer()
