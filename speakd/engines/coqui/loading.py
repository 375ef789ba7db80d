"""From a model on disk to one that has spoken once, and how fast that was."""

from __future__ import annotations

import importlib
import logging
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speakd.cancel import CancelToken
from speakd.engines.coqui.compat import import_coqui
from speakd.engines.coqui.streaming.api import Imitator, SpeechRequest, WrongLength
from speakd.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.audio import Samples
    from speakd.engines.coqui.options import CoquiOptions
    from speakd.engines.coqui.streaming.api import SpeechModel
    from speakd.engines.coqui.voice_models import VoiceModel

_logger = logging.getLogger(__name__)

_MOST_USEFUL_THREADS = 8
"""Beyond, cores spend more time waiting for each other than on layers of this size."""

_FIRST_SENTENCE = "Voice number 1 is ready."
"""Has a number, for Coqui gets what says them ready with the first."""

_TEST_SENTENCE = "This is how fast this voice can speak."
_LONGEST_TEST_S = 6.0


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is ready to speak.

    Attributes:
        speech: The model.
        real_time_factor: Seconds of work for a second of sound; None if it said nothing.
    """

    speech: SpeechModel
    real_time_factor: float | None


def load(found: VoiceModel, options: CoquiOptions) -> LoadedModel:
    """Load a model, let it speak, and measure how fast it is. Takes seconds.

    Raises:
        EngineUnavailable: Coqui cannot be imported, or the device asked for is not there.
        ModelError: A file is missing, damaged or not to be trusted.
    """
    # Read by OpenMP when torch is imported. Threads that spin while they wait for each other take
    # seven times as long where other programs want the same cores, and warm the lap for nothing.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # Before torch is imported in the plain way, which holds up every other thread.
    import_coqui()
    device = _device(options.device)
    try:
        loaded = _load(found, options, device)
    except (RuntimeError, NotImplementedError) as error:
        if device == "cpu" or options.device != "auto":
            raise
        _logger.warning("%s cannot run on %s: %s", found.name, device, type(error).__name__)
        loaded = _load(found, options, "cpu")
    factor = loaded.real_time_factor
    speed = "unknown" if factor is None else f"{factor:.2f}"
    _logger.info("%s is ready on %s, real-time factor %s", found.name, loaded.speech.device, speed)
    return loaded


def use_threads(count: int) -> None:
    """Let the calling thread's inference use so many cores; 0 is as many as pay off."""
    torch: Any = importlib.import_module("torch")
    wanted = count or min(os.cpu_count() or 1, _MOST_USEFUL_THREADS)
    if torch.get_num_threads() != wanted:
        torch.set_num_threads(wanted)


def measure_real_time_factor(speech: SpeechModel) -> float | None:
    """Let a model speak a sentence to nobody.

    Returns:
        Seconds of work for a second of sound; None if it said nothing.
    """

    def say(sentence: str) -> Iterator[Samples]:
        request = SpeechRequest(sentence, speech.languages[0], longest_s=_LONGEST_TEST_S, seed=1)
        return speech.stream(request, CancelToken())

    # What torch prepares at the first use of each layer is no part of the speed.
    next(say(_FIRST_SENTENCE), None)
    began = time.perf_counter()
    frames = 0
    try:
        for piece in say(_TEST_SENTENCE):
            frames += len(piece)
    except WrongLength:
        _logger.debug("the test sentence had no end")
    return (time.perf_counter() - began) * speech.sample_rate_hz / frames if frames else None


def _load(found: VoiceModel, options: CoquiOptions, device: str) -> LoadedModel:
    # Import torch or numpy.
    from speakd.engines.coqui.cloning import add_clones, clip_store  # noqa: PLC0415
    from speakd.engines.coqui.streaming.load import load_model  # noqa: PLC0415

    use_threads(options.threads)
    speech = load_model(found.files, found.languages, device, options.precision)
    if isinstance(speech, Imitator):
        add_clones(speech, found, clip_store(options))
    factor = measure_real_time_factor(speech)
    if factor is not None:
        speech.expect_speed(factor)
    return LoadedModel(speech, factor)


def _device(wanted: str) -> str:
    torch: Any = importlib.import_module("torch")
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return next((name for name, is_there in there.items() if is_there), "cpu")
    if wanted != "cpu" and not there[wanted]:
        raise EngineUnavailable(
            f"the device {wanted} is not there", remedy="set engines.coqui.device to auto"
        )
    return wanted
