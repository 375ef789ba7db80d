from __future__ import annotations

from speakd.testing.synthesis import FakeSynthesizer, SynthesizerConformance


class TestFakeSynthesizer(SynthesizerConformance):
    def make_synthesizer(self) -> FakeSynthesizer:
        return FakeSynthesizer()
