"""Trains the voice: L1 on Coqui's mels and squared error on log durations.

nice -n 15 python models/train/acoustic.py --corpus corpus.pt --out voice.pt --steps 3000
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import coqui  # noqa: F401 - must precede TTS
import torch
from configuration import MELS, voice_config
from TTS.tts.models.forward_tts import ForwardTTS
from TTS.tts.utils.text.characters import IPAPhonemes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from TTS.tts.utils.text.characters import BaseCharacters

    Entry = dict[str, torch.Tensor | str]

BATCH = 16
POOL = 32  # batches that are sorted by length together, so that little of a batch is padding
LONGEST_TAIL = 14
TAILED = 0.4  # of the sentences
FEWEST_CHARACTERS = 16  # the widest convolution spans 13 and pads only afterwards
TOGETHER = 8  # sentences in a step of the last phase, which takes them one by one
_QUIET = -4.0  # the floor of the normalized spectrogram


class Batch(NamedTuple):
    """Padded tensors: ids and durations are (batch, characters), mels (batch, frames, MELS)."""

    ids: torch.Tensor
    id_lengths: torch.Tensor
    durations: torch.Tensor
    mels: torch.Tensor
    mel_lengths: torch.Tensor


def with_variety(characters: str, rng: random.Random) -> tuple[str, int]:
    """Return the sentence with marks the corpus lacks and, at times, with a padded tail.

    Coqui's cleaner makes commas of colons and semicolons; other front ends do not. The tail
    teaches that padding, which short texts need (the convolutions do not take them), is silence.

    Returns:
        The characters, and how many of them are the tail, each one silent frame.
    """
    characters = "".join(
        rng.choice(",,,,;:") if character == "," else character for character in characters
    )
    count = rng.randint(1, LONGEST_TAIL) if rng.random() < TAILED else 0
    return characters + rng.choice(" _") * count, count


def batches(entries: list[Entry], characters: BaseCharacters, seed: int) -> Iterator[Batch]:
    """Yield batches without end, each epoch in another order."""
    rng = random.Random(seed)  # noqa: S311 - order of training, not a secret
    while True:
        order = rng.sample(entries, len(entries))
        for first in range(0, len(order) - BATCH * POOL + 1, BATCH * POOL):
            pool = sorted(order[first : first + BATCH * POOL], key=lambda e: e["mel"].shape[1])
            starts = list(range(0, len(pool), BATCH))
            rng.shuffle(starts)
            for start in starts:
                yield _pad(pool[start : start + BATCH], characters, rng)


def singles(entries: list[Entry], characters: BaseCharacters, seed: int) -> Iterator[list[Batch]]:
    """Yield, without end, the sentences of a step one by one and without padding.

    At inference a sentence ends where its tensor ends. Coqui's convolutions pad after they
    convolve, so that this end is unlike the padding inside a batch and has to be learned.
    """
    rng = random.Random(seed)  # noqa: S311 - order of training, not a secret
    while True:
        yield [_pad([entry], characters, rng) for entry in rng.sample(entries, TOGETHER)]


def freeze_statistics(model: ForwardTTS) -> None:
    """Normalize as at inference: one sentence says too little about all of them."""
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm1d):
            module.eval()


def _pad(entries: list[Entry], characters: BaseCharacters, rng: random.Random) -> Batch:
    varied = [with_variety(entry["characters"], rng) for entry in entries]
    id_lengths = torch.tensor([len(text) for text, _ in varied])
    mel_lengths = torch.tensor(
        [entry["mel"].shape[1] + tail for entry, (_, tail) in zip(entries, varied, strict=True)]
    )
    longest = max(FEWEST_CHARACTERS, int(id_lengths.max()))
    ids = torch.zeros(len(entries), longest, dtype=torch.long)
    durations = torch.zeros(len(entries), longest)
    mels = torch.full((len(entries), int(mel_lengths.max()), MELS), _QUIET)
    for row, (entry, (text, tail)) in enumerate(zip(entries, varied, strict=True)):
        ids[row, : len(text)] = torch.tensor([characters.char_to_id(c) for c in text])
        durations[row, : len(text) - tail] = entry["durations"]
        durations[row, len(text) - tail : len(text)] = 1
        mels[row, : entry["mel"].shape[1]] = entry["mel"].T.float()
    return Batch(ids, id_lengths, durations, mels, mel_lengths)


def losses(model: ForwardTTS, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the spectrogram's and the durations' loss."""
    out = model(batch.ids, batch.id_lengths, batch.mel_lengths, dr=batch.durations)
    frame_mask = out["y_mask"].transpose(1, 2)
    mel = ((out["model_outputs"] - batch.mels).abs() * frame_mask).sum()
    mask = out["x_mask"].squeeze(1)
    duration = ((out["durations_log"] - torch.log(batch.durations + 1)) ** 2 * mask).sum()
    return mel / (frame_mask.sum() * MELS), duration / mask.sum()


def main() -> None:
    """Train, writing a checkpoint from time to time; start again from it if it is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--last", type=int, default=300, help="steps one by one, at the end")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)

    entries = torch.load(arguments.corpus, weights_only=True)
    config = voice_config()
    characters, _ = IPAPhonemes.init_from_config(config)
    model = ForwardTTS(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=0.01)
    step = 0
    if arguments.out.exists():
        state = torch.load(arguments.out, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step = state["step"]
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda n: min(1.0, (step + n + 1) / 100) * max(0.01, 1 - (step + n) / arguments.steps),
    )
    for group in optimizer.param_groups:
        group["initial_lr"] = arguments.rate
    schedule.base_lrs = [arguments.rate]
    began = time.monotonic()
    padded = batches(entries, characters, seed=step)
    unpadded = singles(entries, characters, seed=step)
    while step < arguments.steps:
        if step < arguments.steps - arguments.last:
            mel, duration = losses(model, next(padded))
        else:
            freeze_statistics(model)
            each = [torch.stack(losses(model, batch)) for batch in next(unpadded)]
            mel, duration = torch.stack(each).mean(0)
        optimizer.zero_grad()
        (mel + duration).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        step += 1
        if step % 25 == 0:
            passed = time.monotonic() - began
            sys.stdout.write(f"{step} {passed:.0f}s mel {mel:.4f} duration {duration:.4f}\n")
            sys.stdout.flush()
        if step % 250 == 0 or step == arguments.steps:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
            torch.save(state, arguments.out)


if __name__ == "__main__":
    main()
