from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.app import paths
from speakd.app.cli import main
from speakd.app.doctor.check import Verdict
from speakd.app.doctor.daemon import check_daemon
from speakd.app.status_text import status_text
from speakd.app.supervision.record import Record, write_record

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("SPEAKD_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.delenv("SUDO_UID", raising=False)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (Record(), "speakd is not running; start it with `speakd run`"),
        (Record(in_order=False), "speakd is not running, and the last run did not end in order; "),
        (
            Record(in_order=False, short_runs=5, gave_up_at_s=1.0),
            "speakd has failed 5 times in a row and is not started again; `speakd logs`",
        ),
    ],
)
def test_status_tells_how_it_ended(
    record: Record, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_record(paths.run_record(), record)
    assert main(["status"]) == 1
    told = capsys.readouterr().err
    assert words in told
    assert len(told.splitlines()) == 1


def test_the_doctor_tells_it_too(tmp_path: Path) -> None:
    write_record(paths.run_record(), Record(in_order=False, short_runs=5, gave_up_at_s=1.0))
    run = tmp_path / "run"
    [finding] = check_daemon(run / "control.sock", run / "daemon.lock", "1")
    assert finding.verdict is Verdict.PROBLEM
    assert "failed 5 times in a row" in finding.message
    assert "speakd logs" in finding.remedy


def test_a_running_one_tells_that_it_was_started_again() -> None:
    told = status_text({"state": "idle", "restarts": 2})
    assert "idle (started again after a failure, 2 in a row)" in told
    assert "started again" not in status_text({"state": "idle", "restarts": 0})


def test_launchd_is_told_success_where_nothing_is_to_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text("nonsense")
    assert main(["--config", str(config), "run"]) == 2
    monkeypatch.setenv("SPEAKD_SUPERVISOR", "launchd")
    assert main(["--config", str(config), "run"]) == 0
    assert "nonsense" not in capsys.readouterr().out
