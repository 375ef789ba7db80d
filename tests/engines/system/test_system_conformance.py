from __future__ import annotations

from speakd.engines.system import SystemOptions, SystemSynthesizer
from speakd.testing.synthesis import SynthesizerConformance


class TestEspeakNg(SynthesizerConformance):
    def make_synthesizer(self) -> SystemSynthesizer:
        return SystemSynthesizer(SystemOptions(program="espeak-ng"))


class TestEspeak(SynthesizerConformance):
    def make_synthesizer(self) -> SystemSynthesizer:
        return SystemSynthesizer(SystemOptions(program="espeak"))
