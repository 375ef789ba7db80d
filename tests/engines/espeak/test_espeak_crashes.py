"""Texts that bring espeak-ng 1.52 down, found by feeding it random ones. In a process apart."""

from __future__ import annotations

import subprocess
import sys

import pytest

SPEAK = """
import sys
from speakd.cancel import CancelToken
from speakd.engines.espeak import EspeakSynthesizer
from speakd.speech import Segment
from speakd.types import LanguageTag, Span
espeak = EspeakSynthesizer()
espeak.warm_up()
voice = next(voice for voice in espeak.voices() if voice.id == sys.argv[1])
for text in sys.argv[2:]:
    segment = Segment(text, LanguageTag("und"), Span(0, len(text)))
    for _ in espeak.synthesize(segment, voice, CancelToken()):
        pass
espeak.close()
"""


@pytest.mark.parametrize(
    ("voice", "texts"),
    [
        ("espeak:vi", ["`"]),
        ("espeak:ti", ["\u28f7", "\u28ff"]),
        ("espeak:ar", ["\u28df", "\u28ff"]),
        ("espeak:fi", ["\u28ff"]),
        ("espeak:kn", ["\u24c2\u9aae", "\u24dc"]),
        ("espeak:bn", ["\u24dc"]),
        ("espeak:de", ["\U0001f91e", "\U0001f920", "\U0001f6bc \u4e2d"]),
        ("espeak:el", ["\U0001f170a", "\U0001f17e\u044f"]),
        ("espeak:hi", ["\U0001f17fx", "\u2626 \u4e2d"]),
        ("espeak:ka", ["\U0001f171a"]),
        (
            "espeak:pt-pt",
            ["\u00a9 Dvo\u0159\u00e1k", "\U0001f935\u0203 \U0001f94c\u0203 \U0001f97e\u0203"],
        ),
        ("espeak:kok", ["\U0001f30c-\ua628"]),
    ],
)
def test_it_lives(voice: str, texts: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SPEAK, voice, *texts], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
