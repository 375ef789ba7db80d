"""Downloading a model: fetch, check, unpack, and only then let it appear."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from speakd.engines.coqui.models.archive import unpack
from speakd.engines.coqui.models.store import sha256_of
from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speakd.engines.coqui.models.catalog import CatalogModel
    from speakd.engines.coqui.models.store import InstalledModel, ModelStore
    from speakd.engines.coqui.models.transfer import Transfer

_CONFIG = "config.json"
_WEIGHTS = frozenset({".pth", ".pt", ".tar"})


def download_model(model: CatalogModel, store: ModelStore, transfer: Transfer) -> InstalledModel:
    """Download one model, without its vocoder.

    Asks nobody anything: a licence that needs consent must have been agreed to before. What has
    come of a download that fails is kept and gone on with next time. A model that is there is
    replaced in the end, and stays until then.

    Args:
        model: What to download.
        store: Where to.
        transfer: How to fetch files.

    Raises:
        ModelError: It cannot be downloaded, or is not what it should be.
    """
    licence = model.licence
    if licence.needs_consent and not store.has_consent(licence.name):
        raise ModelError(
            f"the licence {licence.name} of {model.id} has not been agreed to",
            remedy=f"read {licence.url} and run the command with --accept-license",
        )
    staging = store.staging(model.id)
    try:
        staging.mkdir(parents=True, exist_ok=True)
        with _only_one(staging / "lock", model.id):
            installed = _put_together(model, store, transfer, staging)
            shutil.rmtree(staging, ignore_errors=True)
            return installed
    except OSError as error:
        raise ModelError(
            f"the models cannot be written to {store.root} ({error.strerror or error})",
            remedy="make room there, or choose another folder for the models",
        ) from error


def _put_together(
    model: CatalogModel, store: ModelStore, transfer: Transfer, staging: Path
) -> InstalledModel:
    fetched = staging / "fetched"
    content = staging / "content"
    fetched.mkdir(exist_ok=True)
    shutil.rmtree(content, ignore_errors=True)
    content.mkdir()
    sources = {}
    for download in model.downloads:
        path = transfer.fetch(download, fetched)
        sources[download.url] = sha256_of(path)
        try:
            if download.is_archive:
                unpack(path, content)
            else:
                # A second name for the same file: should a later one fail, nothing is lost.
                _link_or_copy(path, content / path.name)
        except ModelError:
            path.unlink()
            raise
    try:
        _check_complete(model, content)
    except ModelError:
        # Whatever that was, it is no use to go on with it.
        shutil.rmtree(fetched)
        raise
    return store.install(model.id, content, sources)


def _check_complete(model: CatalogModel, content: Path) -> None:
    names = [path.name for path in content.rglob("*") if path.is_file()]
    has_weights = any(not _WEIGHTS.isdisjoint(PurePosixPath(name).suffixes) for name in names)
    if _CONFIG not in names or not has_weights:
        raise ModelError(
            f"what came for {model.id} is not a model",
            remedy="the server has changed; look for a newer speakd",
        )


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # not every file system can
        shutil.copyfile(source, target)


@contextmanager
def _only_one(path: Path, model_id: str) -> Iterator[None]:
    """Hold a lock that ends with the process, whatever becomes of it."""
    with path.open("ab") as file:
        try:
            _lock(file)
        except OSError:
            raise ModelError(
                f"{model_id} is being downloaded already", remedy="wait for the other download"
            ) from None
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415, exists on Windows only

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415, exists on POSIX only

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
