"""Models on disk.

```
models/
├── tts_models--en--ljspeech--vits/      one folder for each model
│   ├── speakd-model.json                what was downloaded: files with size and SHA-256
│   └── config.json  model_file.pth …
├── licences.json                        which licences the user has agreed to, and when
└── .staging/                            downloads under way; nothing here counts as there
```

A folder appears under its own name in one rename, when it is whole and checked.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import index
from typing import TYPE_CHECKING, Any

from speakd.config.bounded_file import read_bounded
from speakd.engines.coqui.safe_load import ModelFolder
from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MANIFEST = "speakd-model.json"
_FORMAT = 1
_MAX_JSON_BYTES = 16 << 20
_ID = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+")


@dataclass(frozen=True, slots=True)
class InstalledFile:
    """A file of a model as it was when it was downloaded: size in bytes, hexadecimal digest."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that is there.

    Attributes:
        id: Its id in the catalog.
        path: Its folder.
        files: Its files by their path in the folder.
    """

    id: str
    path: Path
    files: Mapping[str, InstalledFile]

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files.values())

    def to_load(self) -> ModelFolder:
        """Return what `safe_load.weights_only` needs to know of it."""
        return ModelFolder(self.path, {name: file.sha256 for name, file in self.files.items()})


class ModelStore:
    """The models under one folder. Any thread or process may look while another downloads."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def installed(self) -> tuple[InstalledModel, ...]:
        """List the models that are there, by id."""
        return tuple(sorted(self._found(), key=lambda model: model.id))

    def get(self, model_id: str) -> InstalledModel:
        """Find a model that is there.

        Raises:
            ModelError: It is not, or its folder holds something else.
        """
        folder = self.folder(model_id)
        try:
            return _read_manifest(folder)
        except FileNotFoundError:
            raise ModelError(
                f"the model {model_id} is not downloaded",
                remedy=f"run `speakd models download {model_id}`",
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"the model {model_id} is damaged",
                remedy=f"run `speakd models download --force {model_id}`",
            ) from error

    def folder(self, model_id: str) -> Path:
        """Return where a model lies or would lie.

        Raises:
            ModelError: This can be no model's id.
        """
        if not _ID.fullmatch(model_id) or ".." in model_id:
            raise ModelError(f"{model_id!r} is no model's id", remedy="run `speakd models list`")
        return self.root / model_id.replace("/", "--")

    def staging(self, model_id: str) -> Path:
        """Return the folder in which a model is put together."""
        return self.root / ".staging" / self.folder(model_id).name

    def verify(self, model_id: str) -> list[str]:
        """Read every file of a model again.

        Returns:
            What is wrong, one line for each file; empty if all is well.

        Raises:
            ModelError: The model is not there.
        """
        model = self.get(model_id)
        problems = []
        for name, expected in sorted(model.files.items()):
            path = model.path / name
            if not path.is_file():
                problems.append(f"{name}: missing")
            elif path.stat().st_size != expected.size:
                problems.append(f"{name}: {path.stat().st_size} bytes instead of {expected.size}")
            elif sha256_of(path) != expected.sha256:
                problems.append(f"{name}: changed since it was downloaded")
        known = {*model.files, MANIFEST}
        problems += [
            f"{name}: was not downloaded" for name in _files(model.path) if name not in known
        ]
        return problems

    def install(self, model_id: str, content: Path, sources: Mapping[str, str]) -> InstalledModel:
        """Make a folder of checked files a model, in one step.

        Args:
            model_id: Its id; a model that is there under this id is replaced.
            content: The folder, on the same disk as the store; it is moved away.
            sources: SHA-256 of everything downloaded, by address.
        """
        files = {}
        for name in _files(content):
            path = content / name
            files[name] = {"size": path.stat().st_size, "sha256": sha256_of(path)}
        manifest = {
            "format": _FORMAT,
            "id": model_id,
            "downloaded": datetime.now(UTC).isoformat(timespec="seconds"),
            "sources": dict(sources),
            "files": files,
        }
        _write(content / MANIFEST, json.dumps(manifest, indent=2))
        target = self.folder(model_id)
        old = self.staging(model_id) / "replaced"
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
            old.parent.mkdir(parents=True, exist_ok=True)
            target.rename(old)
        try:
            content.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
        return _read_manifest(target)

    def remove(self, model_id: str) -> None:
        """Delete a model and whatever is left of an attempt to download it.

        Raises:
            ModelError: There is nothing to delete.
        """
        folder, staging = self.folder(model_id), self.staging(model_id)
        if not folder.exists() and not staging.exists():
            self.get(model_id)
        if folder.exists():
            # Renamed first, so that half a model is never taken for one.
            staging.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(staging / "removed", ignore_errors=True)
            folder.rename(staging / "removed")
        shutil.rmtree(staging, ignore_errors=True)

    def has_consent(self, licence: str) -> bool:
        """Tell whether the user has agreed to a licence."""
        return licence in self._consents()

    def record_consent(self, licence: str) -> None:
        """Remember that the user has agreed to a licence."""
        when = datetime.now(UTC).isoformat(timespec="seconds")
        self.root.mkdir(parents=True, exist_ok=True)
        _write(self._consent_file, json.dumps({**self._consents(), licence: when}, indent=2))

    @property
    def _consent_file(self) -> Path:
        return self.root / "licences.json"

    def _consents(self) -> dict[str, str]:
        try:
            recorded = _read_json(self._consent_file)
        except (OSError, ValueError):
            return {}
        return recorded if isinstance(recorded, dict) else {}

    def _found(self) -> Iterator[InstalledModel]:
        if not self.root.is_dir():
            return
        for folder in self.root.iterdir():
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                yield _read_manifest(folder)


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_manifest(folder: Path) -> InstalledModel:
    manifest: dict[str, Any] = _read_json(folder / MANIFEST)
    if manifest["format"] != _FORMAT:
        raise ValueError("written by another version of speakd")
    files = {
        name: InstalledFile(index(file["size"]), str(file["sha256"]))
        for name, file in dict(manifest["files"]).items()
    }
    return InstalledModel(str(manifest["id"]), folder, files)


def _read_json(path: Path) -> Any:
    """Read a small file that anything may have been put in the place of."""
    try:
        return json.loads(read_bounded(path, _MAX_JSON_BYTES))
    except RecursionError as error:
        raise ValueError("not what we wrote") from error


def _files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    )


def _write(path: Path, text: str) -> None:
    # Whole or not at all, also when the machine goes down.
    partial = path.with_name(f"{path.name}.new")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
