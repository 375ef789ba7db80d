from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from speakd.engines.coqui.streaming.receptive_field import (
    ReceptiveField,
    measure_receptive_field,
)
from speakd.engines.coqui.streaming.resampling import resample_frames
from speakd.engines.coqui.streaming.windows import (
    WindowPlan,
    decode_in_windows,
    with_repeated_edges,
)
from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator


def stack(*layers: nn.Module) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(*layers).requires_grad_(requires_grad=False)


def test_the_field_of_a_convolution_is_its_kernel() -> None:
    wide = stack(nn.Conv1d(3, 2, 5, padding=4, dilation=2))
    assert measure_receptive_field(wide, 3) == ReceptiveField(4, 4, 1)


def test_the_field_of_a_causal_convolution_lies_behind() -> None:
    causal = stack(nn.ConstantPad1d((6, 0), 0.0), nn.Conv1d(3, 2, 7))
    assert measure_receptive_field(causal, 3) == ReceptiveField(6, 0, 1)


def test_an_upsampling_stack_is_measured_in_its_own_frames() -> None:
    up = stack(nn.ConvTranspose1d(2, 2, 8, 4, padding=2), nn.Conv1d(2, 1, 9, padding=4))
    assert measure_receptive_field(up, 2) == ReceptiveField(2, 2, 4)


def test_a_field_wider_than_the_first_probe_is_found() -> None:
    wide = stack(nn.Conv1d(1, 1, 181, padding=90))
    assert measure_receptive_field(wide, 1) == ReceptiveField(90, 90, 1)


def test_a_decoder_that_needs_the_whole_is_refused() -> None:
    with pytest.raises(ModelError, match="too far"):
        measure_receptive_field(lambda x: x - x.mean(), 1)


def test_a_decoder_without_a_fixed_hop_is_refused() -> None:
    with pytest.raises(ModelError, match="as many samples"):
        measure_receptive_field(stack(nn.Conv1d(1, 1, 3)), 1)


@pytest.mark.parametrize(
    ("padding", "frames"),
    [
        *(("zeros", frames) for frames in (1, 2, 9, 10, 11, 63, 200)),
        *(("reflect", frames) for frames in (10, 63, 200)),
    ],
)
@pytest.mark.parametrize("piece", [1, 5, 1000])
def test_windows_join_to_the_whole(frames: int, piece: int, padding: str) -> None:
    decode = stack(
        nn.Conv1d(4, 6, 5, padding=2, padding_mode=padding),
        nn.LeakyReLU(),
        nn.ConvTranspose1d(6, 3, 6, 3, padding=1, output_padding=0),
        nn.ConstantPad1d((0, -1), 0.0),
        nn.Conv1d(3, 1, 3, padding=1),
    )
    field = measure_receptive_field(decode, 4)
    whole = torch.randn(1, 4, frames)
    asked = decode_in_windows(decode, field, WindowPlan(5, 40), whole.split(piece, dim=-1))
    torch.testing.assert_close(torch.cat(list(asked), -1), decode(whole), atol=1e-5, rtol=0)


def test_the_first_window_asks_for_no_more_frames_than_it_needs() -> None:
    decode = stack(nn.Conv1d(1, 1, 5, padding=2))
    field = measure_receptive_field(decode, 1)
    taken = 0

    def frames() -> Iterator[torch.Tensor]:
        nonlocal taken
        while True:
            taken += 1
            yield torch.zeros(1, 1, 1)

    assert next(decode_in_windows(decode, field, WindowPlan(10, 80), frames())).shape[-1] == 10
    assert taken == 10 + field.after


@pytest.mark.parametrize("work", [0.03, 0.1, 0.25, 0.4])
def test_each_window_lasts_until_the_next_is_decoded(work: float) -> None:
    field = ReceptiveField(before=13, after=13, hop=256)
    plan = WindowPlan.for_speed(86.0, field, work)
    buffered = 0.0
    for number, size in enumerate(islice(plan.sizes(), 12)):
        if number:
            buffered -= work * (size + plan.context)
            assert buffered >= 0
        buffered += size


def test_the_first_window_is_as_short_as_the_speed_allows() -> None:
    field = ReceptiveField(before=13, after=13, hop=256)
    first = [WindowPlan.for_speed(86.0, field, work).first for work in (0.05, 0.3, 0.4, 2.0)]
    assert first[0] == first[3] == 18
    assert first[0] < first[1] < first[2]


def test_a_fast_voice_takes_few_windows_and_none_is_endless() -> None:
    field = ReceptiveField(before=13, after=13, hop=256)
    sizes = list(islice(WindowPlan.for_speed(86.0, field, 0.03).sizes(), 5))
    assert sizes[1:] == [344] * 4


def test_edges_are_repeated_once_for_the_whole() -> None:
    pieces = with_repeated_edges(torch.tensor([[[1.0, 2, 3]]]).split(1, -1), 2)
    assert torch.cat(list(pieces), -1).flatten().tolist() == [1, 1, 1, 2, 3, 3, 3]


def test_nothing_has_no_edges() -> None:
    assert list(with_repeated_edges([], 2)) == []


@pytest.mark.parametrize("scale", [4.0, 24000 / 22050, 0.7, 1.6, 1 / 1.3])
@pytest.mark.parametrize("frames", [20, 333])
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_stretching_in_pieces_is_stretching_the_whole(
    scale: float, frames: int, piece: int
) -> None:
    whole = torch.randn(1, 5, frames)
    expected = nn.functional.interpolate(whole, scale_factor=scale, mode="linear")
    pieces = list(resample_frames(whole.split(piece, -1), scale))
    torch.testing.assert_close(torch.cat(pieces, -1), expected, atol=1e-3, rtol=0)
