"""A daemon is found from an environment that is not the one it was started in."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speakd.app import paths
from speakd.app.cli import main
from speakd.app.daemon_socket import check_that_none_runs_elsewhere, found_socket, sockets
from speakd.app.instance import AlreadyRunningError
from speakd.app.supervision.record import Record, write_record
from speakd.doors.control.server import ControlServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The socket of a daemon that another environment started; ours has another folder."""
    ours, theirs = (Path(tempfile.mkdtemp(prefix="spk", dir="/tmp")) for _ in range(2))
    monkeypatch.delenv("SPEAKD_RUNTIME_DIR", raising=False)
    monkeypatch.delenv("SUDO_UID", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(ours))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    address = theirs / "control.sock"
    write_record(paths.run_record(), Record(in_order=False, socket=str(address)))
    yield address
    shutil.rmtree(ours)
    shutil.rmtree(theirs)


@pytest.fixture
def daemon(elsewhere: Path) -> Iterator[list[str]]:
    asked: list[str] = []

    def handle(command: str, _: object) -> dict[str, object]:
        asked.append(command)
        return {"state": "idle"}

    server = ControlServer(elsewhere, handle)
    server.start()
    yield asked
    server.stop()


@pytest.mark.parametrize("command", ["stop", "status", "read", "resume"])
def test_it_is_asked_where_it_listens(command: str, daemon: list[str]) -> None:
    assert main([command]) == 0
    assert daemon == [command]


def test_it_reads_what_is_said(daemon: list[str]) -> None:
    assert main(["say", "hello"]) == 0
    assert daemon == ["say"]


@pytest.mark.usefixtures("daemon")
def test_no_second_one_is_started_beside_it(elsewhere: Path) -> None:
    paths.lock_beside(elsewhere).write_text("4711")
    with pytest.raises(AlreadyRunningError, match="process 4711"):
        check_that_none_runs_elsewhere()


@pytest.mark.usefixtures("elsewhere")
def test_one_that_died_elsewhere_keeps_none_from_starting() -> None:
    check_that_none_runs_elsewhere()


@pytest.mark.usefixtures("daemon")
def test_the_doctor_looks_there(elsewhere: Path) -> None:
    assert found_socket() == elsewhere


def test_where_a_folder_is_named_no_other_is_asked(
    daemon: list[str],
    elsewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SPEAKD_RUNTIME_DIR", str(tmp_path))
    assert len(list(sockets())) == 1
    assert main(["stop"]) == 1
    assert not daemon
    capsys.readouterr()
    assert main(["status"]) == 1
    assert capsys.readouterr().err == (
        f"speakd does not listen at {tmp_path}/control.sock, it listens at {elsewhere}; "
        "see what SPEAKD_RUNTIME_DIR is set to\n"
    )


@pytest.mark.usefixtures("elsewhere")
def test_one_that_died_there_is_told_of_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stop"]) == 1
    assert capsys.readouterr().err == "speakd is not running; start it with `speakd run`\n"
    assert main(["status"]) == 1
    assert "the last run did not end in order" in capsys.readouterr().err


@pytest.mark.usefixtures("elsewhere")
def test_root_by_way_of_sudo_is_told_whose_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_UID", "1000")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert main(["stop"]) == 1
    assert capsys.readouterr().err == (
        "speakd is not running for root; leave out `sudo` to ask yours\n"
    )


def test_of_one_that_hangs_it_is_said_how_to_end_it(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "speakd.doors.control.client.request.__kwdefaults__",
        {"timeout_s": 0.05, "platform": sys.platform},
    )
    paths.lock_beside(elsewhere).write_text("4711")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(elsewhere))
        listener.listen()
        assert main(["stop"]) == 1
    assert capsys.readouterr().err == (
        "speakd does not answer; end it with `kill 4711` and start it again with `speakd run`\n"
    )
