"""What can be set in `[engines.coqui]`."""

from __future__ import annotations

from dataclasses import dataclass

from speakd.config.options import option


@dataclass(frozen=True, slots=True)
class CoquiOptions:
    """Options of Coqui's neural voices."""

    models: tuple[str, ...] = option(
        (
            "tts_models/en/ljspeech/tacotron2-DDC",
            "tts_models/multilingual/multi-dataset/xtts_v2",
        ),
        "Models to load, best first: ids from `speakd models list`, or folders of your own.",
    )
    device: str = option(
        "auto",
        "Where to compute; auto takes a graphics card if there is one.",
        choices=("auto", "cpu", "cuda", "mps"),
    )
    threads: int = option(
        0, "Processor cores to use; 0 takes as many as pay off.", minimum=0, maximum=256
    )
    precision: str = option(
        "float32",
        "Kind of number to compute with; the shorter ones pay off on graphics cards.",
        choices=("float32", "float16", "bfloat16"),
    )
    idle_unload_s: float = option(
        0.0,
        "Give the models' memory back after so many seconds without speech; 0 never does.",
        minimum=0.0,
        maximum=86400.0,
    )
    models_folder: str = option("", "Where models lie; empty for the user's data folder.")
    clips_folder: str = option(
        "", "Where your reference clips lie; empty for the user's data folder."
    )
