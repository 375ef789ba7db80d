"""From frames to sound as a stream, by the cheapest way that a decoder allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from speakd.engines.coqui.streaming.hifigan import HifiganStream, is_hifigan
from speakd.engines.coqui.streaming.inference import remove_weight_norm
from speakd.engines.coqui.streaming.receptive_field import ReceptiveField, measure_receptive_field
from speakd.engines.coqui.streaming.windows import (
    WindowPlan,
    decode_in_windows,
    decode_with_state,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from torch import Tensor


class SoundDecoder:
    """A convolutional decoder, such as the generator of a GAN, that is run as a stream.

    Args:
        generator: The module; its weight norms are multiplied out.
        decode: Turns frames, and the speaker if there are several, into sound in one go.
        channels: Channels of a frame.
        sample_rate_hz: Rate of the sound.
        device: Where it runs.
        speaker_channels: Channels of what stands for a speaker; 0 if there is only one.

    Raises:
        ModelError: It cannot be run as a stream.
    """

    def __init__(
        self,
        generator: Any,
        decode: Callable[[Tensor, Tensor | None], Tensor],
        *,
        channels: int,
        sample_rate_hz: int,
        device: str | torch.device,
        speaker_channels: int = 0,
    ) -> None:
        remove_weight_norm(generator)
        self._generator = generator
        self._decode = decode
        self._sample_rate_hz = sample_rate_hz
        self._keeps_state = is_hifigan(generator)
        nobody = torch.zeros(1, speaker_channels, 1, device=device) if speaker_channels else None
        self._field = measure_receptive_field(lambda z: decode(z, nobody), channels, device)
        self.expect_speed(0.4)

    @property
    def hop(self) -> int:
        """Samples made of one frame."""
        return self._field.hop

    @property
    def plan(self) -> WindowPlan:
        """How many frames are decoded at a time."""
        return self._plan

    @property
    def looks_ahead(self) -> int:
        """How many frames after one are needed to decode it."""
        return self._field.after

    def expect_speed(self, real_time_factor: float) -> None:
        """Plan for so many seconds of work for a second of sound."""
        alone = ReceptiveField(0, 0, self._field.hop)
        self._plan = WindowPlan.for_speed(
            self._sample_rate_hz / self._field.hop,
            alone if self._keeps_state else self._field,
            real_time_factor,
        )

    def stream(
        self,
        frames: Iterable[Tensor],
        speaker: Tensor | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> Iterator[Tensor]:
        """Make sound of frames while they are still being made.

        Args:
            frames: Pieces of shape `(1, channels, any)`.
            speaker: Whose voice, shape `(1, channels, 1)`.
            check: Called between layers; may raise to call the work off. Hooks on the layers of
                the generator may or may not be called.

        Yields:
            Pieces of shape `(1, 1, samples)`; together what `decode` makes of all at once.
        """
        if self._keeps_state:
            push = HifiganStream(self._generator, speaker, check).push
            return decode_with_state(push, self._field.after, self._plan, frames)
        return decode_in_windows(
            lambda window: self._decode(window, speaker), self._field, self._plan, frames
        )
