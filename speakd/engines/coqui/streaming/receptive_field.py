"""How far around a frame a convolutional decoder looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

_FIRST_PROBE_FRAMES = 128
_LONGEST_PROBE_FRAMES = 1024


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """What a decoder needs to know around a frame to decode it as it would within the whole.

    Attributes:
        before: Frames to the left.
        after: Frames to the right.
        hop: Samples (or frames, for a decoder of frames) that it makes of one frame.
    """

    before: int
    after: int
    hop: int


def measure_receptive_field(
    decode: Callable[[Tensor], Tensor], channels: int, device: str | torch.device = "cpu"
) -> ReceptiveField:
    """Measure the receptive field of `decode`, exactly and for any stack of convolutions.

    One frame is made "not a number": whatever depends on it becomes so, too.

    Args:
        decode: Turns `(1, channels, frames)` into `(1, any, hop * frames)`.
        channels: Channels of a frame.
        device: Where `decode` runs.

    Raises:
        ModelError: The decoder needs the whole at once, or its output is no multiple of its input.
    """
    frames = _FIRST_PROBE_FRAMES
    while frames <= _LONGEST_PROBE_FRAMES:
        field = _probe(decode, torch.zeros(1, channels, frames, device=device))
        if field is not None:
            return field
        frames *= 2
    raise ModelError("the model's vocoder looks too far around a frame to be streamed")


def _probe(decode: Callable[[Tensor], Tensor], silence: Tensor) -> ReceptiveField | None:
    frames = silence.shape[-1]
    middle = frames // 2
    silence[..., middle] = torch.nan
    with torch.inference_mode():
        decoded = decode(silence)
    length = decoded.shape[-1]
    if length % frames:
        raise ModelError("the model's vocoder does not make as many samples of each frame")
    hop = length // frames
    tainted = decoded.isnan().flatten(0, -2).any(0).nonzero().flatten()
    first, last = int(tainted[0]) // hop, int(tainted[-1]) // hop
    if first == 0 or last == frames - 1:
        return None
    # A sample that depends on a later frame looks ahead, hence the sides change places.
    return ReceptiveField(before=last - middle, after=middle - first, hop=hop)
