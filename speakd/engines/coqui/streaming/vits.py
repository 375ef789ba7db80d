"""VITS: the latents of a sentence at once, its sound window by window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from speakd.engines.coqui.streaming.api import SpeechModel
from speakd.engines.coqui.streaming.decoder import SoundDecoder
from speakd.engines.coqui.streaming.inference import (
    Interrupter,
    in_inference_mode,
    remove_weight_norm,
)
from speakd.engines.coqui.streaming.inputs import character_ids, conditioning, speaker_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from speakd.audio import Samples
    from speakd.cancel import CancelToken
    from speakd.engines.coqui.streaming.api import SpeechRequest
    from speakd.types import LanguageTag


class VitsModel(SpeechModel):
    """A loaded VITS.

    Args:
        model: A loaded `TTS.tts.models.vits.Vits`, on its device.
        languages: What it speaks.
    """

    def __init__(self, model: Any, languages: Sequence[LanguageTag]) -> None:
        self.sample_rate_hz = int(model.config.audio["sample_rate"])
        self.languages = tuple(languages)
        self.speakers = speaker_names(model)
        self._model = model
        self._length_scale = float(model.length_scale)
        # Only training and voice conversion need these.
        model.posterior_encoder = model.disc = None
        remove_weight_norm(model)
        generator = model.waveform_decoder
        self._latents = _Latents()
        model.waveform_decoder = self._latents
        speaker_layer = getattr(generator, "cond_layer", None)
        self._decoder = SoundDecoder(
            generator,
            lambda latents, speaker: generator(latents, g=speaker),
            channels=int(model.args.hidden_channels),
            sample_rate_hz=self.sample_rate_hz,
            device=model.device,
            speaker_channels=0 if speaker_layer is None else speaker_layer.in_channels,
        )
        self._interrupter = Interrupter(model, generator)

    def expect_speed(self, real_time_factor: float) -> None:
        """Plan the windows for a speed."""
        self._decoder.expect_speed(real_time_factor)

    @in_inference_mode
    def stream(self, request: SpeechRequest, cancel: CancelToken) -> Iterator[Samples]:
        """Speak."""
        ids = character_ids(self._model, request.text, request.language)
        if ids is None:
            request.check_length(0.0)
            return
        self._interrupter.watch(cancel)
        if request.seed is not None:
            torch.manual_seed(request.seed)
        self._model.length_scale = self._length_scale / request.rate
        voice = conditioning(self._model, request.speaker, request.language)
        latents = self._model.inference(ids, voice)["model_outputs"]
        speaker, self._latents.speaker = self._latents.speaker, None
        request.check_length(latents.shape[-1] * self._decoder.hop / self.sample_rate_hz)

        for piece in self._decoder.stream([latents], speaker, self._interrupter.check):
            yield piece.flatten().float().cpu().numpy()


class _Latents(nn.Module):  # type: ignore[misc]
    """Stands where the model expects its decoder, and hands back what was to be decoded."""

    speaker: Tensor | None = None

    def forward(self, latents: Tensor, g: Tensor | None = None) -> Tensor:
        self.speaker = g
        return latents
