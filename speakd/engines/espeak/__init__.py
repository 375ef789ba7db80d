"""The embedded voice: espeak-ng from its wheel, in this process, in a hundred languages."""

from speakd.engines.espeak.options import EspeakOptions
from speakd.engines.espeak.phonemes import phonemes
from speakd.engines.espeak.synthesizer import EspeakSynthesizer

__all__ = ["EspeakOptions", "EspeakSynthesizer", "phonemes"]
