"""Coqui's real architectures in full size, with random weights: what they cost is real."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from speakd.engines.coqui.compat import import_coqui

import_coqui()

import torch  # noqa: E402, as below
from TTS.config import BaseAudioConfig  # noqa: E402, only after import_coqui
from TTS.tts.configs.tacotron2_config import Tacotron2Config  # noqa: E402, likewise
from TTS.tts.configs.vits_config import VitsConfig  # noqa: E402, likewise
from TTS.tts.models import setup_model as setup_voice  # noqa: E402, likewise
from TTS.vocoder.configs import HifiganConfig  # noqa: E402, likewise
from TTS.vocoder.models import setup_model as setup_vocoder  # noqa: E402, likewise

if TYPE_CHECKING:
    from pathlib import Path

SECONDS_PER_CHARACTER = 1 / 15
_FRAME_S = 256 / 22050


def write_tacotron2_ddc(folder: Path, seconds: float) -> Path:
    """Write `tacotron2-DDC` with `hifigan_v2`; every sentence lasts `seconds`."""
    audio = BaseAudioConfig(do_trim_silence=False, signal_norm=False)
    config = Tacotron2Config(
        audio=audio, r=1, double_decoder_consistency=True, ddc_r=6, text_cleaner="basic_cleaners",
        attention_norm="sigmoid", location_attn=True, prenet_type="original",
    )  # fmt: skip
    model = setup_voice(config)
    _count_to(round(seconds / _FRAME_S), model.decoder)
    _write(config, model, folder, "config.json", "model.pth")
    config = HifiganConfig(audio=audio)
    config.generator_model_params["upsample_initial_channel"] = 128
    vocoder = setup_vocoder(config)
    return _write(config, vocoder, folder, "vocoder_config.json", "vocoder.pth")


def write_vits(folder: Path) -> Path:
    """Write `ljspeech/vits`; a sentence lasts as long as its characters are spoken."""
    config = VitsConfig(text_cleaner="basic_cleaners")
    config.model_args.use_sdp = True
    config.model_args.inference_noise_scale_dp = 0.0
    config.model_args.init_discriminator = False
    model = setup_voice(config)
    # Without noise the stochastic predictor is left with what its first layer adds.
    frames = SECONDS_PER_CHARACTER / _FRAME_S / (2 if config.add_blank else 1)
    flow = model.duration_predictor.flows[0]
    torch.nn.init.constant_(flow.translation, -math.log(frames - 0.5))
    return _write(config, model, folder, "config.json", "model.pth")


def write_xtts(folder: Path) -> Path:
    """Write XTTS v2, which never stops by itself."""
    from tokenizers import Tokenizer, models  # noqa: PLC0415, only this one needs it
    from TTS.tts.configs.xtts_config import XttsConfig  # noqa: PLC0415, it takes seconds

    config = XttsConfig()
    arguments = config.model_args
    arguments.gpt_num_audio_tokens = 1026
    arguments.gpt_start_audio_token, arguments.gpt_stop_audio_token = 1024, 1025
    alphabet = {"[STOP]": 0, "[SPACE]": 1, "[en]": 2, "[UNK]": 3, "[START]": 4}
    alphabet |= {letter: number + 5 for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz.,")}
    arguments.gpt_number_text_tokens = len(alphabet)
    arguments.gpt_start_text_token, arguments.gpt_stop_text_token = 4, 0
    model = setup_voice(config)
    model.gpt.mel_head.bias.data[arguments.gpt_stop_audio_token] = -1e4
    _write(config, model, folder, "config.json", "model.pth")
    letters = models.BPE(vocab=alphabet, merges=[], unk_token="[UNK]")  # noqa: S106, no password
    tokenizer = Tokenizer(letters)
    tokenizer.add_special_tokens([name for name in alphabet if len(name) > 1])
    tokenizer.save(str(folder / "vocab.json"))
    width = arguments.gpt_n_model_channels
    voice = {
        "gpt_cond_latent": torch.randn(1, 32, width),
        "speaker_embedding": torch.randn(1, 512, 1),
    }
    torch.save({"Ada": voice}, folder / "speakers_xtts.pth")
    return folder


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
        stop.weight[0, 0] = 1e4
        stop.bias.fill_(-1e4 * math.tanh((steps - 0.5) * each))


def _write(config: Any, model: Any, folder: Path, config_name: str, weights_name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    plain = json.dumps(config.to_dict(), default=str)
    folder.joinpath(config_name).write_text(plain, encoding="utf-8")
    torch.save({"model": model.state_dict(), "config": json.loads(plain)}, folder / weights_name)
    return folder
