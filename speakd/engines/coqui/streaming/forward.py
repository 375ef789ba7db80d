"""Models that make the whole spectrogram at once: FastPitch, FastSpeech, SpeedySpeech."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speakd.engines.coqui.streaming.api import SpeechModel
from speakd.engines.coqui.streaming.inference import Interrupter, in_inference_mode
from speakd.engines.coqui.streaming.inputs import character_ids, conditioning, speaker_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import Samples
    from speakd.cancel import CancelToken
    from speakd.engines.coqui.streaming.api import SpeechRequest
    from speakd.engines.coqui.streaming.vocoder import Vocoder
    from speakd.types import LanguageTag


class ForwardModel(SpeechModel):
    """A loaded `ForwardTTS` and its vocoder. The spectrogram costs little beside its sound.

    Args:
        model: A loaded `TTS.tts.models.forward_tts.ForwardTTS`.
        vocoder: Makes sound of its spectrograms.
        languages: What it speaks.
    """

    def __init__(self, model: Any, vocoder: Vocoder, languages: Sequence[LanguageTag]) -> None:
        self.sample_rate_hz = vocoder.sample_rate_hz
        self.languages = tuple(languages)
        self.speakers = speaker_names(model)
        self._model = model
        self._vocoder = vocoder
        self._length_scale = float(model.length_scale)
        self._fewest_characters = _widest_kernel(model.args.encoder_params)
        self._interrupter = Interrupter(model, vocoder.module)

    def expect_speed(self, real_time_factor: float) -> None:
        """Plan the windows for a speed."""
        self._vocoder.expect_speed(real_time_factor)

    @in_inference_mode
    def stream(self, request: SpeechRequest, cancel: CancelToken) -> Iterator[Samples]:
        """Speak."""
        ids = character_ids(self._model, request.text, request.language, self._fewest_characters)
        if ids is None:
            request.check_length(0.0)
            return
        self._interrupter.watch(cancel)
        self._model.length_scale = self._length_scale / request.rate
        voice = conditioning(self._model, request.speaker, request.language)
        outputs = self._model.inference(ids, voice)
        mel = outputs["model_outputs"].transpose(1, 2)
        request.check_length(mel.shape[-1] * self._vocoder.seconds_per_frame)
        for piece in self._vocoder.stream([mel], self._interrupter.check):
            yield piece.numpy()


def _widest_kernel(parameters: Any) -> int:
    """How many characters a stack of dilated convolutions needs at least; 1 for others."""
    dilations = parameters.get("dilations", ()) if parameters else ()
    # It pads with what is missing to a round number, hence one dilation more than the kernel.
    return int(parameters["kernel_size"]) * int(max(dilations)) if dilations else 1
