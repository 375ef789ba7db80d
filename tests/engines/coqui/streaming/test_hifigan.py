from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from speakd.engines.coqui.streaming.decoder import SoundDecoder
from speakd.engines.coqui.streaming.hifigan import HifiganStream, is_hifigan
from speakd.engines.coqui.streaming.inference import remove_weight_norm

if TYPE_CHECKING:
    from torch import Tensor

CHANNELS = 8
SPEAKER = 6


def make_generator(block: str = "1", *, speaker: bool = False, each_layer: bool = False) -> Any:
    from TTS.vocoder.models.hifigan_generator import (  # noqa: PLC0415, not before Coqui is prepared
        HifiganGenerator,
    )

    torch.manual_seed(0)
    generator = HifiganGenerator(
        in_channels=CHANNELS,
        out_channels=1,
        resblock_type=block,
        resblock_dilation_sizes=[[1, 3, 5]] * 3,
        resblock_kernel_sizes=[3, 7, 11],
        upsample_kernel_sizes=[8, 4],
        upsample_initial_channel=16,
        upsample_factors=[4, 2],
        inference_padding=0,
        cond_channels=SPEAKER if speaker else 0,
        cond_in_each_up_layer=each_layer,
    )
    remove_weight_norm(generator)
    return generator.requires_grad_(requires_grad=False)


def streamed(generator: Any, frames: Tensor, piece: int, speaker: Tensor | None = None) -> Tensor:
    stream = HifiganStream(generator, speaker)
    parts = [stream.push(each) for each in frames.split(piece, dim=-1)]
    return torch.cat([*parts, stream.push(frames[..., :0], last=True)], dim=-1)


@pytest.mark.parametrize("block", ["1", "2"])
@pytest.mark.parametrize("frames", [1, 2, 5, 31, 100])
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_pieces_join_to_the_whole(frames: int, piece: int, block: str) -> None:
    generator = make_generator(block)
    whole = torch.randn(1, CHANNELS, frames)
    torch.testing.assert_close(
        streamed(generator, whole, piece), generator(whole), atol=1e-5, rtol=0
    )


@pytest.mark.parametrize("each_layer", [False, True])
def test_a_speaker_is_heard_in_every_piece(*, each_layer: bool) -> None:
    generator = make_generator(speaker=True, each_layer=each_layer)
    whole, speaker = torch.randn(1, CHANNELS, 40), torch.randn(1, SPEAKER, 1)
    torch.testing.assert_close(
        streamed(generator, whole, 7, speaker), generator(whole, g=speaker), atol=1e-5, rtol=0
    )


def test_nothing_is_computed_twice() -> None:
    generator = make_generator()
    whole = torch.randn(1, CHANNELS, 200)
    with FlopCounterMode(display=False) as in_one_go:
        generator(whole)
    with FlopCounterMode(display=False) as in_pieces:
        streamed(generator, whole, 10)
    assert in_pieces.get_total_flops() < 1.02 * in_one_go.get_total_flops()


def test_the_sound_is_behind_by_what_the_decoder_looks_ahead() -> None:
    generator = make_generator()
    decoder = SoundDecoder(
        generator, lambda frames, _: generator(frames), channels=CHANNELS, sample_rate_hz=8_000,
        device="cpu",
    )  # fmt: skip
    asked = 0

    def frames() -> Any:
        nonlocal asked
        while True:
            asked += 1
            yield torch.zeros(1, CHANNELS, 1)

    first = next(decoder.stream(frames()))
    wanted = decoder.plan.first
    assert wanted * decoder.hop <= first.shape[-1] < (wanted + 1) * decoder.hop
    assert asked == wanted + decoder.looks_ahead


def test_it_is_asked_before_each_layer_whether_to_go_on() -> None:
    class CalledOffError(Exception):
        pass

    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise CalledOffError

    with pytest.raises(CalledOffError):
        HifiganStream(make_generator(), None, check).push(torch.zeros(1, CHANNELS, 50))


def test_another_generator_is_told_apart() -> None:
    generator = make_generator()
    assert is_hifigan(generator)
    generator.resblocks[0] = torch.nn.Identity()
    assert not is_hifigan(generator)
    assert not is_hifigan(torch.nn.Conv1d(1, 1, 1))
