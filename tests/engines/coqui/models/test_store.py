from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from speakd.engines.coqui.models.store import MANIFEST, ModelStore
from speakd.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.engines.coqui.models.store import InstalledModel

ID = "tts_models/en/made/up"


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def installed(store: ModelStore) -> InstalledModel:
    content = store.staging(ID) / "content"
    (content / "deep").mkdir(parents=True)
    (content / "config.json").write_bytes(b"{}")
    (content / "deep" / "model.pth").write_bytes(b"weights")
    return store.install(ID, content, {})


def test_a_model_knows_the_digests_that_loading_needs(installed: InstalledModel) -> None:
    folder = installed.to_load()
    assert folder.path == installed.path
    assert folder.sha256 == {
        "config.json": hashlib.sha256(b"{}").hexdigest(),
        "deep/model.pth": hashlib.sha256(b"weights").hexdigest(),
    }


def test_verifying_names_every_difference(store: ModelStore, installed: InstalledModel) -> None:
    assert store.verify(ID) == []
    (installed.path / "deep" / "model.pth").write_bytes(b"WEIGHTS")
    (installed.path / "config.json").write_bytes(b"{ }")
    (installed.path / "speakers.pth").touch()
    assert store.verify(ID) == [
        "config.json: 3 bytes instead of 2",
        "deep/model.pth: changed since it was downloaded",
        "speakers.pth: was not downloaded",
    ]
    (installed.path / "config.json").unlink()
    assert "config.json: missing" in store.verify(ID)


@pytest.mark.usefixtures("installed")
def test_removing_leaves_nothing(store: ModelStore) -> None:
    store.remove(ID)
    assert store.installed() == ()
    assert not list((store.root / ".staging").iterdir())
    with pytest.raises(ModelError, match="is not downloaded; run `speakd models download"):
        store.remove(ID)


def test_what_a_killed_download_left_is_no_model_and_can_be_removed(store: ModelStore) -> None:
    content = store.staging(ID) / "content"
    content.mkdir(parents=True)
    (content / "config.json").write_bytes(b"{}")
    assert store.installed() == ()
    with pytest.raises(ModelError, match="is not downloaded"):
        store.get(ID)
    store.remove(ID)
    assert not store.staging(ID).exists()


@pytest.mark.parametrize(
    "manifest",
    [
        *("", "{}", "[]", '{"format": 99}', '{"format": 1, "id": 1}', "[" * 100_000),
        '{"format": 1, "id": "x", "files": [1]}',
        '{"format": 1, "id": "x", "files": {"a": {"size": 1e999, "sha256": ""}}}',
    ],
    ids=range(8),
)
def test_a_spoilt_folder_is_called_damaged_and_hides_no_other(
    store: ModelStore, installed: InstalledModel, manifest: str
) -> None:
    other = store.root / "tts_models--x"
    other.mkdir()
    (other / MANIFEST).write_text(manifest)
    assert store.installed() == (installed,)
    with pytest.raises(ModelError, match=r"is damaged.*--force"):
        store.get("tts_models/x")


@pytest.mark.parametrize("model_id", ["", "x", "../x/y", "a/../../b", "/etc", "a/b c", "a//b"])
def test_an_id_never_leads_out_of_the_store(store: ModelStore, model_id: str) -> None:
    with pytest.raises(ModelError, match="no model's id"):
        store.folder(model_id)


def test_consent_is_recorded_once_for_all(store: ModelStore) -> None:
    assert not store.has_consent("CPML")
    store.record_consent("CPML")
    store.record_consent("other")
    assert ModelStore(store.root).has_consent("CPML")
    for broken in ("[broken", "[" * 100_000):
        (store.root / "licences.json").write_text(broken)
        assert not store.has_consent("CPML")


def test_a_store_that_is_not_there_is_empty(store: ModelStore) -> None:
    assert store.installed() == ()
    assert not store.root.exists()
