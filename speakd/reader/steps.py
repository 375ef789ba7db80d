"""What one press of "faster" or "louder" means."""

from __future__ import annotations

import math
from dataclasses import dataclass

_ON_A_STEP = 0.05
"""Part of a step below which a value counts as being on it: values are rounded."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The powers of a ratio between two limits. 1.0 is one of them, so it can be come back to.

    Attributes:
        ratio: From one step to the next.
        lowest: Where it goes no further down.
        highest: Where it goes no further up.
    """

    ratio: float
    lowest: float
    highest: float

    def up(self, value: float) -> float:
        """Give the step above `value`."""
        return self._step(math.floor(self._number(value) + _ON_A_STEP) + 1)

    def down(self, value: float) -> float:
        """Give the step below `value`."""
        return self._step(math.ceil(self._number(value) - _ON_A_STEP) - 1)

    def limited(self, value: float) -> float:
        """Bring `value` between the limits."""
        return min(max(value, self.lowest), self.highest)

    def _number(self, value: float) -> float:
        return math.log(self.limited(value), self.ratio)

    def _step(self, number: int) -> float:
        return self.limited(round(self.ratio**number, 3))


RATE = Steps(1.1, 0.5, 4.0)
"""Speaking rates: a step is what one notices."""

VOLUME = Steps(1.25, 0.1, 2.0)
"""Volumes: a step is about 2 dB."""
