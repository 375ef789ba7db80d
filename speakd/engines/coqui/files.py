"""Which of the files in a model's folder is which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from speakd.engines.coqui.safe_load import ModelFolder

_CONFIG = "config.json"
_CHECKPOINTS = ("model_file.pth", "model.pth", "model_file.pth.tar", "checkpoint.pth")
_VOCODER = "vocoder"
_VOCODER_CONFIG = "vocoder_config.json"
_VOCODER_CHECKPOINTS = ("vocoder.pth", "vocoder.pth.tar")
_BEST = "best_model*.pth"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of one voice.

    Attributes:
        folder: The voice's own folder.
        config: Its configuration.
        checkpoint: Its weights.
        vocoder_config: The configuration of its vocoder, if it has one.
        vocoder_checkpoint: The weights of its vocoder, if it has one.
        guarded: All folders that may be read from.
    """

    folder: Path
    config: Path
    checkpoint: Path
    vocoder_config: Path | None
    vocoder_checkpoint: Path | None
    guarded: tuple[ModelFolder, ...]


def find_files(model: ModelFolder, vocoder: ModelFolder | None = None) -> ModelFiles:
    """Find a voice's files under the names that Coqui gives them.

    Args:
        model: The voice's folder. It may hold the vocoder, too, in a folder `vocoder`, or as
            `vocoder_config.json` and `vocoder.pth`.
        vocoder: The folder of its vocoder.

    Raises:
        ModelError: The folder lacks one of them.
    """
    vocoder_config: Path | None
    vocoder_path = model.path / _VOCODER if vocoder is None else vocoder.path
    if vocoder_path.is_dir():
        vocoder_config = vocoder_path / _CONFIG
        vocoder_checkpoint: Path | None = _checkpoint(vocoder_path)
    else:
        vocoder_config = _first(model.path, [_VOCODER_CONFIG])
        vocoder_checkpoint = _first(model.path, _VOCODER_CHECKPOINTS)
    config = model.path / _CONFIG
    if not config.is_file():
        raise ModelError(f"{model.path} holds no {_CONFIG}", remedy="give the folder of a model")
    return ModelFiles(
        folder=model.path,
        config=config,
        checkpoint=_checkpoint(model.path),
        vocoder_config=vocoder_config,
        vocoder_checkpoint=vocoder_checkpoint,
        guarded=(model,) if vocoder is None else (model, vocoder),
    )


def _checkpoint(folder: Path) -> Path:
    found = _first(folder, _CHECKPOINTS) or next(iter(sorted(folder.glob(_BEST))), None)
    if found is None:
        names = ", ".join(_CHECKPOINTS)
        raise ModelError(
            f"{folder} holds no weights", remedy=f"the file should be called one of: {names}"
        )
    return found


def _first(folder: Path, names: Sequence[str]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)
