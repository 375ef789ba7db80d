"""Small models with random weights, in Coqui's own classes and its own files."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import torch

from speakd.engines.coqui.compat import import_coqui

import_coqui()

from TTS.config import BaseAudioConfig  # noqa: E402, only after import_coqui
from TTS.tts.configs.fast_pitch_config import FastPitchConfig  # noqa: E402, likewise
from TTS.tts.configs.shared_configs import CharactersConfig  # noqa: E402, likewise
from TTS.tts.configs.tacotron2_config import Tacotron2Config  # noqa: E402, likewise
from TTS.tts.configs.vits_config import VitsArgs, VitsConfig  # noqa: E402, likewise
from TTS.tts.models import setup_model as setup_voice  # noqa: E402, likewise
from TTS.tts.models.forward_tts import ForwardTTSArgs  # noqa: E402, likewise
from TTS.vocoder.configs import HifiganConfig  # noqa: E402, likewise
from TTS.vocoder.models import setup_model as setup_vocoder  # noqa: E402, likewise

if TYPE_CHECKING:
    from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PUNCTUATION = " .,!?'"
RATE_HZ = 8000
HOP = 64
MELS = 20
FRAMES_PER_CHARACTER = 8
"""About 0.06 s: what people need for a character, so that lengths look like speech."""


def audio() -> BaseAudioConfig:
    return BaseAudioConfig(
        sample_rate=RATE_HZ,
        fft_size=256,
        win_length=256,
        hop_length=HOP,
        num_mels=MELS,
        mel_fmin=0.0,
        mel_fmax=4000.0,
        do_trim_silence=False,
    )


def characters() -> CharactersConfig:
    return CharactersConfig(
        characters_class="TTS.tts.utils.text.characters.Graphemes",
        pad="_",
        eos="~",
        bos="^",
        blank="@",
        characters=LETTERS,
        punctuations=PUNCTUATION,
    )


def write(config: Any, model: Any, folder: Path, prefix: str = "") -> Path:
    """Save a model as Coqui does."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {"": ("config.json", "model.pth"), "vocoder": ("vocoder_config.json", "vocoder.pth")}
    config_name, checkpoint_name = names[prefix]
    plain = json.dumps(config.to_dict(), default=str)
    folder.joinpath(config_name).write_text(plain, encoding="utf-8")
    state: dict[str, Any] = {"model": model.state_dict(), "config": json.loads(plain)}
    torch.save(state, folder / checkpoint_name)
    return folder


def write_vocoder(folder: Path) -> Path:
    """A HiFi-GAN whose sound is noise that can be heard."""
    torch.manual_seed(7)
    config = HifiganConfig(
        audio=audio(),
        generator_model_params={
            "upsample_factors": [8, 8],
            "upsample_kernel_sizes": [16, 16],
            "upsample_initial_channel": 16,
            "resblock_kernel_sizes": [3, 5],
            "resblock_dilation_sizes": [[1, 3], [1, 3]],
            "resblock_type": "2",
        },
    )
    model = setup_vocoder(config)
    _make_audible(model.model_g.conv_post)
    return write(config, model, folder, "vocoder")


def write_forward(folder: Path) -> Path:
    """A FastPitch-like model of convolutions, and its vocoder."""
    torch.manual_seed(1)
    config = FastPitchConfig(
        audio=audio(),
        characters=characters(),
        use_phonemes=False,
        text_cleaner="basic_cleaners",
        compute_f0=False,
        test_sentences=[],
    )
    stack = {"kernel_size": 3, "dilations": [1, 2], "num_conv_blocks": 2, "num_res_blocks": 2}
    config.model_args = ForwardTTSArgs(
        hidden_channels=16,
        out_channels=MELS,
        use_aligner=False,
        use_pitch=False,
        positional_encoding=False,
        duration_predictor_hidden_channels=16,
        encoder_type="residual_conv_bn",
        encoder_params=stack,
        decoder_type="residual_conv_bn",
        decoder_params=stack,
    )
    model = setup_voice(config)
    predictor = model.duration_predictor.proj
    torch.nn.init.constant_(predictor.bias, math.log(FRAMES_PER_CHARACTER + 1))
    torch.nn.init.normal_(predictor.weight, std=0.02)
    write(config, model, folder)
    return write_vocoder(folder)


def write_tacotron2(folder: Path, steps: int = 80) -> Path:
    """A Tacotron 2, as small as its fixed layers allow, that stops after `steps`; its vocoder."""
    torch.manual_seed(2)
    config = Tacotron2Config(
        audio=audio(),
        characters=characters(),
        use_phonemes=False,
        text_cleaner="basic_cleaners",
        r=4,
        decoder_output_dim=MELS,
        out_channels=MELS,
        double_decoder_consistency=False,
        test_sentences=[],
    )
    model = setup_voice(config)
    _count_to(steps, model.decoder)
    write(config, model, folder)
    return write_vocoder(folder)


def write_vits(folder: Path, speakers: tuple[str, ...] = ()) -> Path:
    """A VITS of one layer each."""
    torch.manual_seed(3)
    config = VitsConfig(
        audio=audio(),
        characters=characters(),
        use_phonemes=False,
        text_cleaner="basic_cleaners",
        test_sentences=[],
        model_args=VitsArgs(
            out_channels=129,
            hidden_channels=16,
            hidden_channels_ffn_text_encoder=32,
            num_heads_text_encoder=2,
            num_layers_text_encoder=1,
            num_layers_flow=1,
            num_layers_posterior_encoder=1,
            kernel_size_posterior_encoder=3,
            use_sdp=False,
            resblock_type_decoder="2",
            resblock_kernel_sizes_decoder=[3, 5],
            resblock_dilation_sizes_decoder=[[1, 3], [1, 3]],
            upsample_rates_decoder=[8, 8],
            upsample_kernel_sizes_decoder=[16, 16],
            upsample_initial_channel_decoder=16,
            use_speaker_embedding=bool(speakers),
            speaker_embedding_channels=8,
            init_discriminator=False,
        ),
        speakers=list(speakers),
        use_speaker_embedding=bool(speakers),
    )
    model = setup_voice(config)
    predictor = model.duration_predictor.proj
    # A blank stands between any two characters, hence half of the frames for each.
    torch.nn.init.constant_(predictor.bias, math.log(FRAMES_PER_CHARACTER / 2 - 0.5))
    torch.nn.init.normal_(predictor.weight, std=0.02)
    _make_audible(model.waveform_decoder.conv_post)
    return write(config, model, folder)


def write_xtts(folder: Path, tokens: int = 30, speakers: tuple[str, ...] = ("Ada", "Bob")) -> Path:
    """An XTTS of two layers that stops after so many tokens."""
    from tokenizers import Tokenizer, models  # noqa: PLC0415, the others need none
    from TTS.tts.configs.xtts_config import XttsConfig  # noqa: PLC0415, it takes seconds

    torch.manual_seed(4)
    config = XttsConfig()
    arguments = config.model_args
    arguments.gpt_layers, arguments.gpt_n_heads = 2, 2
    arguments.gpt_n_model_channels = arguments.decoder_input_dim = 32
    alphabet = {"[STOP]": 0, "[SPACE]": 1, "[en]": 2, "[UNK]": 3, "[START]": 4}
    alphabet |= {letter: number + 5 for number, letter in enumerate(LETTERS + PUNCTUATION)}
    arguments.gpt_number_text_tokens = len(alphabet)
    arguments.gpt_start_text_token = alphabet["[START]"]
    arguments.gpt_stop_text_token = alphabet["[STOP]"]
    arguments.gpt_num_audio_tokens = 130
    arguments.gpt_start_audio_token, arguments.gpt_stop_audio_token = 128, 129
    arguments.gpt_max_audio_tokens = 300
    model = setup_voice(config)
    _stop_after(tokens, model.gpt)
    _make_audible(model.hifigan_decoder.waveform_decoder.conv_post)
    write(config, model, folder)
    letters = models.BPE(vocab=alphabet, merges=[], unk_token="[UNK]")  # noqa: S106, no password
    tokenizer = Tokenizer(letters)
    tokenizer.add_special_tokens([name for name in alphabet if len(name) > 1])
    tokenizer.save(str(folder / "vocab.json"))
    voices = {
        name: {
            "gpt_cond_latent": torch.randn(1, 32, 32),
            "speaker_embedding": torch.randn(1, 512, 1),
        }
        for name in speakers
    }
    if voices:
        torch.save(voices, folder / "speakers_xtts.pth")
    return folder


def _stop_after(tokens: int, gpt: Any) -> None:
    """Let positions from `tokens` on shout into a channel that only the stop token hears."""
    with torch.no_grad():
        gpt.mel_head.weight[:, 0] = 0.0
        gpt.mel_head.weight[gpt.stop_audio_token] = 0.0
        gpt.mel_head.weight[gpt.stop_audio_token, 0] = 100.0
        gpt.mel_head.bias[gpt.stop_audio_token] = -450.0
        gpt.mel_pos_embedding.emb.weight[tokens - 1 :, 0] = 1000.0


def _count_to(steps: int, decoder: Any) -> None:
    """Make the first cell of the decoder count its steps, and the stop token look at it."""
    each = 1.0 / steps
    rnn, size = decoder.decoder_rnn, decoder.decoder_rnn_dim
    stop = decoder.stopnet[1].linear_layer
    with torch.no_grad():
        for gate, bias in enumerate((20.0, 20.0, math.atanh(each), 20.0)):
            row = gate * size
            rnn.weight_ih[row], rnn.weight_hh[row] = 0.0, 0.0
            rnn.bias_ih[row], rnn.bias_hh[row] = bias, 0.0
        stop.weight.zero_()
        stop.weight[0, 0] = 1000.0
        stop.bias.fill_(-1000.0 * math.tanh((steps - 0.5) * each))


def _make_audible(last: Any) -> None:
    """Let the last layer of a generator fill the range."""
    parts = last.parametrizations.weight if hasattr(last, "parametrizations") else None
    scale = parts.original0 if parts is not None else last.weight
    with torch.no_grad():
        scale.mul_(30.0)
