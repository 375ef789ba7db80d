"""XTTS: token by token, and each token's sound is decoded once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from speakd.engines.coqui.streaming.api import SpeakerLatents, SpeechModel, WrongLength
from speakd.engines.coqui.streaming.decoder import SoundDecoder
from speakd.engines.coqui.streaming.inference import Interrupter, in_inference_mode
from speakd.engines.coqui.streaming.resampling import resample_frames
from speakd.engines.coqui.streaming.sampling import Sampler
from speakd.errors import ModelError, SynthesisError
from speakd.types import language_lookup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from speakd.audio import Samples
    from speakd.cancel import CancelToken
    from speakd.engines.coqui.streaming.api import SpeechRequest
    from speakd.types import LanguageTag

_INVENTS_IN_FEWER_WORDS = 4
_USUAL_LIMIT = 250
_MUTE_TOKENS = ("[UNK]", "[SPACE]")


class XttsModel(SpeechModel):
    """A loaded XTTS.

    Args:
        model: A loaded `TTS.tts.models.xtts.Xtts`, on its device.
        languages: What it speaks.
    """

    def __init__(self, model: Any, languages: Sequence[LanguageTag]) -> None:
        arguments = model.args
        self.sample_rate_hz = int(arguments.output_sample_rate)
        self.languages = tuple(languages)
        self._model = model
        self._gpt = model.gpt
        self._voices = _preset_voices(model)
        self._token_s = arguments.gpt_code_stride_len / arguments.input_sample_rate
        self._stretches = (
            arguments.gpt_code_stride_len / arguments.output_hop_length,
            arguments.output_sample_rate / arguments.input_sample_rate,
        )
        self._sampler = Sampler(
            float(model.config.temperature),
            int(model.config.top_k),
            float(model.config.top_p),
            float(model.config.repetition_penalty),
        )
        names = model.tokenizer.tokenizer
        self._mute_tokens = {names.token_to_id(name) for name in _MUTE_TOKENS}
        generator = model.hifigan_decoder.waveform_decoder
        self._decoder = SoundDecoder(
            generator,
            lambda frames, speaker: generator(frames, g=speaker),
            channels=int(arguments.decoder_input_dim),
            sample_rate_hz=self.sample_rate_hz,
            device=model.device,
            speaker_channels=int(arguments.d_vector_dim),
        )
        self._interrupter = Interrupter(self._gpt, generator)

    @property
    def speakers(self) -> tuple[str, ...]:  # type: ignore[override]
        """Whose voices it has, the default first."""
        return tuple(self._voices)

    @property
    def wants_full_stop(self) -> bool:
        """It says something about a full stop."""
        return False

    @property
    def invents_after(self) -> int:
        """It goes on after a word or two."""
        return _INVENTS_IN_FEWER_WORDS

    def most_characters(self, language: LanguageTag) -> int:
        """Return what its tokenizer names for the language."""
        limits: dict[str, int] = self._model.tokenizer.char_limits
        return limits.get(_own_name(language), _USUAL_LIMIT)

    def add_voice(self, name: str, latents: SpeakerLatents) -> None:
        """Speak as `name`, too."""
        device = self._model.device
        self._voices[name] = SpeakerLatents(latents.prompt.to(device), latents.embedding.to(device))

    def clone(self, clip: Tensor, sample_rate_hz: int) -> SpeakerLatents:
        """Learn a voice from a recording.

        Args:
            clip: Shape `(1, frames)`.
            sample_rate_hz: Its rate.
        """
        config = self._model.config
        with torch.inference_mode():
            prompt = self._model.get_gpt_cond_latents(
                clip, sample_rate_hz, length=config.gpt_cond_len,
                chunk_length=config.gpt_cond_chunk_len,
            )  # fmt: skip
            embedding = self._model.get_speaker_embedding(clip, sample_rate_hz)
        return SpeakerLatents(prompt, embedding)

    def expect_speed(self, real_time_factor: float) -> None:
        """Plan the windows for a speed."""
        self._decoder.expect_speed(real_time_factor)

    @in_inference_mode
    def stream(self, request: SpeechRequest, cancel: CancelToken) -> Iterator[Samples]:
        """Speak."""
        voice = self._voice(request.speaker)
        tokens = self._tokens(request)
        if tokens is None:
            request.check_length(0.0)
            return
        self._interrupter.watch(cancel)
        if request.seed is not None:
            torch.manual_seed(request.seed)
        frames = self._latents(tokens, voice, request)
        for scale in (1.0 / request.rate, *self._stretches):
            frames = resample_frames(frames, scale)
        for piece in self._decoder.stream(frames, voice.embedding, self._interrupter.check):
            yield piece.flatten().float().cpu().numpy()

    def _latents(
        self, text: Tensor, voice: SpeakerLatents, request: SpeechRequest
    ) -> Iterator[Tensor]:
        """Yield what the decoder makes sound of, a token at a time.

        Raises:
            WrongLength: It came to its end too soon, or not at all.
        """
        gpt = self._gpt
        # Fills in the prefix of text and voice, and returns tokens that stand for it.
        said = gpt.compute_embeddings(voice.prompt, text)
        start = gpt.mel_embedding(said[:, -1:])
        inputs = torch.cat((gpt.gpt_inference.cached_prefix_emb, self._placed(start, 0)), dim=1)
        cache = None
        token_s = self._token_s / request.rate
        for count in range(1, gpt.max_gen_mel_tokens + 1):
            self._interrupter.check()
            out = gpt.gpt(
                inputs_embeds=inputs, past_key_values=cache, use_cache=True, return_dict=True
            )
            cache = out.past_key_values
            latent = gpt.final_norm(out.last_hidden_state[:, -1:])
            token = self._sampler.choose(gpt.mel_head(latent[:, -1]), said)
            is_last = int(token) == gpt.stop_audio_token
            if is_last:
                request.check_length(count * token_s)
            yield latent.transpose(1, 2).float()
            if is_last:
                return
            if count * token_s > request.longest_s:
                break
            said = torch.cat((said, token), dim=1)
            inputs = self._placed(gpt.mel_embedding(token), count)
        raise WrongLength

    def _placed(self, embedded: Tensor, position: int) -> Tensor:
        place = self._gpt.mel_pos_embedding.get_fixed_embedding(position, embedded.device)
        return torch.as_tensor(embedded + place)

    def _tokens(self, request: SpeechRequest) -> Tensor | None:
        """Turn text into tokens; None if the model knows none of its characters."""
        language = _own_name(request.language)
        tokenizer = self._model.tokenizer
        tokens = tokenizer.encode(request.text.strip().lower(), lang=language)
        if set(tokens) <= {*tokenizer.encode("", lang=language), *self._mute_tokens}:
            return None
        if len(tokens) >= self._model.args.gpt_max_text_tokens:
            raise SynthesisError("the sentence has too many tokens for the model")
        return torch.tensor([tokens], dtype=torch.int, device=self._model.device)

    def _voice(self, speaker: str) -> SpeakerLatents:
        if not self._voices:
            raise ModelError("the model has no speaker", remedy="run `speakd voices add NAME CLIP`")
        if speaker and speaker not in self._voices:
            raise SynthesisError("the model has no such speaker", retryable=False)
        return self._voices[speaker or next(iter(self._voices))]


def _own_name(language: LanguageTag) -> str:
    return language_lookup(language)[-1]


def _preset_voices(model: Any) -> dict[str, SpeakerLatents]:
    if model.speaker_manager is None:
        return {}
    # Coqui, too, relies on the order of the two and not on their names, which have changed.
    return {
        name: SpeakerLatents(*(part.to(model.device) for part in latents.values()))
        for name, latents in model.speaker_manager.speakers.items()
    }
