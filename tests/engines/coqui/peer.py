"""Coqui's own way through the same model files: everything at once.

What `TTS.utils.synthesizer.Synthesizer.tts` does for one sentence, without the seconds that it
takes to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from TTS.config import load_config
from TTS.tts.models import setup_model as setup_voice
from TTS.vocoder.models import setup_model as setup_vocoder

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.audio import Samples

SEED = 5


def speak(folder: Path, text: str, speaker: str | None = None) -> Samples:
    config = load_config(folder / "config.json")
    voice = setup_voice(config)
    if config.model == "xtts":
        voice.load_checkpoint(config, checkpoint_dir=folder, eval=True)
        speaker = speaker or voice.speaker_manager.speaker_names[0]
        torch.manual_seed(SEED)
        return voice.synthesize(text, speaker=speaker, language="en")["wav"]
    voice.load_checkpoint(config, str(folder / "model.pth"), eval=True)
    torch.manual_seed(SEED)
    said = voice.synthesize(text, speaker=speaker)
    if not folder.joinpath("vocoder.pth").is_file():
        return said["wav"]
    config = load_config(folder / "vocoder_config.json")
    vocoder = setup_vocoder(config)
    vocoder.load_checkpoint(config, str(folder / "vocoder.pth"), eval=True)
    mel = said["outputs"]["model_outputs"][0].numpy()
    scaled = vocoder.ap.normalize(voice.ap.denormalize(mel.T))
    return np.asarray(vocoder.inference(torch.tensor(scaled)[None]).flatten())
