"""What can be set in `[engines.espeak]`, and what it means to the library."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.config.options import option
from speakd.engines.espeak.library import Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speakd.speech import Prosody

_SLOWEST_WPM = 80
_FASTEST_WPM = 1000
"""Up to 450 words a minute the library shortens phonemes; above, it speeds up the sound."""

_PITCH_STEPS_PER_OCTAVE = 50
_HIGHEST_PITCH = 99


@dataclass(frozen=True, slots=True)
class EspeakOptions:
    """Options of the embedded voice."""

    words_per_minute: int = option(
        175, "Speed at reading rate 1.", minimum=_SLOWEST_WPM, maximum=450
    )
    pitch: int = option(50, "How high the voice is.", minimum=0, maximum=_HIGHEST_PITCH)
    pitch_range: int = option(
        50, "How lively the voice is; 0 is monotone.", minimum=0, maximum=_HIGHEST_PITCH
    )
    volume: int = option(
        100, "Loudness in percent; above 100 the sound may distort.", minimum=0, maximum=200
    )
    variant: str = option(
        "", "Another speaker, such as f3, m2 or Annie; empty for the language's own."
    )


def natural_rates(options: EspeakOptions) -> tuple[float, float]:
    """Give the slowest and the fastest rate that the library has."""
    return _SLOWEST_WPM / options.words_per_minute, _FASTEST_WPM / options.words_per_minute


def parameters(options: EspeakOptions, prosody: Prosody) -> Mapping[Parameter, int]:
    """Work out the library's settings for a segment."""
    rate_wpm = round(options.words_per_minute * prosody.rate)
    raised = _PITCH_STEPS_PER_OCTAVE * math.log2(max(prosody.pitch, 0.01))
    pitch = round(options.pitch + raised)
    return {
        Parameter.RATE: min(max(rate_wpm, _SLOWEST_WPM), _FASTEST_WPM),
        Parameter.PITCH: min(max(pitch, 0), _HIGHEST_PITCH),
        Parameter.RANGE: options.pitch_range,
        Parameter.VOLUME: options.volume,
    }
