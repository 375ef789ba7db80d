"""What a model has done before it is said to be ready."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from speakd.cancel import CancelToken
from speakd.engines.coqui.options import CoquiOptions
from speakd.engines.coqui.synthesizer import CoquiSynthesizer
from speakd.speech import Segment
from speakd.types import LanguageTag, Span

engine = CoquiSynthesizer(CoquiOptions(models=("small-en",), threads=1))
engine.warm_up()
ready = set(sys.modules)
text = "It cost $5.20 in 1999, on the 3rd of May."
segment = Segment(text, LanguageTag("en"), Span(0, len(text)))
assert next(iter(engine.synthesize(segment, engine.voices()[0], CancelToken()))).frames
print(*(name for name in sorted(set(sys.modules) - ready) if not name.startswith("speakd.")))
"""


def test_the_first_number_has_nothing_to_load() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
