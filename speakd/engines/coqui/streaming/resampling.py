"""Stretching a stream of frames in time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from torch import Tensor


def resample_frames(frames: Iterable[Tensor], scale: float) -> Iterator[Tensor]:
    """Interpolate between frames so that there are `scale` times as many.

    The same as `torch.nn.functional.interpolate(all, scale_factor=scale, mode="linear")`, down to
    the rounding of where a frame comes from.

    Args:
        frames: Pieces of shape `(1, channels, any)`.
        scale: How many frames to make of one.

    Yields:
        Pieces of shape `(1, channels, any)`.
    """
    if scale == 1.0:
        yield from frames
        return
    kept: Tensor | None = None
    first_kept, made = 0, 0
    for piece in frames:
        kept = piece if kept is None else torch.cat((kept, piece), dim=-1)
        known = first_kept + kept.shape[-1]
        # The frame to the right must be there, too, unless the end is known.
        until = _made_of(known - 1, scale)
        if until > made:
            positions = _positions(made, until, scale, kept.device)
            yield _between(kept, positions - first_kept)
            made = until
            drop = min(int(_positions(made, made + 1, scale, kept.device)) - first_kept, known - 1)
            drop = max(drop, 0)
            kept, first_kept = kept[..., drop:], first_kept + drop
    if kept is None:
        return
    until = math.floor((first_kept + kept.shape[-1]) * scale)
    if until > made:
        yield _between(kept, _positions(made, until, scale, kept.device) - first_kept)


def _made_of(frames: int, scale: float) -> int:
    """Count the frames that lie strictly before input frame `frames`, on the safe side."""
    return max(math.floor((frames + 0.5) * scale - 0.5) - 1, 0)


def _positions(start: int, stop: int, scale: float, device: torch.device) -> Tensor:
    places = torch.arange(start, stop, device=device, dtype=torch.float32)
    return ((places + 0.5) * (1.0 / scale) - 0.5).clamp_min(0.0)


def _between(frames: Tensor, positions: Tensor) -> Tensor:
    left = positions.long().clamp_max(frames.shape[-1] - 1)
    right = (left + 1).clamp_max(frames.shape[-1] - 1)
    share = (positions - left).to(frames.dtype)
    return frames[..., left] * (1 - share) + frames[..., right] * share
