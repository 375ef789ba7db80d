from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from speakd.engines.coqui import compat
from speakd.engines.coqui.models.configuration import point_into_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("scale_stats.npy", "speaker_ids.json", "mine.pth"):
        (tmp_path / name).touch()
    return tmp_path


def test_files_are_found_by_the_name_that_the_configuration_gives(folder: Path) -> None:
    config: dict[str, Any] = {
        "d_vector_file": ["/home/someone/mine.pth"],
        "speakers_file": "C:\\train\\speaker_ids.json",
        "audio": {"stats_path": "/home/someone/scale_stats.npy"},
        "model_args": {"d_vector_file": None, "speakers_file": "old/speaker_ids.json"},
    }
    point_into_folder(config, folder)
    assert config == {
        "d_vector_file": [str(folder / "mine.pth")],
        "speakers_file": str(folder / "speaker_ids.json"),
        "audio": {"stats_path": str(folder / "scale_stats.npy")},
        "model_args": {
            "d_vector_file": str(folder / "mine.pth"),
            "speakers_file": str(folder / "speaker_ids.json"),
        },
    }


def test_files_are_found_by_their_usual_name(folder: Path) -> None:
    config: dict[str, Any] = {"speakers_file": None, "audio": {"stats_path": "/x/other.npy"}}
    point_into_folder(config, folder)
    assert config["speakers_file"] == str(folder / "speaker_ids.json")
    assert config["audio"]["stats_path"] == str(folder / "scale_stats.npy")


def test_keys_are_not_made_up_and_missing_files_keep_their_name(folder: Path) -> None:
    config: dict[str, Any] = {"language_ids_file": "/train/language_ids.json", "audio": {}}
    point_into_folder(config, folder)
    assert config == {"language_ids_file": "/train/language_ids.json", "audio": {}}


@pytest.mark.skipif(find_spec("TTS") is None, reason="needs the neural extra")
def test_a_configuration_of_coqui_is_understood(folder: Path) -> None:
    compat.import_coqui()
    configs = importlib.import_module("TTS.tts.configs.vits_config")
    config = configs.VitsConfig(speakers_file="/train/speaker_ids.json")
    point_into_folder(config, folder)
    assert config.speakers_file == str(folder / "speaker_ids.json")
    assert config.model_args.speakers_file == str(folder / "speaker_ids.json")
    config = importlib.import_module("TTS.tts.configs.tacotron2_config").Tacotron2Config()
    config.audio.stats_path = "/train/scale_stats.npy"
    point_into_folder(config, folder)
    assert config.audio.stats_path == str(folder / "scale_stats.npy")
