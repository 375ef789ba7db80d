"""From a folder of files to a model that streams."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import torch

from speakd.engines.coqui.compat import import_coqui
from speakd.engines.coqui.safe_load import weights_only
from speakd.engines.coqui.streaming.vocoder import Vocoder
from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from speakd.engines.coqui.files import ModelFiles
    from speakd.engines.coqui.streaming.api import SpeechModel
    from speakd.types import LanguageTag

_SIDE_FILES = {
    "stats_path": ("scale_stats.npy",),
    "speakers_file": ("speaker_ids.json", "speakers.json", "speaker_ids.pth", "speakers.pth"),
    "speaker_file": ("speaker_ids.json", "speakers.json", "speaker_ids.pth", "speakers.pth"),
    "d_vector_file": ("speakers.json", "speakers.pth"),
    "language_ids_file": ("language_ids.json",),
    "speaker_encoder_model_path": (),
    "speaker_encoder_config_path": (),
}
"""Fields that hold paths of the machine a model was trained on, and the files' usual names.

The speaker encoder serves voice conversion, which nobody here asks for.
"""


def load_model(
    files: ModelFiles,
    languages: Sequence[LanguageTag],
    device: str = "cpu",
    precision: str = "float32",
) -> SpeechModel:
    """Load a model of any kind; takes seconds.

    Args:
        files: Where it lies.
        languages: What it speaks.
        device: `cpu`, `cuda` or `mps`.
        precision: What to compute with: `float32`, `float16` or `bfloat16`.

    Raises:
        EngineUnavailable: Coqui cannot be imported here.
        ModelError: A file is missing, damaged or not to be trusted, or of a kind that is unknown.
    """
    import_coqui()
    with weights_only(files.guarded):
        config = _load_config(files.config)
        build = _builder(str(config.model).lower())
        model = build(files, config, tuple(languages), torch.device(device))
    model.device, model.precision = device, precision
    return model


def _builder(
    name: str,
) -> Callable[[ModelFiles, Any, tuple[LanguageTag, ...], torch.device], SpeechModel]:
    if name in {"forward_tts", "fast_pitch", "fast_speech", "fastspeech2", "speedy_speech"}:
        return _forward
    if name == "tacotron2":
        return _tacotron2
    if name == "vits":
        return _vits
    if name == "xtts":
        return _xtts
    raise ModelError(
        f"models of the kind {name} cannot be used",
        remedy="use one of tacotron2, fast_pitch, speedy_speech, vits and xtts",
    )


def _forward(
    files: ModelFiles, config: Any, languages: tuple[LanguageTag, ...], device: torch.device
) -> SpeechModel:
    from speakd.engines.coqui.streaming.forward import ForwardModel  # noqa: PLC0415, one kind each

    model = _load_voice(files, config)
    return ForwardModel(model.to(device), _load_vocoder(files, model.ap, device), languages)


def _tacotron2(
    files: ModelFiles, config: Any, languages: tuple[LanguageTag, ...], device: torch.device
) -> SpeechModel:
    from speakd.engines.coqui.streaming.tacotron2 import Tacotron2Model  # noqa: PLC0415, as above

    model = _load_voice(files, config)
    return Tacotron2Model(model.to(device), _load_vocoder(files, model.ap, device), languages)


def _vits(
    files: ModelFiles, config: Any, languages: tuple[LanguageTag, ...], device: torch.device
) -> SpeechModel:
    from speakd.engines.coqui.streaming.vits import VitsModel  # noqa: PLC0415, as above

    return VitsModel(_load_voice(files, config).to(device), languages)


def _xtts(
    files: ModelFiles, config: Any, languages: tuple[LanguageTag, ...], device: torch.device
) -> SpeechModel:
    # Brings transformers along, which takes seconds to import.
    from speakd.engines.coqui.streaming.xtts import XttsModel  # noqa: PLC0415

    model = importlib.import_module("TTS.tts.models").setup_model(config)
    folder, checkpoint = str(files.folder), str(files.checkpoint)
    model.load_checkpoint(config, checkpoint_dir=folder, checkpoint_path=checkpoint, eval=True)
    return XttsModel(model.to(device), languages)


def _load_config(path: Path) -> Any:
    config = importlib.import_module("TTS.config").load_config(path)
    for owner in (config, config.get("model_args"), config.get("audio")):
        for field, names in _SIDE_FILES.items():
            if owner is None or not owner.get(field):
                continue
            found = (path.parent / name for name in names)
            owner[field] = str(next((file for file in found if file.is_file()), "")) or None
    return config


def _load_voice(files: ModelFiles, config: Any) -> Any:
    model = importlib.import_module("TTS.tts.models").setup_model(config)
    model.load_checkpoint(config, str(files.checkpoint), eval=True)
    return model


def _load_vocoder(files: ModelFiles, voice_audio: Any, device: torch.device) -> Vocoder:
    if files.vocoder_config is None or files.vocoder_checkpoint is None:
        raise ModelError(
            f"{files.folder} holds no vocoder",
            remedy="put one into a folder called vocoder beside its weights",
        )
    config = _load_config(files.vocoder_config)
    model = importlib.import_module("TTS.vocoder.models").setup_model(config)
    model.load_checkpoint(config, str(files.vocoder_checkpoint), eval=True)
    if not hasattr(model, "model_g"):
        raise ModelError(f"vocoders of the kind {config.model} cannot be used")
    return Vocoder(model.eval(), voice_audio, device)
