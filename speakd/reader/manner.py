"""How it is spoken: the rate, the pitch and the volume of the moment."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from speakd.reader.steps import RATE, VOLUME

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.playback.api import AudioOutput
    from speakd.speech import Prosody

_log = logging.getLogger(__name__)


class Manner:
    """Rate, pitch and volume. They are changed on the reader's own thread; any thread may look.

    Args:
        output: Is told of rate and volume, so that a change is heard at once.
        prosody: Rate and pitch to begin with.
        volume: Volume to begin with; 1.0 leaves the voice alone.
        tell: Called after a change of rate or volume.

    Attributes:
        prosody: Rate and pitch, for the sentences to come.
        volume: The volume.
    """

    def __init__(
        self, output: AudioOutput, prosody: Prosody, volume: float, tell: Callable[[], None]
    ) -> None:
        self.prosody = prosody
        self.volume = volume
        self._normal_rate = prosody.rate
        self._output = output
        self._tell = tell
        output.set_rate(prosody.rate)
        output.set_volume(volume)

    def set_rate(self, rate: float) -> None:
        """Speak at this rate from now on, as far as it is within the limits."""
        self.prosody = replace(self.prosody, rate=RATE.limited(rate))
        self._output.set_rate(self.prosody.rate)
        self._tell()
        _log.info("speed %.2f", self.prosody.rate)

    def set_normal_rate(self, rate: float) -> None:
        """Make this the rate that `normal_speed` goes back to, and speak at it from now on."""
        self._normal_rate = rate
        self.set_rate(rate)

    def set_pitch(self, pitch: float) -> None:
        """Speak at this pitch, relative to the voice's own, from the next sentence on."""
        self.prosody = replace(self.prosody, pitch=pitch)

    def set_volume(self, volume: float) -> None:
        """Speak at this volume from now on."""
        self.volume = volume
        self._output.set_volume(volume)
        self._tell()
        _log.info("volume %.2f", volume)

    def faster(self) -> None:
        """Speak a step faster."""
        self.set_rate(RATE.up(self.prosody.rate))

    def slower(self) -> None:
        """Speak a step slower."""
        self.set_rate(RATE.down(self.prosody.rate))

    def normal_speed(self) -> None:
        """Speak at the rate that it began with."""
        self.set_rate(self._normal_rate)

    def louder(self) -> None:
        """Turn the volume up by a step."""
        self.set_volume(VOLUME.up(self.volume))

    def quieter(self) -> None:
        """Turn the volume down by a step."""
        self.set_volume(VOLUME.down(self.volume))
