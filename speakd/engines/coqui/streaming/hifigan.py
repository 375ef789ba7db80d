"""HiFi-GAN piece by piece: each layer keeps what its next piece needs, nothing is computed twice.

A convolution over a signal that comes in pieces needs the last inputs of the piece before, and
where a branch is behind its shortcut the shortcut waits. That is all; the padding with zeros that
each layer has stands at the two ends of the whole alone. Known from streaming speech recognisers
and codecs as cached or stateful convolutions, here with the look-ahead of the original kept:
J. Kong et al., "HiFi-GAN", 2020, for the layers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional as F  # noqa: N812, its usual name

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


def is_hifigan(generator: Any) -> bool:
    """Whether `HifiganStream` knows every layer of the generator."""
    from TTS.vocoder.models.hifigan_generator import (  # noqa: PLC0415, heavy
        HifiganGenerator,
        ResBlock1,
        ResBlock2,
    )

    return (
        type(generator) is HifiganGenerator
        and not hasattr(generator, "lin_pre")
        and all(type(block) in {ResBlock1, ResBlock2} for block in generator.resblocks)
    )


class HifiganStream:
    """One signal on its way through a HiFi-GAN generator.

    Args:
        generator: A `HifiganGenerator` without weight norms that `is_hifigan` knows.
        speaker: Whose voice, shape `(1, channels, 1)`, if it has several.
        check: Called before each layer; may raise to call the work off.
    """

    def __init__(
        self, generator: Any, speaker: Tensor | None, check: Callable[[], None] = lambda: None
    ) -> None:
        from TTS.vocoder.models.hifigan_generator import LRELU_SLOPE  # noqa: PLC0415, heavy

        self._slope: float = LRELU_SLOPE
        self._pre = _Convolution(generator.conv_pre, check)
        self._pre_offset = generator.cond_layer(speaker) if hasattr(generator, "cond_layer") else 0
        count = generator.num_kernels
        self._stages = [
            _Stage(
                _Upsampling(up, check),
                generator.conds[number](speaker) if generator.cond_in_each_up_layer else 0,
                [
                    _block(block, self._slope, check)
                    for block in generator.resblocks[number * count : (number + 1) * count]
                ],
            )
            for number, up in enumerate(generator.ups)
        ]
        self._post = _Convolution(generator.conv_post, check)

    def push(self, frames: Tensor, *, last: bool = False) -> Tensor:
        """Take the next frames and return what can be told of the sound.

        Args:
            frames: Shape `(1, channels, any)`; there may be none.
            last: Whether these are the last of all.

        Returns:
            Shape `(1, 1, any)`; it begins where the piece before ended.
        """
        signal = self._pre.push(frames, last=last) + self._pre_offset
        for stage in self._stages:
            signal = stage.push(F.leaky_relu(signal, self._slope), last=last)
        # The last of them has torch's own slope, as in Coqui's.
        return torch.tanh(self._post.push(F.leaky_relu(signal), last=last))


class _Convolution:
    """A convolution that makes as many frames as it is given."""

    def __init__(self, layer: Any, check: Callable[[], None]) -> None:
        self._layer = layer
        self._check = check
        self._padding: int = layer.padding[0]
        self._span: int = layer.dilation[0] * (layer.kernel_size[0] - 1)
        self._inputs: Tensor | None = None

    def push(self, signal: Tensor, *, last: bool) -> Tensor:
        self._check()
        layer = self._layer
        parts = [_silence(signal, self._padding) if self._inputs is None else self._inputs, signal]
        if last:
            parts.append(_silence(signal, self._padding))
        inputs = torch.cat(parts, dim=-1)
        ready = max(inputs.shape[-1] - self._span, 0)
        # A copy: a view would keep all of the piece.
        self._inputs = inputs[..., ready:].clone()
        if not ready:
            return signal.new_zeros(1, layer.out_channels, 0)
        return F.conv1d(inputs, layer.weight, layer.bias, dilation=layer.dilation)


class _Upsampling:
    """A transposed convolution: what one piece adds to the next is kept until that comes."""

    def __init__(self, layer: Any, check: Callable[[], None]) -> None:
        self._layer = layer
        self._check = check
        self._stride: int = layer.stride[0]
        self._padding: int = layer.padding[0]
        self._begun = False
        self._tail: Tensor | None = None

    def push(self, signal: Tensor, *, last: bool) -> Tensor:
        self._check()
        layer = self._layer
        ready = signal.shape[-1] * self._stride
        tail = self._tail
        if not ready:
            made = signal.new_zeros(1, layer.out_channels, 0) if tail is None else tail
        else:
            made = F.conv_transpose1d(signal, layer.weight, stride=layer.stride)
            if tail is not None:
                made[..., : tail.shape[-1]] += tail
        if last:
            made = made[..., : made.shape[-1] - self._padding]
        else:
            made, self._tail = made[..., :ready], made[..., ready:].clone()
        if ready and not self._begun:
            made = made[..., self._padding :]
            self._begun = True
        return made if layer.bias is None else made + layer.bias[:, None]


class _Shortcut:
    """Convolutions with the signal itself added, once they have caught up with it."""

    def __init__(self, convolutions: list[_Convolution], slope: float) -> None:
        self._convolutions = convolutions
        self._slope = slope
        self._waiting = _Waiting()

    def push(self, signal: Tensor, *, last: bool) -> Tensor:
        self._waiting.append(signal)
        for convolution in self._convolutions:
            signal = convolution.push(F.leaky_relu(signal, self._slope), last=last)
        return signal + self._waiting.take(signal.shape[-1])


class _Stage:
    """Upsampling, and the mean of several blocks that look differently far ahead."""

    def __init__(
        self, upsampling: _Upsampling, offset: Tensor | int, blocks: list[list[_Shortcut]]
    ) -> None:
        self._upsampling = upsampling
        self._offset = offset
        self._blocks = [(block, _Waiting()) for block in blocks]

    def push(self, signal: Tensor, *, last: bool) -> Tensor:
        signal = self._upsampling.push(signal, last=last) + self._offset
        for block, made in self._blocks:
            branch = signal
            for shortcut in block:
                branch = shortcut.push(branch, last=last)
            made.append(branch)
        ready = min(made.frames for _, made in self._blocks)
        first, *others = (made.take(ready) for _, made in self._blocks)
        for other in others:
            first = first + other
        return first / len(self._blocks)


class _Waiting:
    """A signal of which the beginning is taken away again and again."""

    def __init__(self) -> None:
        self._signal: Tensor | None = None

    @property
    def frames(self) -> int:
        return 0 if self._signal is None else self._signal.shape[-1]

    def append(self, signal: Tensor) -> None:
        before = self._signal
        self._signal = signal if before is None else torch.cat((before, signal), dim=-1)

    def take(self, frames: int) -> Tensor:
        if self._signal is None:
            raise ValueError("nothing was appended yet")
        taken, self._signal = self._signal[..., :frames], self._signal[..., frames:]
        return taken


def _block(block: Any, slope: float, check: Callable[[], None]) -> list[_Shortcut]:
    """Make the shortcuts of a residual block of either type, in their order."""
    if hasattr(block, "convs1"):
        pairs = zip(block.convs1, block.convs2, strict=True)
        return [_Shortcut([_Convolution(c, check) for c in pair], slope) for pair in pairs]
    return [_Shortcut([_Convolution(c, check)], slope) for c in block.convs]


def _silence(like: Tensor, frames: int) -> Tensor:
    return like.new_zeros(1, like.shape[1], frames)
