"""Decoding in windows: the same result as in one go, but the first part of it early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from torch import Tensor

    from speakd.engines.coqui.streaming.receptive_field import ReceptiveField


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """How many frames are decoded at a time: few at first, to be heard early, then more.

    Attributes:
        first: Frames of the first window.
        largest: Frames that no window exceeds. The context around a window is decoded twice, so
            small windows cost time; a large one keeps a stop waiting where it cannot be broken.
        growth: How much longer each window is than the one before. The sound of a window has to
            last until the next is decoded.
        lead: Frames that the first window has in addition, because the next stage waits for them.
    """

    first: int
    largest: int
    growth: float = 2.0
    lead: int = 0

    def sizes(self) -> Iterator[int]:
        """Yield the sizes of the windows, without end."""
        size, lead = float(self.first), self.lead
        while True:
            yield int(size) + lead
            size, lead = min(size * self.growth, float(self.largest)), 0


def decode_in_windows(
    decode: Callable[[Tensor], Tensor],
    field: ReceptiveField,
    plan: WindowPlan,
    frames: Iterable[Tensor],
) -> Iterator[Tensor]:
    """Decode a stream of frames, each window with as much around it as can reach into it.

    Only the frames that may still be needed are kept.

    Args:
        decode: Turns `(1, channels, frames)` into `(1, any, hop * frames)`.
        field: How far it looks around a frame.
        plan: The sizes of the windows.
        frames: Pieces of shape `(1, channels, any)`. They are asked for one by one.

    Yields:
        Pieces of shape `(1, any, any)` that together equal `decode` of all frames at once.
    """
    pending = _Pending()
    sizes = plan.sizes()
    size = next(sizes)
    for piece in frames:
        pending.append(piece)
        while pending.ahead >= size + field.after:
            yield pending.decode(decode, field, size)
            size = next(sizes)
    while pending.ahead > 0:
        # A short rest is cheaper within the last window than on its own.
        rest = pending.ahead
        last = rest <= size + field.before + field.after
        yield pending.decode(decode, field, rest if last else size)
        size = next(sizes)


class _Pending:
    """The frames that are not decoded yet, and the decoded ones that still serve as context."""

    def __init__(self) -> None:
        self._pieces: list[Tensor] = []
        self._context = 0
        self.ahead = 0

    def append(self, piece: Tensor) -> None:
        self._pieces.append(piece)
        self.ahead += piece.shape[-1]

    def decode(
        self, decode: Callable[[Tensor], Tensor], field: ReceptiveField, size: int
    ) -> Tensor:
        frames = torch.cat(self._pieces, dim=-1) if len(self._pieces) > 1 else self._pieces[0]
        decoded = decode(frames[..., : self._context + size + field.after])
        start = self._context * field.hop
        done = self._context + size
        kept = max(done - field.before, 0)
        self._pieces = [frames[..., kept:]]
        self._context = done - kept
        self.ahead -= size
        return decoded[..., start : start + size * field.hop]


def with_repeated_edges(frames: Iterable[Tensor], count: int) -> Iterator[Tensor]:
    """Repeat the first and the last of the frames `count` times, as vocoders pad their input."""
    last: Tensor | None = None
    for piece in frames:
        if last is None and count:
            yield piece[..., :1].expand(*piece.shape[:-1], count)
        last = piece[..., -1:]
        yield piece
    if last is not None and count:
        yield last.expand(*last.shape[:-1], count)
