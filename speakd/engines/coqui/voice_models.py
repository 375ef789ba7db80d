"""The models that a configuration names, as far as they are on this machine."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from speakd.config.bounded_file import read_bounded
from speakd.config.checks import check_language
from speakd.engines.coqui.files import find_files
from speakd.engines.coqui.models.catalog import Catalog, bundled_models
from speakd.engines.coqui.models.store import ModelStore
from speakd.engines.coqui.safe_load import ModelFolder
from speakd.errors import ModelError
from speakd.types import UNDETERMINED, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.engines.coqui.files import ModelFiles
    from speakd.types import LanguageTag

_MAX_CONFIG_BYTES = 16 << 20
"""Those of Coqui have some thousands."""


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """A model that lies on this machine.

    Attributes:
        name: Its id in the catalog, or its folder's name.
        languages: What it speaks, best first.
        licence: What it may be used for; empty if nobody knows.
        files: Where it lies.
    """

    name: str
    languages: tuple[LanguageTag, ...]
    licence: str
    files: ModelFiles


class VoiceModels:
    """Looks for models. Nothing is loaded, imported or downloaded.

    Args:
        folder: Where downloaded models lie; the user's data folder if it is None.
    """

    def __init__(self, folder: Path | None = None) -> None:
        data = platformdirs.user_data_path("speakd", appauthor=False)
        self._store = ModelStore(folder or data / "models")

    def find(self, name: str) -> VoiceModel:
        """Find a model.

        Args:
            name: An id of the catalog, the name of a model that came with speakd, or a folder.

        Raises:
            ModelError: It is not there, not whole or not known.
        """
        folder = Path(name).expanduser()
        bundled = bundled_models() / name
        if folder.is_dir() and (folder.is_absolute() or name.startswith((".", "~"))):
            return _from_folder(folder.resolve())
        if "/" not in name and bundled.joinpath("config.json").is_file():
            return _from_folder(bundled)
        if folder.is_absolute() or name.startswith((".", "~")):
            raise ModelError(f"there is no folder {folder}", remedy="correct engines.coqui.models")
        known = Catalog.read()[name]
        voice = self._store.get(name).to_load()
        vocoder = None if known.vocoder is None else self._store.get(known.vocoder).to_load()
        files = find_files(voice, vocoder)
        return VoiceModel(known.id, known.languages, known.licence.name, files)

    def find_all(
        self, names: Sequence[str]
    ) -> tuple[tuple[VoiceModel, ...], dict[str, ModelError]]:
        """Find several models: those that are there, and for the others why they are not."""
        found: list[VoiceModel] = []
        missing: dict[str, ModelError] = {}
        for name in names:
            try:
                model = self.find(name)
            except ModelError as error:
                missing[name] = error
            else:
                if all(model.name != other.name for other in found):
                    found.append(model)
        return tuple(found), missing


def _from_folder(folder: Path) -> VoiceModel:
    files = find_files(ModelFolder(folder))
    try:
        config = json.loads(read_bounded(files.config, _MAX_CONFIG_BYTES))
        languages = tuple(dict.fromkeys(_languages(config)))
    except (OSError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise ModelError(f"{files.config} cannot be read") from error
    return VoiceModel(folder.name, languages or (UNDETERMINED,), "", files)


def _languages(config: dict[str, Any]) -> Iterator[LanguageTag]:
    """Yield what a model speaks, in the order in which Coqui looks for it."""
    names = list(config.get("languages") or ())
    names = names or [each.get("language") for each in config.get("datasets") or ()]
    names = [name for name in names if name] or [config.get("phoneme_language") or "en"]
    for name in names:
        # Coqui's own spelling of Chinese in XTTS.
        tag = "zh" if name == "zh-cn" else name
        with suppress(ValueError):  # whatever a stranger has written there
            check_language(tag)
            yield language_tag(tag)
