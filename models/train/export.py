"""Writes trained checkpoints as the files that are shipped: half precision, Coqui's layout.

python models/train/export.py --voice voice.pt --vocoder vocoder.pt --out models/small-en
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import coqui  # noqa: F401 - must precede TTS
import torch
from configuration import NEAREST, vocoder_config, voice_config
from TTS.tts.utils.text.characters import IPAPhonemes

if TYPE_CHECKING:
    from coqpit import Coqpit

SILENCE = -4.0  # the floor of the normalized spectrogram
EPSILON = 1e-5  # of torch's batch normalization

# What a model is. The rest of Coqui's configs is how it would be trained, and has defaults.
_TELLING = frozenset(
    {
        *("model", "base_model", "run_name", "audio", "model_args", "characters"),
        *("use_phonemes", "phonemizer", "phoneme_language", "text_cleaner"),
        *("add_blank", "enable_eos_bos_chars"),
        *("generator_model", "generator_model_params", "use_pqmf"),
        *("discriminator_model", "discriminator_model_params"),
    }
)


def main() -> None:
    """Write `config.json` and `model.pth`, and the same in `vocoder/` where there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", type=Path, required=True)
    parser.add_argument("--vocoder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)

    weights = torch.load(arguments.voice, weights_only=True)["model"]
    characters, _ = IPAPhonemes.init_from_config(voice_config())
    embedding = weights["emb.weight"]
    for foreign, near in NEAREST.items():
        embedding[characters.char_to_id(foreign)] = embedding[characters.char_to_id(near)]
    silence_ends(weights)
    torch.save({"model": halved(weights)}, arguments.out / "model.pth")
    write(voice_config(), arguments.out / "config.json")
    if arguments.vocoder:
        weights = torch.load(arguments.vocoder, weights_only=True)["model"]
        # "model_disc" tells Coqui's GAN that "model" holds the generator alone.
        state = {"model": halved(weights), "model_disc": {}}
        (arguments.out / "vocoder").mkdir(exist_ok=True)
        torch.save(state, arguments.out / "vocoder" / "model.pth")
        write(vocoder_config(), arguments.out / "vocoder" / "config.json")


def silence_ends(weights: dict[str, torch.Tensor]) -> None:
    """Make the first frame and the last two silent.

    Coqui pads after its last convolution, so those frames are the same in every sentence, whatever
    was trained: what zeros become further on. They come out as a faint noise. The channel that
    matters least is spent on telling frames from padding: it is one in every frame and zero there,
    and so can carry the difference between silence and the mean of all frames.

    Args:
        weights: Of the voice; changed in place.
    """
    last = "decoder.decoder.postnet.0.conv_bn_blocks.1."
    scale, shift = weights[last + "norm.weight"], weights[last + "norm.bias"]
    mean, variance = weights[last + "norm.running_mean"], weights[last + "norm.running_var"]
    out, bias = (
        weights["decoder.decoder.postnet.1.weight"],
        weights["decoder.decoder.postnet.1.bias"],
    )
    spare = int((out[:, :, 0] * scale).norm(dim=0).argmin())
    usual = out[:, spare, 0] * shift[spare]

    weights[last + "conv1d.weight"][spare], weights[last + "conv1d.bias"][spare] = 0, 1
    mean[spare], variance[spare] = 0, 1 - EPSILON
    scale[spare], shift[spare] = 1, 0
    of_zeros = shift - scale * mean / torch.sqrt(variance + EPSILON)
    out[:, spare, 0] = 0
    ends = bias + out[:, :, 0] @ of_zeros
    out[:, spare, 0] = usual + ends - SILENCE
    bias += SILENCE - ends


def halved(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the floats as float16; `load_state_dict` widens them again."""
    return {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in weights.items()
    }


def write(config: Coqpit, path: Path) -> None:
    """Write what a config tells about the model; Coqui fills in the rest."""
    plain = {key: value for key, value in config.to_dict().items() if key in _TELLING}
    path.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
