"""The known models, as `models/catalog.toml` lists them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

from speakd.errors import ModelError
from speakd.types import LanguageTag, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["tacotron2", "forward", "vits", "xtts", "vocoder"]
Speed = Literal["fast", "medium", "slow"]
Need = Literal["phonemes", "speaker"]


@dataclass(frozen=True, slots=True)
class Download:
    """One file to fetch.

    Attributes:
        url: Where it lies. A `.zip` is unpacked, anything else kept under its own name.
        size: In bytes; None where it is not known.
        sha256: Hexadecimal digest; None where it is not known.
    """

    url: str
    size: int | None = None
    sha256: str | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return PurePosixPath(urlsplit(self.url).path).name

    @property
    def is_archive(self) -> bool:
        """Whether it holds the files rather than being one."""
        return self.name.endswith(".zip")


@dataclass(frozen=True, slots=True)
class Licence:
    """What a model may be used for.

    Attributes:
        name: SPDX name where there is one.
        summary: One line for people; empty where the name says it all.
        url: The text; empty where the name says it all.
        needs_consent: Whether a user must agree before downloading.
    """

    name: str
    summary: str = ""
    url: str = ""
    needs_consent: bool = False


@dataclass(frozen=True, slots=True)
class CatalogModel:
    """One known model.

    Attributes:
        id: Coqui's name for it, as `tts_models/en/ljspeech/vits`.
        kind: How it is loaded.
        languages: What it speaks; empty for a vocoder.
        licence: What it may be used for.
        downloads: Its files.
        vocoder: Id of the model that it cannot speak without, or None.
        needs: What else it needs.
        speed: Class of the real-time factor measured on two cores; None if nobody measured.
    """

    id: str
    kind: Kind
    languages: tuple[LanguageTag, ...]
    licence: Licence
    downloads: tuple[Download, ...]
    vocoder: str | None = None
    needs: tuple[Need, ...] = ()
    speed: Speed | None = None

    @property
    def size(self) -> int | None:
        """Bytes to download; None where it is not known of every file."""
        sizes = [download.size for download in self.downloads]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else None


class Catalog:
    """The known models by id, in the order of the file."""

    def __init__(self, models: Sequence[CatalogModel]) -> None:
        self._models = {model.id: model for model in models}

    @classmethod
    def read(cls, path: Path | None = None) -> Catalog:
        """Read a catalog.

        Args:
            path: The file; the one that came with speakd if none is given.

        Raises:
            ModelError: There is no such file, or it is not a catalog.
        """
        path = path or bundled_models() / "catalog.toml"
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls([_model(entry) for entry in table["model"]])
        except OSError as error:
            raise ModelError(
                f"the catalog of models cannot be read ({error.strerror})",
                remedy="reinstall speakd",
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path} is not a catalog of models ({error})") from error

    def __iter__(self) -> Iterator[CatalogModel]:
        return iter(self._models.values())

    def __getitem__(self, model_id: str) -> CatalogModel:
        """Find a model.

        Raises:
            ModelError: It is not in the catalog; names one that was probably meant.
        """
        try:
            return self._models[model_id]
        except KeyError:
            near = get_close_matches(model_id, self._models, n=1)
            hint = f"did you mean {near[0]}?" if near else "run `speakd models list`"
            raise ModelError(f"no model {model_id!r} is known", remedy=hint) from None

    def with_vocoder(self, model_id: str) -> tuple[CatalogModel, ...]:
        """List what must be there to speak with a model: its vocoder, if it has one, and itself."""
        model = self[model_id]
        return (model,) if model.vocoder is None else (self[model.vocoder], model)


def bundled_models() -> Path:
    """Return the folder of the catalog and of speakd's own small voices.

    A wheel carries it inside the package; in a checkout it is the top-level `models/`.
    """
    package = Path(__file__).parents[3]
    inside = package / "bundled_models"
    return inside if inside.is_dir() else package.parent / "models"


def _model(entry: dict[str, Any]) -> CatalogModel:
    kind, speed, needs = entry["kind"], entry.get("speed"), tuple(entry.get("needs", ()))
    _check(kind in get_args(Kind), f"kind {kind!r}")
    _check(speed is None or speed in get_args(Speed), f"speed {speed!r}")
    _check(set(needs) <= set(get_args(Need)), f"needs {needs!r}")
    return CatalogModel(
        id=entry["id"],
        kind=kind,
        languages=tuple(language_tag(tag) for tag in entry.get("languages", ())),
        licence=Licence(
            entry["licence"],
            entry.get("licence_summary", ""),
            entry.get("licence_url", ""),
            needs_consent=bool(entry.get("consent", False)),
        ),
        downloads=tuple(Download(**download) for download in entry["download"]),
        vocoder=entry.get("vocoder"),
        needs=needs,
        speed=speed,
    )


def _check(condition: bool, what: str) -> None:  # noqa: FBT001, it reads as an assertion
    if not condition:
        raise ValueError(what)
