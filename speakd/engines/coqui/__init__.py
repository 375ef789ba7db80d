"""Coqui's neural voices: loaded safely, beside today's packages, without a network."""

from speakd.engines.coqui.options import CoquiOptions
from speakd.engines.coqui.synthesizer import CoquiSynthesizer

__all__ = ["CoquiOptions", "CoquiSynthesizer"]
