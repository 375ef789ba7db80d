"""Does the sound device play?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from speakd.app.doctor.check import Finding, note, ok
from speakd.errors import PlaybackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from speakd.audio import Samples
    from speakd.playback.api import SoundDevice

_TONE_HZ = 660.0
_TONE_S = 0.25
_FADE_S = 0.02
_LOUDNESS = 0.2
_BLOCK_S = 0.02


def check_sound(
    open_device: Callable[[], SoundDevice],
    list_names: Callable[[], Sequence[str]],
    *,
    is_silent: bool,
) -> Iterator[Finding]:
    """Open the device and play a short tone, or silence where nothing must be heard.

    Args:
        open_device: Opens the device that the configuration names.
        list_names: Lists the devices that could be named instead.
        is_silent: Whether silence is played in place of the tone.

    Raises:
        PlaybackError: There is no device, or it was lost.
    """
    try:
        device = open_device()
    except PlaybackError:
        if names := list_names():
            yield note(f"there are these devices: {', '.join(names)}")
        raise
    try:
        rate_hz = device.format.sample_rate_hz
        sound = tone(rate_hz) * (0.0 if is_silent else 1.0)
        device.start()
        step = device.format.frames(_BLOCK_S)
        for start in range(0, len(sound), step):
            device.write(sound[start : start + step].astype(np.float32))
        device.flush()
        name = device.backend
    finally:
        device.close()
    what = (
        "silence was played" if is_silent else "a short tone was played; you should have heard it"
    )
    yield ok(f"{name} at {rate_hz} Hz; {what}")


def tone(rate_hz: int) -> Samples:
    """Make a short, soft tone that begins and ends without a click."""
    times_s = np.arange(round(_TONE_S * rate_hz), dtype=np.float32) / rate_hz
    fade = np.minimum(1.0, np.minimum(times_s, _TONE_S - times_s) / _FADE_S)
    samples: Samples = (_LOUDNESS * fade * np.sin(2 * np.pi * _TONE_HZ * times_s)).astype(
        np.float32
    )
    return samples
