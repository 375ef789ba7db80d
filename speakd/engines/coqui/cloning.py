"""Teaching a model the voices of the user's own reference clips."""

from __future__ import annotations

import importlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from speakd.engines.coqui.reference import ClipStore, LatentCache
from speakd.engines.coqui.streaming.api import SpeakerLatents
from speakd.errors import ModelError

if TYPE_CHECKING:
    from speakd.engines.coqui.options import CoquiOptions
    from speakd.engines.coqui.streaming.api import Imitator
    from speakd.engines.coqui.voice_models import VoiceModel

_logger = logging.getLogger(__name__)


def clip_store(options: CoquiOptions) -> ClipStore:
    """Return where the user's reference clips lie."""
    if options.clips_folder:
        return ClipStore(Path(options.clips_folder).expanduser())
    return ClipStore(platformdirs.user_data_path("speakd", appauthor=False) / "voices")


def add_clones(speech: Imitator, found: VoiceModel, clips: ClipStore) -> None:
    """Let a model speak with the voice of each clip; learned once, then read from disk."""
    cache = LatentCache(clips.folder / ".latents")
    for name in clips.names():
        try:
            speech.add_voice(name, _latents(speech, found, clips, name, cache))
        except ModelError as error:
            _logger.warning("the voice %s cannot be used: %s", name, error)


def _latents(
    speech: Imitator, found: VoiceModel, clips: ClipStore, name: str, cache: LatentCache
) -> SpeakerLatents:
    torch: Any = importlib.import_module("torch")
    clip = clips.get(name)
    state = found.files.checkpoint.stat()
    key = f"{clip.digest} {found.name} {state.st_size} {state.st_mtime_ns}"
    kept = cache.get(key)
    if kept is None or set(kept) != set(SpeakerLatents._fields):
        learned = speech.clone(torch.from_numpy(clip.samples)[None], clip.sample_rate_hz)
        kept = {field: part.float().cpu().numpy() for field, part in learned._asdict().items()}
        cache.put(key, kept)
    return SpeakerLatents(*(torch.from_numpy(kept[field]) for field in SpeakerLatents._fields))
