"""`speakd voices add|remove`: voices that are learned from the user's own recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.commands.models import models_folder
from speakd.app.commands.settings import load_config
from speakd.config.load import read_engine_options
from speakd.engines.coqui.cloning import clip_store
from speakd.engines.coqui.models.store import ModelStore
from speakd.engines.coqui.options import CoquiOptions

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.engines.coqui.reference import ClipStore

_CLONING_MODEL = "tts_models/multilingual/multi-dataset/xtts_v2"
_FETCH = f"speakd models download {_CLONING_MODEL}"


def add_clip(name: str, clip: Path, config: str | None) -> int:
    """Check a recording, keep it, and say how to use it.

    Args:
        name: What the voice is to be called.
        clip: A sound file.
        config: What `--config` says.

    Raises:
        ModelError: The recording or the name is not fit for it.
    """
    added = _store(config).add(name, clip)
    seconds = len(added.samples) / added.sample_rate_hz
    print(f"the voice {name} is kept, {seconds:.1f} s of it; to read with it, set in the")
    print("configuration and start speakd again:")
    print(f'\n[voices.languages]\n"*" = "coqui:{_CLONING_MODEL}#{name}"')
    there = ModelStore(models_folder(load_config(config))).installed()
    if _CLONING_MODEL not in {model.id for model in there}:
        print(f"\nthe model that speaks with it is yet to be fetched:\n\n{_FETCH}")
    return 0


def remove_clip(name: str, config: str | None) -> int:
    """Delete a recording.

    Args:
        name: What the voice is called.
        config: What `--config` says.

    Raises:
        ModelError: There is none of this name.
    """
    _store(config).remove(name)
    print(f"the voice {name} is removed")
    return 0


def own_voices(config: str | None) -> tuple[str, ...]:
    """List the names of the voices that were learned."""
    return _store(config).names()


def _store(config: str | None) -> ClipStore:
    return clip_store(read_engine_options(CoquiOptions, load_config(config), "coqui"))
