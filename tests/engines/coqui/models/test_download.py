from __future__ import annotations

import io
import json
import threading
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from speakd.engines.coqui.models.catalog import CatalogModel, Download, Licence
from speakd.engines.coqui.models.download import download_model
from speakd.engines.coqui.models.store import MANIFEST, ModelStore
from speakd.engines.coqui.models.transfer import Patience, Transfer
from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ID = "tts_models/en/made/up"


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"m/{name}", content)
    return stream.getvalue()


GOOD = {"config.json": b"{}", "model_file.pth": b"weights" * 1000}


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def transfer(waits: Any) -> Transfer:
    return Transfer(Patience(silence_s=2, attempts=2), wait=waits)


@pytest.fixture
def model(server: Any) -> Callable[..., CatalogModel]:
    server.files["/m.zip"] = zipped(**GOOD)
    server.files["/config.json"] = b"{}"
    server.files["/model.pth"] = b"weights" * 1000

    def model(*names: str, licence: Licence | None = None) -> CatalogModel:
        downloads = tuple(Download(server.url(f"/{name}")) for name in names or ["m.zip"])
        return CatalogModel(ID, "vits", (), licence or Licence("MIT"), downloads)

    return model


def leftovers(store: ModelStore) -> list[str]:
    staging = store.root / ".staging"
    return sorted(path.name for path in staging.rglob("*")) if staging.exists() else []


def test_an_archive_becomes_a_model(model: Any, store: ModelStore, transfer: Transfer) -> None:
    installed = download_model(model(), store, transfer)
    assert installed == store.get(ID)
    assert store.installed() == (installed,)
    assert installed.path == store.root / "tts_models--en--made--up"
    assert (installed.path / "model_file.pth").read_bytes() == GOOD["model_file.pth"]
    assert installed.size == 7002
    assert store.verify(ID) == []
    assert leftovers(store) == []
    manifest = json.loads((installed.path / MANIFEST).read_text())
    assert list(manifest["sources"]) == [model().downloads[0].url]


def test_single_files_become_a_model(model: Any, store: ModelStore, transfer: Transfer) -> None:
    installed = download_model(model("config.json", "model.pth"), store, transfer)
    assert set(installed.files) == {"config.json", "model.pth"}
    assert store.verify(ID) == []


def test_what_was_fetched_is_kept_when_a_later_file_fails(
    model: Any, store: ModelStore, transfer: Transfer, server: Any
) -> None:
    weights = server.files.pop("/model.pth")
    wanted = model("config.json", "model.pth")
    with pytest.raises(ModelError, match="404"):
        download_model(wanted, store, transfer)
    assert store.installed() == ()
    server.files["/model.pth"] = weights
    before = len(server.requests)
    download_model(wanted, store, transfer)
    assert len(server.requests) == before + 1


@pytest.mark.parametrize(
    "content",
    [
        b"not a zip",
        zipped(**GOOD)[:-40],
        zipped(**{"readme.txt": b"hello"}),
        zipped(**{"config.json": b"{}"}),
        zipped(**{"../../evil": b"x", **GOOD}),
    ],
)
def test_a_wrong_archive_leaves_nothing_and_the_next_attempt_fetches_anew(
    model: Any, store: ModelStore, transfer: Transfer, server: Any, content: bytes
) -> None:
    good = server.files["/m.zip"]
    server.files["/m.zip"] = content
    with pytest.raises(ModelError):
        download_model(model(), store, transfer)
    assert store.installed() == ()
    server.files["/m.zip"] = good
    assert download_model(model(), store, transfer)
    assert not list(store.root.parent.rglob("evil"))


def test_a_model_stays_until_its_successor_is_whole(
    model: Any, store: ModelStore, transfer: Transfer, server: Any
) -> None:
    first = download_model(model(), store, transfer)
    server.files["/m.zip"] = b"broken"
    with pytest.raises(ModelError):
        download_model(model(), store, transfer)
    assert store.verify(ID) == []
    server.files["/m.zip"] = zipped(**{**GOOD, "model_file.pth": b"new"})
    second = download_model(model(), store, transfer)
    assert (second.path, second.size) == (first.path, 5)
    assert leftovers(store) == []


def test_without_consent_nothing_is_fetched(
    model: Any, store: ModelStore, transfer: Transfer, server: Any
) -> None:
    licence = Licence("CPML", "non-commercial", "https://example.org/cpml", needs_consent=True)
    with pytest.raises(ModelError, match="--accept-license"):
        download_model(model(licence=licence), store, transfer)
    assert server.requests == []
    store.record_consent("CPML")
    assert ModelStore(store.root).has_consent("CPML")
    assert download_model(model(licence=licence), store, transfer)


def test_two_downloads_of_one_model_do_not_mix(
    model: Any, store: ModelStore, transfer: Transfer, server: Any
) -> None:
    asked = threading.Event()

    def slow(handler: Any, content: bytes) -> None:
        asked.set()
        server.released.wait(10)
        handler.serve(content)

    server.faults = [slow]
    results = []
    thread = threading.Thread(
        target=lambda: results.append(download_model(model(), store, transfer))
    )
    thread.start()
    assert asked.wait(10)
    with pytest.raises(ModelError, match="is being downloaded already"):
        download_model(model(), store, transfer)
    server.released.set()
    thread.join()
    assert results[0].id == ID


def test_a_folder_that_cannot_be_written_is_named(
    model: Any, transfer: Transfer, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="cannot be written"):
        download_model(model(), ModelStore(tmp_path / "file"), transfer)
