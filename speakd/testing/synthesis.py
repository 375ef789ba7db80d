"""Tests that every speech engine has to pass, and a fake one that does.

```python
class TestMyEngine(SynthesizerConformance):
    def make_synthesizer(self) -> Synthesizer:
        return MySynthesizer()
```
"""

from __future__ import annotations

from speakd.testing.fake_synthesizer import FakeOptions, FakeSynthesizer, Gate, SynthesisCall
from speakd.testing.synthesizer_conformance import SynthesizerConformance

__all__ = ["FakeOptions", "FakeSynthesizer", "Gate", "SynthesisCall", "SynthesizerConformance"]
