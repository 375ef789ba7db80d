"""Decoding in windows: the same result as in one go, but the first part of it early."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from torch import Tensor

    from speakd.engines.coqui.streaming.receptive_field import ReceptiveField


_FIRST_S = 0.2
_LONGEST_FIRST_S = 0.35
_LARGEST_S = 4.0
_LEAST_GROWTH = 1.5
"""Below, the context that is decoded again with each window takes more time than it saves."""
_HEAD_START = 1.2
_MARGIN = 0.8
"""Share of the time that is really there: other programs want the processor, too."""


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """How many frames are decoded at a time: few at first, to be heard early, then more.

    The sound of a window has to last until the next is decoded. The context around a window is
    decoded once more with each, so few large windows cost the least.

    Attributes:
        first: Frames of the first window.
        largest: Frames that no window exceeds.
        context: Frames decoded beside those of the window.
        work: Seconds of work for a second of sound.
        lead: Frames that the first window has in addition, because the next stage waits for them.
    """

    first: int
    largest: int
    context: int = 0
    work: float = 0.4
    lead: int = 0

    @classmethod
    def for_speed(
        cls, frames_per_second: float, field: ReceptiveField, work: float = 0.4
    ) -> WindowPlan:
        """Plan windows that follow each other without a gap, the first as early as can be.

        Args:
            frames_per_second: How many frames a second of sound has.
            field: How far the decoder looks around a frame.
            work: Seconds of work for a second of sound. From about 0.4 on some sound has to be
                gathered before it is played, or there will be gaps.
        """
        context = field.before + field.after
        first = _FIRST_S * frames_per_second
        if work < _MARGIN:
            # A bit more than after which a window of the same length is ready just in time.
            in_time = _HEAD_START * context / (_MARGIN / work - 1)
            first = max(first, min(in_time, _LONGEST_FIRST_S * frames_per_second))
        largest = max(round(_LARGEST_S * frames_per_second), math.ceil(first))
        return cls(max(math.ceil(first), 1), largest, context, work)

    def sizes(self) -> Iterator[int]:
        """Yield the sizes of the windows, without end."""
        size, lead, buffered = self.first, self.lead, 0.0
        while True:
            yield size + lead
            buffered += size
            in_time = int(_MARGIN * buffered / self.work) - self.context
            size = min(max(int(_LEAST_GROWTH * size), in_time), self.largest)
            lead = 0
            buffered = max(buffered - self.work * (size + self.context), 0.0)


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


class Push(Protocol):
    """Takes the next frames and gives what sound can be made of them by now."""

    def __call__(self, frames: Tensor, *, last: bool = False) -> Tensor:
        """Take `(1, channels, any)`, the last piece marked as such; give `(1, any, any)`."""


def decode_with_state(
    push: Push, looks_ahead: int, plan: WindowPlan, frames: Iterable[Tensor]
) -> Iterator[Tensor]:
    """Decode a stream of frames by a decoder that remembers what it needs of those before.

    Args:
        push: The decoder.
        looks_ahead: Frames by which its sound is behind.
        plan: How many frames it is given at a time.
        frames: Pieces of shape `(1, channels, any)`. They are asked for one by one.

    Yields:
        Pieces of shape `(1, any, any)`.
    """
    pending: list[Tensor] = []
    ahead = 0
    sizes = plan.sizes()
    size = next(sizes) + looks_ahead
    for piece in frames:
        pending.append(piece)
        ahead += piece.shape[-1]
        while ahead >= size:
            whole = torch.cat(pending, dim=-1)
            yield push(whole[..., :size])
            pending = [whole[..., size:]]
            ahead -= size
            size = next(sizes)
    if pending:
        yield push(torch.cat(pending, dim=-1), last=True)


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
