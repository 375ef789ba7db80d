"""The small voice as it is shipped: complete, small, and safe before anything is loaded."""

import json
import pickletools
import zipfile
from pathlib import Path

import pytest

VOICE = Path(__file__).parents[2] / "models" / "small-en"
MODELS = (VOICE, VOICE / "vocoder")
HARMLESS = {
    "collections OrderedDict",
    "torch HalfStorage",
    "torch LongStorage",
    "torch._utils _rebuild_tensor_v2",
}


@pytest.mark.parametrize("folder", MODELS, ids=lambda folder: folder.name)
def test_weights_name_nothing_but_tensors(folder: Path) -> None:
    named = set()
    with zipfile.ZipFile(folder / "model.pth") as archive:
        (pickle,) = (name for name in archive.namelist() if name.endswith("data.pkl"))
        for opcode, argument, _ in pickletools.genops(archive.read(pickle)):
            assert opcode.name not in {"STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX"}
            if opcode.name == "GLOBAL":
                named.add(argument)
    assert named <= HARMLESS


def test_every_character_has_its_embedding() -> None:
    config = json.loads((VOICE / "config.json").read_text(encoding="utf-8"))
    characters = config["characters"]
    kinds = ("characters", "punctuations", "pad", "eos", "bos", "blank")
    vocabulary = "".join(characters[kind] for kind in kinds)
    assert len(set(vocabulary)) == len(vocabulary) == config["model_args"]["num_chars"]


def test_voice_and_vocoder_mean_the_same_spectrogram() -> None:
    voice, vocoder = (
        json.loads((folder / "config.json").read_text(encoding="utf-8"))["audio"]
        for folder in MODELS
    )
    assert voice == vocoder


def test_all_of_it_stays_within_ten_megabytes() -> None:
    assert sum(file.stat().st_size for file in VOICE.rglob("*")) < 10_000_000
