"""Volume that changes without a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from speakd.audio import Samples

_FADE_IN_FRAMES = 128
"""About 3 ms: no click where a pause cut through a wave."""


class Loudness:
    """Scales block after block. Any thread may set `volume`; one thread shapes.

    Attributes:
        volume: What the blocks to come are scaled by; 1.0 leaves them alone.
    """

    def __init__(self) -> None:
        self.volume = self._heard = 1.0

    def begin(self) -> None:
        """Take the volume at once: nothing sounds that a step could make click."""
        self._heard = self.volume

    def shape(self, block: Samples, *, fade_in: bool) -> Samples:
        """Scale a block, gradually where the volume has changed.

        Args:
            block: float32, shape `(frames,)`.
            fade_in: Whether it goes on where a wave was cut through.
        """
        before, self._heard = self._heard, self.volume
        gain = np.linspace(before, self._heard, len(block), dtype=np.float32)
        shaped: Samples = np.clip(block * gain, -1.0, 1.0)
        if fade_in:
            ramp = min(len(shaped), _FADE_IN_FRAMES)
            shaped[:ramp] *= np.linspace(0.0, 1.0, ramp, endpoint=False, dtype=np.float32)
        return shaped
