from __future__ import annotations

import hashlib
import io
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from speakd.app.cli import main
from speakd.app.command_parser import CommandParser
from speakd.app.commands import models
from speakd.app.models_parser import add_models_parser
from speakd.engines.coqui.models.catalog import Catalog, CatalogModel, Download, Licence
from speakd.engines.coqui.models.store import ModelStore
from speakd.errors import ModelError
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FREE, ASKING, VOCODER = "tts_models/en/a/free", "tts_models/en/a/asking", "vocoder_models/en/a/voc"
WEIGHTS = b"weights" * 100_000


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalog]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    files = tmp_path / "served"
    files.mkdir()
    (files / "config.json").write_bytes(b"{}")
    (files / "model.pth").write_bytes(WEIGHTS)

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(files))

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        sha256 = hashlib.sha256(WEIGHTS).hexdigest()
        downloads = (
            Download(f"{base}/config.json", 2),
            Download(f"{base}/model.pth", len(WEIGHTS), sha256),
        )
        asking = Licence("CPML", "non-commercial only", "https://example.org", needs_consent=True)
        english = (LanguageTag("en"),)
        yield Catalog(
            [
                CatalogModel(FREE, "tacotron2", english, Licence("MIT"), downloads, VOCODER),
                CatalogModel(VOCODER, "vocoder", (), Licence("MIT"), downloads),
                CatalogModel(ASKING, "xtts", english, asking, downloads, speed="slow"),
            ]
        )
        server.shutdown()
        thread.join()


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def speakd(catalog: Catalog, store: ModelStore) -> Any:
    parser = CommandParser()
    add_models_parser(parser.add_subparsers(required=True))

    def speakd(*words: str, terminal: io.StringIO | None = None) -> int:
        args = parser.parse_args(["models", *words, "--models-dir", str(store.root)])
        return models.run(args, catalog=catalog, terminal=terminal or io.StringIO())

    return speakd


def test_a_model_is_downloaded_with_its_vocoder_and_progress_is_shown(
    speakd: Any, store: ModelStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert speakd("download", FREE) == 0
    assert [model.id for model in store.installed()] == [FREE, VOCODER]
    shown = capsys.readouterr()
    assert f"{FREE} is ready (1 MB)" in shown.out
    assert "model.pth 100 %" in shown.err
    assert shown.err.count("\n") < 30
    assert speakd("download", FREE) == 0
    assert "there already" in capsys.readouterr().out
    assert speakd("download", "--force", FREE) == 0
    assert f"{FREE} is ready" in capsys.readouterr().out


def test_a_terminal_gets_a_bar(
    speakd: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    speakd("download", VOCODER)
    assert "[##############################] 0.7/0.7 MB\n" in screen.getvalue()
    assert capsys.readouterr().out


def test_the_folder_of_the_configuration_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    config = tmp_path / "config.toml"
    config.write_text('[engines.coqui]\nmodels_folder = "~/voices"\n')
    assert main(["models", "path", "--config", str(config)]) == 0
    assert capsys.readouterr().out == f"{tmp_path}/voices\n"


def test_the_list_fits_a_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["models", "list", "--models-dir", str(tmp_path)]) == 0
    *lines, _ = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) < 80
    assert [line.strip() for line in lines if line.startswith("     ")] == [
        "en es fr de it pt pl tr ru nl cs ar zh ja hu ko hi",
        "en-GB",  # which its id does not tell
    ]


def test_list_shows_what_is_there(speakd: Any, capsys: pytest.CaptureFixture[str]) -> None:
    speakd("download", VOCODER)
    capsys.readouterr()
    assert speakd("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if VOCODER in line).startswith("*")
    asking = next(line for line in lines if ASKING in line)
    assert not asking.startswith("*")
    assert asking.split() == [ASKING, "slow", "1", "MB", "CPML", "(asks)"]


def test_consent_is_asked_on_a_terminal_once(
    speakd: Any, store: ModelStore, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelError, match="was not agreed to"):
        speakd("download", ASKING, terminal=Terminal("n\n"))
    assert store.installed() == ()
    assert speakd("download", ASKING, terminal=Terminal("y\n")) == 0
    assert "non-commercial only" in capsys.readouterr().err
    assert speakd("download", "--force", ASKING, terminal=Terminal("")) == 0
    assert "agree" not in capsys.readouterr().err


def test_what_is_no_terminal_is_never_asked(speakd: Any, store: ModelStore) -> None:
    answers = io.StringIO("y\n")
    with pytest.raises(ModelError, match="--accept-license"):
        speakd("download", ASKING, terminal=answers)
    assert answers.read() == "y\n"
    assert speakd("download", "--accept-license", ASKING) == 0
    assert store.has_consent("CPML")


def test_verify_tells_and_exits_1_when_a_file_changed(
    speakd: Any, store: ModelStore, capsys: pytest.CaptureFixture[str]
) -> None:
    speakd("download", FREE)
    assert speakd("verify") == 0
    (store.folder(FREE) / "model.pth").write_bytes(b"evil")
    assert speakd("verify", FREE) == 1
    assert f"{FREE}: damaged\n  model.pth: 4 bytes" in capsys.readouterr().out


def test_verify_says_that_there_is_nothing_to_verify(
    speakd: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert speakd("verify") == 0
    assert "no model is downloaded" in capsys.readouterr().out


def test_remove_and_path(
    speakd: Any, store: ModelStore, capsys: pytest.CaptureFixture[str]
) -> None:
    speakd("download", VOCODER)
    capsys.readouterr()
    speakd("path", VOCODER)
    assert capsys.readouterr().out == f"{store.folder(VOCODER)}\n"
    speakd("path")
    assert capsys.readouterr().out == f"{store.root}\n"
    assert speakd("remove", VOCODER) == 0
    assert store.installed() == ()
    with pytest.raises(ModelError, match="is not downloaded"):
        speakd("path", VOCODER)


def test_an_unknown_model_is_a_readable_error(speakd: Any) -> None:
    with pytest.raises(ModelError, match=f"did you mean {FREE}"):
        speakd("download", "tts_models/en/a/fre")
