"""A model's configuration names files by where they lay on the machine that trained it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_USUAL_NAMES = {
    "d_vector_file": ("speakers.json", "speakers.pth"),
    "speakers_file": ("speaker_ids.json", "speaker_ids.pth"),
    "language_ids_file": ("language_ids.json",),
    "speaker_encoder_model_path": ("model_se.pth", "model_se.pth.tar"),
    "speaker_encoder_config_path": ("config_se.json",),
}
"""Where a configuration names none, these are what Coqui's archives call the files."""

_STATISTICS = "stats_path"
_STATISTICS_NAME = "scale_stats.npy"


def point_into_folder(config: Any, folder: Path) -> None:
    """Make a configuration name the files in the model's folder.

    Coqui does so by writing `config.json` anew, which would spoil its digest; here it happens in
    memory, each time. Names of files that are not in the folder stay as they are, so that loading
    fails with their names.

    Args:
        config: One of Coqui's configurations, already read; changed in place.
        folder: The model's folder.
    """
    arguments = config.get("model_args")
    tables = [table for table in (config, arguments) if table is not None]
    for key, usual_names in _USUAL_NAMES.items():
        named = [name for table in tables for name in _names(table, key)]
        _set(tables, key, folder, [*named, *usual_names])
    if "audio" in config:
        audio = config["audio"]
        _set([audio], _STATISTICS, folder, [*_names(audio, _STATISTICS), _STATISTICS_NAME])


def _names(table: Any, key: str) -> Iterator[str]:
    value = table.get(key) or ()
    for path in [value] if isinstance(value, str | Path) else value:
        # Trained on Windows, perhaps, and spoken anywhere.
        yield PureWindowsPath(PurePosixPath(str(path)).name).name


def _set(tables: list[Any], key: str, folder: Path, names: list[str]) -> None:
    found = next((folder / name for name in names if name and (folder / name).is_file()), None)
    if found is None:
        return
    for table in tables:
        if key in table:
            table[key] = [str(found)] if isinstance(table[key], list) else str(found)
