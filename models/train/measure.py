"""Tells how well the small voice is understood, and what it costs, beside its teacher.

python models/train/measure.py --voice models/small-en
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import coqui  # noqa: F401 - must precede TTS
import numpy as np
import soundfile
import torch
from espeak_source import EspeakSource
from held_out import PAIRS, PROSE
from TTS.config import load_config
from TTS.tts.models.forward_tts import ForwardTTS
from TTS.vocoder.models import setup_model

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from support.recognise import Recogniser

if TYPE_CHECKING:
    from collections.abc import Callable

    Speak = Callable[[str], tuple[np.ndarray, int]]

FEWEST_IDS = 16


class SmallVoice:
    """The shipped files, loaded by Coqui's own classes.

    Args:
        folder: Where they lie.
        with_vocoder: False for Griffin-Lim.
    """

    def __init__(self, folder: Path, *, with_vocoder: bool) -> None:
        config = load_config(str(folder / "config.json"))
        self.model = ForwardTTS(config)
        self.model.load_checkpoint(config, str(folder / "model.pth"), eval=True)
        self.rate: int = config.audio["sample_rate"]
        self.vocoder = None
        if with_vocoder:
            vocoder_config = load_config(str(folder / "vocoder" / "config.json"))
            self.vocoder = setup_model(vocoder_config)
            self.vocoder.load_checkpoint(
                vocoder_config, str(folder / "vocoder" / "model.pth"), eval=True
            )
        self.seconds = {"acoustic": 0.0, "sound": 0.0, "audio": 0.0}

    @torch.inference_mode()
    def __call__(self, text: str) -> tuple[np.ndarray, int]:
        """Say `text`; return samples and their rate."""
        ids = self.model.tokenizer.text_to_ids(text)
        space = self.model.tokenizer.characters.char_to_id(" ")
        ids += [space] * (FEWEST_IDS - len(ids))
        began = time.perf_counter()
        mel = self.model.inference(torch.tensor([ids]))["model_outputs"]
        self.seconds["acoustic"] += time.perf_counter() - began
        began = time.perf_counter()
        if self.vocoder is None:
            wave = self.model.ap.inv_melspectrogram(mel[0].T.numpy())
        else:
            wave = self.vocoder.inference(mel.transpose(1, 2)).flatten().numpy()
        self.seconds["sound"] += time.perf_counter() - began
        self.seconds["audio"] += len(wave) / self.rate
        return wave.astype(np.float32), self.rate


def understood(speak: Speak, sentences: tuple[str, ...], recogniser: Recogniser) -> tuple[int, int]:
    """Return how many are picked, and how many are picked with confidence."""
    best, sure = 0, 0
    for sentence in sentences:
        heard = recogniser.listen(*speak(sentence))
        best += min(heard.scores, key=lambda candidate: heard.scores[candidate]) == sentence
        sure += heard.sentence == sentence
    return best, sure


def pairs_told_apart(speak: Speak) -> int:
    """Return how many of the sentences of `PAIRS` are not taken for their twin."""
    right = 0
    for pair in PAIRS:
        recogniser = Recogniser(pair)
        for sentence in pair:
            heard = recogniser.listen(*speak(sentence))
            right += min(heard.scores, key=lambda candidate: heard.scores[candidate]) == sentence
    return right


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", type=Path, required=True)
    parser.add_argument("--wavs", type=Path, help="write what was said here")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--sentences", type=int, default=len(PROSE), help="fewer are quicker")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    source = EspeakSource()

    def teacher(text: str) -> tuple[np.ndarray, int]:
        return source.speak(text).samples.astype(np.float32) / 32768, source.sample_rate

    voices: dict[str, Speak] = {"embedded voice": teacher}
    voices["Griffin-Lim"] = SmallVoice(arguments.voice, with_vocoder=False)
    if (arguments.voice / "vocoder").exists():
        voices["vocoder"] = SmallVoice(arguments.voice, with_vocoder=True)
    prose = PROSE[: arguments.sentences]
    recogniser = Recogniser(PROSE)
    for name, speak in voices.items():
        speak("Warm up, please.")
        if isinstance(speak, SmallVoice):
            speak.seconds = dict.fromkeys(speak.seconds, 0.0)
        best, sure = understood(speak, prose, recogniser)
        pairs = pairs_told_apart(speak)
        line = f"{name}: prose {best}/{len(prose)} ({sure} sure), pairs {pairs}/{2 * len(PAIRS)}"
        if isinstance(speak, SmallVoice):
            audio = speak.seconds["audio"]
            line += "".join(
                f", {part} RTF {speak.seconds[part] / audio:.3f}" for part in ("acoustic", "sound")
            )
        sys.stdout.write(line + "\n")
        if arguments.wavs:
            arguments.wavs.mkdir(parents=True, exist_ok=True)
            for number, sentence in enumerate(PROSE[:5]):
                soundfile.write(arguments.wavs / f"{name}-{number}.wav", *speak(sentence))


if __name__ == "__main__":
    main()
