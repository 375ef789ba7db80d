"""From spectrograms to sound, window by window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch

from speakd.engines.coqui.streaming.decoder import SoundDecoder
from speakd.engines.coqui.streaming.resampling import resample_frames
from speakd.engines.coqui.streaming.windows import with_repeated_edges
from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from torch import Tensor

    from speakd.engines.coqui.streaming.windows import WindowPlan


class Vocoder:
    """A Coqui vocoder behind the spectrograms of one Coqui voice.

    Args:
        model: A loaded `TTS.vocoder.models.gan.GAN`.
        voice_audio: The voice's `AudioProcessor`: how its spectrograms are scaled.
        device: Where to run.

    Raises:
        ModelError: The two do not go together.
    """

    def __init__(self, model: Any, voice_audio: Any, device: torch.device) -> None:
        generator = model.model_g
        self.module = generator
        self.sample_rate_hz = int(model.config.audio["sample_rate"])
        self._voice_audio = voice_audio
        self._vocoder_audio = model.ap
        self._device = device
        self._stretch = self.sample_rate_hz / int(voice_audio.sample_rate)
        channels = int(voice_audio.num_mels)
        if channels != int(model.ap.num_mels):
            raise ModelError("the vocoder was made for other spectrograms than the voice's")
        # Coqui pads each input; here only the ends of the whole are padded.
        self._edge = int(getattr(generator, "inference_padding", 0))
        generator.inference_padding = 0
        generator.to(device)
        self._decoder = SoundDecoder(
            generator,
            lambda frames, _: generator.inference(frames),
            channels=channels,
            sample_rate_hz=self.sample_rate_hz,
            device=device,
        )

    @property
    def seconds_per_frame(self) -> float:
        """Length of the sound of one frame of the voice's spectrogram."""
        return self._stretch * self._decoder.hop / self.sample_rate_hz

    def expect_speed(self, real_time_factor: float) -> None:
        """Plan for so many seconds of work for a second of sound, the voice's own included."""
        self._decoder.expect_speed(real_time_factor)

    def plan_for_source(self) -> WindowPlan:
        """Plan windows for the stage before, so that nothing waits for frames it has no use for."""
        lead = max(self._decoder.looks_ahead - self._edge, 0)
        return replace(self._decoder.plan, lead=lead)

    def stream(
        self, mels: Iterable[Tensor], check: Callable[[], None] = lambda: None
    ) -> Iterator[Tensor]:
        """Make sound of a spectrogram while it is still being made.

        Args:
            mels: Pieces of shape `(1, channels, frames)`, scaled as the voice makes them.
            check: Called between layers; may raise to call the work off.

        Yields:
            Pieces of shape `(samples,)` on the CPU.
        """
        frames = resample_frames((self._rescaled(piece) for piece in mels), self._stretch)
        padded = with_repeated_edges(frames, self._edge)
        for piece in self._decoder.stream(padded, check=check):
            yield piece.flatten().float().cpu()

    def _rescaled(self, mel: Tensor) -> Tensor:
        plain = self._voice_audio.denormalize(mel[0].float().cpu().numpy())
        scaled = self._vocoder_audio.normalize(plain)
        return torch.as_tensor(scaled, dtype=torch.float32, device=self._device)[None]
