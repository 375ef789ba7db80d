"""Trains the vocoder: a multi-band MelGAN generator on spectral losses.

    nice -n 15 python models/train/vocoder.py --corpus corpus.pt --out vocoder.pt --steps 6000

A generator alone, without a discriminator: the teacher is a formant synthesizer whose sound is the
same every time, so there is little texture for a discriminator to ask for, and a step costs a
third. The bands are compared too, which is what keeps the upper ones from being silent.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import coqui  # noqa: F401 - must precede TTS
import torch
from configuration import HOP, vocoder_config
from TTS.vocoder.models import setup_generator

if TYPE_CHECKING:
    from TTS.vocoder.models.multiband_melgan_generator import MultibandMelganGenerator

BATCH = 12
FRAMES = 48
ENDS = 0.3  # of the pieces begin or end a sentence, so that silence there is silent
FULL_BAND = ((1024, 120, 600), (2048, 240, 1200), (512, 50, 240))
SUB_BAND = ((384, 30, 150), (683, 60, 300), (171, 10, 60))


def spectral_loss(
    made: torch.Tensor, real: torch.Tensor, resolutions: tuple[tuple[int, int, int], ...]
) -> torch.Tensor:
    """Return spectral convergence plus log-magnitude distance, over several resolutions.

    Args:
        made: (batch, samples) of the generator.
        real: The same of the teacher.
        resolutions: Transform size, hop and window in samples.
    """
    total = made.new_zeros(())
    for size, hop, window in resolutions:
        shape = torch.hann_window(window)
        ours, theirs = (
            torch.stft(x, size, hop, window, shape, return_complex=True).abs().clamp_min(1e-5)
            for x in (made, real)
        )
        total = total + torch.linalg.norm(theirs - ours) / torch.linalg.norm(theirs)
        total = total + (theirs.log() - ours.log()).abs().mean()
    return total / len(resolutions)


def loss(
    generator: MultibandMelganGenerator, mel: torch.Tensor, wave: torch.Tensor
) -> torch.Tensor:
    """Return the loss of one batch: mel (batch, MELS, frames), wave (batch, 1, frames * HOP)."""
    with torch.autocast("cpu", torch.bfloat16):  # a quarter sooner
        bands = generator(mel)
    bands = bands.float()
    made = generator.pqmf_synthesis(bands)
    whole = spectral_loss(made[:, 0], wave[:, 0], FULL_BAND)
    real_bands = generator.pqmf_analysis(wave).flatten(0, 1)
    return whole + spectral_loss(bands.flatten(0, 1), real_bands, SUB_BAND)


def batch(
    entries: list[dict[str, torch.Tensor]], rng: random.Random
) -> tuple[torch.Tensor, torch.Tensor]:
    """Cut a random piece out of each of some random sentences."""
    mels, waves = [], []
    while len(mels) < BATCH:
        entry = rng.choice(entries)
        last = len(entry["wave"]) // HOP - FRAMES
        if last <= 0:
            continue
        first = rng.choice((0, last)) if rng.random() < ENDS else rng.randrange(last)
        mels.append(entry["mel"][:, first : first + FRAMES].float())
        # Frame n is centred on sample n * HOP; the generator's piece n begins half a hop earlier.
        begin = first * HOP
        waves.append(entry["wave"][begin : begin + FRAMES * HOP].float() / 32768)
    return torch.stack(mels), torch.stack(waves).unsqueeze(1)


def main() -> None:
    """Train, writing a checkpoint from time to time; start again from it if it is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)

    entries = torch.load(arguments.corpus, weights_only=True)
    generator = setup_generator(vocoder_config())
    optimizer = torch.optim.AdamW(generator.parameters(), lr=arguments.rate, betas=(0.8, 0.99))
    step = 0
    if arguments.out.exists():
        state = torch.load(arguments.out, weights_only=True)
        generator.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step = state["step"]
    rng = random.Random(step)  # noqa: S311 - order of training, not a secret
    began = time.monotonic()
    while step < arguments.steps:
        rate = arguments.rate * min(1.0, (step + 1) / 50) * max(0.02, 1 - step / arguments.steps)
        for group in optimizer.param_groups:
            group["lr"] = rate
        value = loss(generator, *batch(entries, rng))
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(generator.parameters(), 5.0)
        optimizer.step()
        step += 1
        if step % 25 == 0:
            sys.stdout.write(f"{step} {time.monotonic() - began:.0f}s loss {value:.4f}\n")
            sys.stdout.flush()
        if step % 250 == 0 or step == arguments.steps:
            weights = generator.state_dict()
            state = {"model": weights, "optimizer": optimizer.state_dict(), "step": step}
            torch.save(state, arguments.out)


if __name__ == "__main__":
    main()
