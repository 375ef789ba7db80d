"""Tacotron 2: the vocoder begins while the decoder still makes the spectrogram, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from speakd.engines.coqui.streaming.api import SpeechModel, WrongLength
from speakd.engines.coqui.streaming.inference import Interrupter, in_inference_mode
from speakd.engines.coqui.streaming.inputs import character_ids, conditioning, speaker_names
from speakd.engines.coqui.streaming.receptive_field import measure_receptive_field
from speakd.engines.coqui.streaming.resampling import resample_frames
from speakd.engines.coqui.streaming.windows import decode_in_windows
from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from speakd.audio import Samples
    from speakd.cancel import CancelToken
    from speakd.engines.coqui.streaming.api import SpeechRequest
    from speakd.engines.coqui.streaming.vocoder import Vocoder
    from speakd.types import LanguageTag


class Tacotron2Model(SpeechModel):
    """A loaded Tacotron 2 and its vocoder.

    Args:
        model: A loaded `TTS.tts.models.tacotron2.Tacotron2`, on its device.
        vocoder: Makes sound of its spectrograms.
        languages: What it speaks.

    Raises:
        ModelError: The model cannot speak without a recording to imitate.
    """

    def __init__(self, model: Any, vocoder: Vocoder, languages: Sequence[LanguageTag]) -> None:
        if getattr(model, "use_capacitron_vae", False):
            raise ModelError("models with a Capacitron cannot be used")
        self.sample_rate_hz = vocoder.sample_rate_hz
        self.languages = tuple(languages)
        self.speakers = speaker_names(model)
        self._model = model
        self._decoder = model.decoder
        self._vocoder = vocoder
        # Used in training only, and as large as the decoder.
        model.coarse_decoder = None
        channels = int(self._decoder.frame_channels)
        self._field = measure_receptive_field(self._refine, channels, model.device)
        self._interrupter = Interrupter(model, vocoder.module)

    def expect_speed(self, real_time_factor: float) -> None:
        """Plan the windows for a speed."""
        self._vocoder.expect_speed(real_time_factor)

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
        coarse = self._decode(self._encode(ids, request), request)
        plan = self._vocoder.plan_for_source()
        mels = decode_in_windows(self._refine, self._field, plan, coarse)
        mels = resample_frames(mels, 1.0 / request.rate)
        for piece in self._vocoder.stream(mels, self._interrupter.check):
            yield piece.numpy()

    def _encode(self, ids: Tensor, request: SpeechRequest) -> Tensor:
        model = self._model
        encoded = model.encoder.inference(model.embedding(ids).transpose(1, 2))
        voice = conditioning(model, request.speaker, request.language)
        if model.gst and model.use_gst:
            encoded = model.compute_gst(encoded, None, voice["d_vectors"])
        if model.num_speakers > 1:
            speaker = model._get_speaker_conditioning(  # noqa: SLF001, as its own inference does
                voice,
                "speaker_embedding",
                normalize_d_vector=False,
                normalize_embedding=False,
                output_shape="BTC",
            )
            encoded = model._concat_speaker_embedding(encoded, speaker)  # noqa: SLF001, likewise
        return torch.as_tensor(encoded)

    def _decode(self, encoded: Tensor, request: SpeechRequest) -> Iterator[Tensor]:
        """Yield the spectrogram before its refinement, the frames of one step at a time.

        Raises:
            WrongLength: It came to its end too soon, or not at all.
        """
        decoder = self._decoder
        memory = decoder._update_memory(decoder.get_go_frame(encoded))  # noqa: SLF001, as its own
        decoder._init_states(encoded, mask=None)  # noqa: SLF001, inference does
        decoder.attention.init_states(encoded)
        step_s = decoder.r * self._vocoder.seconds_per_frame / request.rate
        steps = 0
        while True:
            self._interrupter.check()
            frames, _, stop = decoder.decode(decoder.prenet(memory))
            steps += 1
            # Never at the first step, as in its own inference.
            is_last = steps > 1 and bool(torch.sigmoid(stop) > decoder.stop_threshold)
            if is_last:
                request.check_length(steps * step_s)
            elif steps * step_s > request.longest_s:
                raise WrongLength
            yield frames.view(1, -1, decoder.frame_channels).transpose(1, 2)
            if is_last:
                return
            memory = decoder._update_memory(frames)  # noqa: SLF001, likewise

    def _refine(self, coarse: Tensor) -> Tensor:
        return torch.as_tensor(coarse + self._model.postnet(coarse))
