"""How soon the first sound is there, beside Coqui's own way through the same weights.

    OMP_WAIT_POLICY=PASSIVE python bench/coqui_first_chunk.py [tacotron2] [vits] [xtts]

The architectures are full size, their weights random: what they say is noise, what it costs is
real. Both sides share the process, the weights, the cores and torch's settings.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import torch

import coqui_models
from speakd.cancel import CancelToken
from speakd.engines.coqui import CoquiOptions, CoquiSynthesizer
from speakd.engines.coqui.files import find_files
from speakd.engines.coqui.safe_load import ModelFolder
from speakd.engines.coqui.streaming.api import SpeechRequest, WrongLength
from speakd.engines.coqui.streaming.load import load_model
from speakd.speech import Segment
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EN = LanguageTag("en")
SENTENCE = "the quick brown fox jumps over the lazy dog and sleeps for a very long while. "
SENTENCE_S = 5.0


def main() -> None:
    """Print a table for each kind of model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=["tacotron2", "vits", "xtts"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=4, help="length of the paragraph")
    parser.add_argument("--long", action="store_true", help="let Coqui say all of 500 words, too")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        if "tacotron2" in arguments.kinds:
            path = coqui_models.write_tacotron2_ddc(Path(folder, "tacotron2"), SENTENCE_S)
            compare("tacotron2-DDC + hifigan_v2", path, arguments)
        if "vits" in arguments.kinds:
            compare("vits", coqui_models.write_vits(Path(folder, "vits")), arguments)
        if "xtts" in arguments.kinds:
            measure_xtts(coqui_models.write_xtts(Path(folder, "xtts")))


def compare(name: str, folder: Path, arguments: argparse.Namespace) -> None:
    """Measure one model both ways."""
    from TTS.utils.synthesizer import Synthesizer  # noqa: PLC0415, only after import_coqui

    ours = CoquiSynthesizer(CoquiOptions(models=(str(folder),), device="cpu"))
    ours.warm_up()
    has_vocoder = folder.joinpath("vocoder.pth").is_file()
    peer = Synthesizer(
        tts_checkpoint=folder / "model.pth",
        tts_config_path=folder / "config.json",
        vocoder_checkpoint=folder / "vocoder.pth" if has_vocoder else None,
        vocoder_config=folder / "vocoder_config.json" if has_vocoder else None,
    )
    peer.tts(SENTENCE)
    print(f"\n{name}: {torch.get_num_threads()} threads, median of {arguments.rounds}")
    print(f"{'':24}{'Coqui s':>10}{'speakd s':>10}{'ratio':>8}")
    first, whole, theirs = [], [], []
    for _ in range(arguments.rounds):
        theirs.append(seconds(lambda: peer.tts(SENTENCE)))
        times = list(times_of_chunks(ours, 1))
        first.append(times[0])
        whole.append(times[-1])
    row("15 words, first chunk", theirs, first)
    row("15 words, total", theirs, whole)
    count = arguments.sentences
    text = SENTENCE * count
    theirs, whole = [], []
    for _ in range(arguments.rounds):
        theirs.append(seconds(lambda: peer.tts(text)))
        whole.append(list(times_of_chunks(ours, count))[-1])
    row(f"{15 * count} words, total", theirs, whole)
    text = SENTENCE * 34
    first = [next(times_of_chunks(ours, 34)) for _ in range(arguments.rounds)]
    theirs = [seconds(lambda: peer.tts(text))] if arguments.long else []
    row("510 words, first chunk", theirs, first)
    ours.close()


def times_of_chunks(ours: CoquiSynthesizer, sentences: int) -> Iterator[float]:
    """Yield the seconds from the call to each chunk, sentence after sentence."""
    voice = ours.voices()[0]
    segment = Segment(SENTENCE.strip(), EN, Span(0, len(SENTENCE)))
    began = time.perf_counter()
    for _ in range(sentences):
        for _ in ours.synthesize(segment, voice, CancelToken()):
            yield time.perf_counter() - began


def seconds(work: Callable[[], object]) -> float:
    """Time a call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def row(what: str, theirs: list[float], ours: list[float]) -> None:
    """Print one line of the table."""
    us = statistics.median(ours)
    if not theirs:
        print(f"{what:24}{'-':>10}{us:10.2f}{'-':>8}")
        return
    them = statistics.median(theirs)
    print(f"{what:24}{them:10.2f}{us:10.2f}{them / us:7.1f}x")


def measure_xtts(folder: Path) -> None:
    """Show that the cost of XTTS grows with its length and no faster."""
    model = load_model(find_files(ModelFolder(folder)), [EN])
    print(f"\nxtts v2, {torch.get_num_threads()} threads")
    print(f"{'sound s':>10}{'work s':>10}{'first s':>10}{'factor':>10}")
    for length_s in (5, 10, 20):
        request = SpeechRequest("the quick brown fox", EN, longest_s=length_s, seed=1)
        began, first, frames = time.perf_counter(), 0.0, 0
        try:
            for piece in model.stream(request, CancelToken()):
                first = first or time.perf_counter() - began
                frames += len(piece)
        except WrongLength:
            pass
        took = time.perf_counter() - began
        print(f"{length_s:10}{took:10.2f}{first:10.2f}{took / length_s:10.2f}")


if __name__ == "__main__":
    main()
