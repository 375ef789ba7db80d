"""Makes the training corpus: characters, durations, spectrogram and sound of every sentence.

python models/train/corpus.py --out /somewhere/corpus.pt --sentences 3200
"""

from __future__ import annotations

import argparse
import collections
import itertools
import sys
from pathlib import Path

import coqui  # noqa: F401 - must precede TTS
import numpy as np
import soxr
import torch
from alignment import MisalignedError, durations
from configuration import HOP, SAMPLE_RATE, audio_processor
from espeak_source import EspeakSource
from sentences import grammar, manual
from TTS.tts.utils.text.cleaners import phoneme_cleaners
from TTS.tts.utils.text.phonemizers import get_phonemizer_by_name

SHORTEST_SECONDS, LONGEST_SECONDS = 0.4, 9.0


def main() -> None:
    """Write the corpus as a list of dicts of tensors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=3200)
    parser.add_argument("--words", type=Path, default=Path("/usr/share/dict/words"))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    source = EspeakSource()
    phonemizer = get_phonemizer_by_name("espeak", language="en-us")
    processor = audio_processor()
    ratio = SAMPLE_RATE / source.sample_rate
    seconds = 0.0
    refused = 0
    entries = []
    for sentence in itertools.chain(manual(), grammar(arguments.seed, arguments.words)):
        if len(entries) >= arguments.sentences:
            break
        text = phoneme_cleaners(sentence)
        characters = phonemizer.phonemize(text, separator="")
        speech = source.speak(text)
        wave = soxr.resample(
            speech.samples.astype(np.float32) / 32768, source.sample_rate, SAMPLE_RATE
        )
        if not SHORTEST_SECONDS < len(wave) / SAMPLE_RATE < LONGEST_SECONDS:
            continue
        mel = processor.melspectrogram(wave)
        try:
            lasting = durations(characters, speech.phones, ratio / HOP, mel.shape[1])
        except MisalignedError:
            refused += 1
            continue
        entries.append(
            {
                "text": sentence,
                "characters": characters,
                "durations": torch.tensor(lasting, dtype=torch.int32),
                "mel": torch.from_numpy(mel).half(),
                "wave": torch.from_numpy((wave * 32767).clip(-32768, 32767).astype(np.int16)),
            }
        )
        seconds += len(wave) / SAMPLE_RATE
    counts = collections.Counter("".join(entry["characters"] for entry in entries))
    sys.stdout.write(f"{len(entries)} sentences, {seconds / 60:.0f} minutes, {refused} refused\n")
    sys.stdout.write(f"{''.join(sorted(counts))!r}\n{counts.most_common()}\n")
    torch.save(entries, arguments.out)


if __name__ == "__main__":
    main()
