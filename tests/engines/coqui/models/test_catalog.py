from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.engines.coqui.models.catalog import Catalog, bundled_models
from speakd.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = "tts_models/en/ljspeech/tacotron2-DDC"
MULTILINGUAL = "tts_models/multilingual/multi-dataset/xtts_v2"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.read()


def test_the_two_voices_that_speakd_is_made_for_are_known(catalog: Catalog) -> None:
    english, multilingual = catalog[ENGLISH], catalog[MULTILINGUAL]
    assert (english.kind, english.languages) == ("tacotron2", ("en",))
    assert multilingual.kind == "xtts"
    assert len(multilingual.languages) == 17
    assert {d.name for d in multilingual.downloads} == {
        "config.json",
        "vocab.json",
        "speakers_xtts.pth",
        "model.pth",
    }
    assert multilingual.licence.needs_consent
    assert not english.licence.needs_consent


def test_a_model_brings_its_vocoder(catalog: Catalog) -> None:
    vocoder, model = catalog.with_vocoder(ENGLISH)
    assert (vocoder.kind, model.id) == ("vocoder", ENGLISH)
    assert [m.id for m in catalog.with_vocoder(MULTILINGUAL)] == [MULTILINGUAL]


def test_every_entry_can_be_used(catalog: Catalog) -> None:
    for model in catalog:
        assert model.downloads
        assert all(download.url.startswith("https://") for download in model.downloads)
        assert len({download.name for download in model.downloads}) == len(model.downloads)
        assert bool(model.languages) == (model.kind != "vocoder")
        assert (model.vocoder is not None) == (model.kind in {"tacotron2", "forward"})
        assert catalog.with_vocoder(model.id)
        if model.licence.needs_consent:
            assert model.licence.url
            assert model.licence.summary


def test_an_unknown_id_is_met_with_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(ModelError, match=f"did you mean {ENGLISH}"):
        catalog["tts_models/en/ljspeech/tacotron2-DCC"]
    with pytest.raises(ModelError, match="speakd models list"):
        catalog["x"]


@pytest.mark.parametrize(
    "text",
    [
        "model",
        "x = 1",
        "[[model]]\nid = 'a/b'",
        "[[model]]\nid='a/b'\nkind='x'\nlicence='MIT'\n[[model.download]]\nurl='u'",
        "[[model]]\nid='a/b'\nkind='vits'\nlicence='MIT'\nspeed='x'\n[[model.download]]\nurl='u'",
        "[[model]]\nid='a/b'\nkind='vits'\nlicence='MIT'\n[[model.download]]\nurl='u'\nmd5='x'",
    ],
)
def test_what_is_no_catalog_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text(text)
    with pytest.raises(ModelError, match="is not a catalog"):
        Catalog.read(path)


def test_a_missing_catalog_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="reinstall speakd"):
        Catalog.read(tmp_path / "nothing.toml")


def test_the_catalog_lies_with_the_bundled_models() -> None:
    assert (bundled_models() / "catalog.toml").is_file()
