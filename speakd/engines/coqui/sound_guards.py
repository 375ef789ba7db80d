"""Sound as it may leave the engine: real numbers, no click, no silence before the first word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from speakd.audio import AudioFormat, Samples

_AUDIBLE = 0.002
"""About -54 dB: below is silence."""

_LONGEST_PAUSE_S = 0.35
_FADE_S = 0.005


class BrokenSound(Exception):  # noqa: N818, it names what is wrong; the engine translates it
    """What a model made is no sound. The message says how, in words for a user."""


class SoundGuard:
    """Checks and shapes the sound of one text, piece by piece.

    Silence at the start is left out but for one zero sample, which keeps a device or a filter
    from starting with a step. Silence at the end is cut to a natural pause.

    Args:
        audio_format: Format of the sound.
    """

    def __init__(self, audio_format: AudioFormat) -> None:
        self._longest_pause = audio_format.frames(_LONGEST_PAUSE_S)
        self._fade = max(audio_format.frames(_FADE_S), 1)
        self._quiet: list[Samples] = []
        self._has_begun = False

    def add(self, samples: Samples) -> Samples | None:
        """Take a piece; return what can be heard of it, with the silence that came before.

        Raises:
            BrokenSound: It holds something that is no number.
        """
        if not np.isfinite(samples).all():
            raise BrokenSound("the model made noise of broken numbers")
        audible = np.flatnonzero(np.abs(samples) > _AUDIBLE)
        if not audible.size:
            self._quiet.append(samples)
            return None
        # The last few samples wait: whatever comes at the end is faded out.
        end = min(int(audible[-1]) + 1, max(len(samples) - self._fade, 0))
        first = int(audible[0])
        if not self._has_begun:
            self._quiet = []
            start = max(first - self._fade, 0)
            voiced = samples[start:].copy()
            voiced[: first - start] *= np.linspace(0.0, 1.0, first - start, dtype=np.float32)
            pieces = [np.zeros(1, np.float32), voiced[: max(end - start, 0)]]
            self._quiet.append(voiced[max(end - start, 0) :])
            self._has_begun = True
        else:
            pieces = [*self._quiet, samples[:end]]
            self._quiet = [samples[end:]]
        return _in_range(np.concatenate(pieces))

    def end(self) -> Samples | None:
        """Return the rest: the pause after the last sound, faded out.

        Raises:
            BrokenSound: There was no sound in all the pieces, though there were pieces.
        """
        quiet, self._quiet = self._quiet, []
        if not self._has_begun:
            if quiet:
                raise BrokenSound("the model made silence")
            return None
        self._has_begun = False
        pause = np.concatenate(quiet)[: self._longest_pause + self._fade].copy()
        if not pause.size:
            return None
        fade = min(self._fade, len(pause))
        pause[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
        return _in_range(pause)


def _in_range(samples: Samples) -> Samples:
    return np.clip(samples, -1.0, 1.0).astype(np.float32, copy=False)
