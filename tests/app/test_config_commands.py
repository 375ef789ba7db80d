from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.app.cli import main
from speakd.config.load import parse
from speakd.config.schema import Config

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("runtime")


def test_path_follows_argument_environment_and_platform(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out == f"{tmp_path}/config/speakd/config.toml\n"
    monkeypatch.setenv("SPEAKD_CONFIG", "/env.toml")
    assert main(["config", "path"]) == 0
    assert main(["config", "path", "--config", "/argument.toml"]) == 0
    assert capsys.readouterr().out == "/env.toml\n/argument.toml\n"


def test_show_prints_what_is_in_force_as_toml(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "show"]) == 0
    assert parse(capsys.readouterr().out.encode(), "x") == Config()
    path = tmp_path / "config.toml"
    path.write_text("[reader]\nrate = 2\n")
    assert main(["config", "show", "--config", str(path)]) == 0
    assert "rate = 2.0\n" in capsys.readouterr().out


def test_check_without_a_file_says_that_the_defaults_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["config", "check"]) == 0
    assert capsys.readouterr().out.endswith("does not exist: the defaults are in force\n")


def test_check_says_what_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("")
    assert main(["config", "check", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: right\n"


def test_check_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[redaer]\n")
    assert main(["config", "check", str(path)]) == 2
    told = capsys.readouterr()
    assert told.err == f"speakd: {path}: line 1: redaer: unknown key (did you mean 'reader'?)\n"
    assert not told.out


def test_check_looks_into_the_tables_of_engines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[engines.espaek]\nx = 1\n\n[engines.espeak]\npich = 1\n")
    assert main(["config", "check", str(path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"speakd: {path}: line 1: engines.espaek: not an installed engine (did you mean 'espeak'?)",
        f"speakd: {path}: line 5: engines.espeak.pich: unknown key (did you mean 'pitch'?)",
    ]


def test_check_names_engines_that_no_voice_can_come_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[voices]\nfallback = ["espeak", "blah"]\n[voices.languages]\nen = "espaek:en"\n'
    )
    assert main(["config", "check", str(path)]) == 2
    told = capsys.readouterr().err
    assert "line 2: voices.fallback: 'blah' is not an installed engine\n" in told
    assert (
        "line 4: voices.languages.en: 'espaek' is not an installed engine "
        "(did you mean 'espeak:en'?)" in told
    )
