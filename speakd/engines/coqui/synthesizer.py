"""Coqui's neural voices as a `Synthesizer`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from speakd.audio import AudioChunk, AudioFormat
from speakd.engines.coqui.compat import check
from speakd.engines.coqui.loading import load, use_threads
from speakd.engines.coqui.options import CoquiOptions
from speakd.engines.coqui.residents import Residents
from speakd.engines.coqui.voice_models import VoiceModels
from speakd.errors import EngineError, EngineUnavailable, SynthesisError
from speakd.speech import Voice
from speakd.synthesis.api import Synthesizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speakd.cancel import CancelToken
    from speakd.engines.coqui.loading import LoadedModel
    from speakd.engines.coqui.voice_models import VoiceModel
    from speakd.errors import ModelError
    from speakd.speech import Segment
    from speakd.types import LanguageTag

_ENGINE = "coqui"
_SPEAKER_MARK = "#"


class CoquiSynthesizer(Synthesizer):
    """Neural voices, streamed inside a sentence.

    A voice is `coqui:<model>`, or `coqui:<model>#<speaker>` where a model has several.

    Args:
        options: Which models, and where they compute.
    """

    name: ClassVar[str] = _ENGINE
    Options: ClassVar[type[Any]] = CoquiOptions
    loads_slowly: ClassVar[bool] = True

    def __init__(self, options: CoquiOptions | None = None) -> None:
        self._options = options or CoquiOptions()
        self._residents = Residents(self._load, self._options.idle_unload_s)

    @property
    def real_time_factors(self) -> Mapping[str, float]:
        """Seconds of work for a second of sound, by name of the loaded model."""
        return {
            name: loaded.real_time_factor
            for name, loaded in self._residents.loaded.items()
            if loaded.real_time_factor is not None
        }

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why models that are configured cannot be used, by name."""
        missing = {name: str(error) for name, error in self._find()[1].items()}
        return missing | {name: str(error) for name, error in self._residents.reasons.items()}

    def problems(self) -> Sequence[str]:
        """List the models that are configured and cannot be used."""
        return [f"{name}: {reason}" for name, reason in self.reasons.items()]

    def real_time_factor(self, voice: Voice) -> float | None:
        """Return the measured factor of a voice's model; None while that is not known."""
        return self.real_time_factors.get(_model_name(voice))

    def probe(self) -> None:
        """Check that the packages are installed, and at least one model is."""
        check()
        found, missing = self._find()
        if found:
            return
        for error in missing.values():
            raise EngineUnavailable(error.message, remedy=error.remedy)
        raise EngineUnavailable("no model is configured", remedy="set engines.coqui.models")

    def voices(self) -> Sequence[Voice]:
        """List the voices of the models that are installed; all speakers of those loaded."""
        check()
        loaded = self._residents.loaded
        broken = self._residents.reasons
        return [
            voice
            for model in self._find()[0]
            if model.name not in broken
            for voice in _voices(model, loaded.get(model.name))
        ]

    def warm_up(self) -> None:
        """Load the models, one after the other; takes seconds and gigabytes.

        A model that cannot be loaded leaves its reason in `reasons`, and the others speak.
        """
        self.probe()
        reasons: list[EngineError] = []
        found = self._find()[0]
        for model in found:
            try:
                self._residents.get(model)
            except EngineError as error:
                reasons.append(error)
        if len(reasons) == len(found):
            first = reasons[0]
            raise EngineUnavailable(
                first.message, remedy=first.remedy, retryable=first.retryable
            ) from first

    def natural_rates(self, voice: Voice) -> tuple[float, float]:
        """Give the rates near the speech that the models learned from."""
        del voice
        return 0.7, 1.6

    def max_chars(self, voice: Voice, language: LanguageTag) -> int:
        """Give the limit of a voice's model, once that is loaded."""
        loaded = self._residents.loaded.get(_model_name(voice))
        if loaded is None:
            return super().max_chars(voice, language)
        return loaded.speech.most_characters(language)

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Speak `segment`."""
        # Imports numpy, which a process that only looks for engines does not need.
        from speakd.engines.coqui.speaking import speak  # noqa: PLC0415

        if cancel.cancelled:
            return
        model = self._loaded(voice).speech
        use_threads(self._options.threads)
        audio_format = AudioFormat(model.sample_rate_hz)
        speaker = voice.id.partition(_SPEAKER_MARK)[2]
        with self._residents.awake():
            for samples in speak(model, segment, speaker, cancel):
                yield AudioChunk(samples, audio_format)

    def close(self) -> None:
        """Unload the models."""
        self._residents.close()

    def _loaded(self, voice: Voice) -> LoadedModel:
        name = _model_name(voice)
        loaded = self._residents.loaded.get(name)
        if loaded is not None:
            return loaded
        for model in self._find()[0]:
            if model.name == name:
                return self._residents.get(model)
        raise SynthesisError(f"there is no voice {voice.id!r}", retryable=False)

    def _find(self) -> tuple[tuple[VoiceModel, ...], dict[str, ModelError]]:
        folder = self._options.models_folder
        models = VoiceModels(Path(folder).expanduser() if folder else None)
        return models.find_all(self._options.models)

    def _load(self, found: VoiceModel) -> LoadedModel:
        return load(found, self._options)


def _voices(model: VoiceModel, loaded: LoadedModel | None) -> Iterator[Voice]:
    voice_id = f"{_ENGINE}:{model.name}"
    name = model.name.rpartition("/")[2]
    yield Voice(voice_id, name, model.languages, model.licence)
    for speaker in loaded.speech.speakers if loaded is not None else ():
        said = f"{name}, {speaker}"
        yield Voice(f"{voice_id}{_SPEAKER_MARK}{speaker}", said, model.languages, model.licence)


def _model_name(voice: Voice) -> str:
    return voice.id.partition(":")[2].partition(_SPEAKER_MARK)[0]
