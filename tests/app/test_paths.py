from __future__ import annotations

import os
from pathlib import Path

import pytest

from speakd.app.paths import (
    config_file,
    data_folder,
    lock_file,
    log_file,
    runtime_folder,
    socket_address,
    socket_file,
    state_folder,
)


def test_the_runtime_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {"SPEAKD_RUNTIME_DIR": "/some/where", "XDG_RUNTIME_DIR": "/var"}
    assert runtime_folder(chosen) == "/some/where"
    assert socket_address(chosen) == "/some/where/control.sock"
    assert socket_file(chosen) == Path("/some/where/control.sock")
    assert lock_file(chosen) == Path("/some/where/daemon.lock")
    monkeypatch.chdir("/var")
    assert runtime_folder({"SPEAKD_RUNTIME_DIR": "here"}) == "/var/here"


def test_linux_has_a_runtime_folder_for_each_user(tmp_path: Path) -> None:
    assert runtime_folder({"XDG_RUNTIME_DIR": str(tmp_path)}, "linux") == f"{tmp_path}/speakd"


@pytest.mark.parametrize("value", ["", "relative", "/nonexistent"])
def test_without_one_there_is_still_one_place_for_daemon_and_client(value: str) -> None:
    usual = f"/run/user/{os.geteuid()}"
    expected = f"{usual}/speakd" if Path(usual).is_dir() else f"/tmp/speakd-{os.geteuid()}"  # noqa: S108, only a name
    assert runtime_folder({"XDG_RUNTIME_DIR": value}, "linux") == expected
    assert runtime_folder({}, "linux") == expected


def test_the_other_platforms_keep_it_in_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert runtime_folder({}, "darwin") == "/home/me/Library/Application Support/speakd/run"
    assert runtime_folder({"LOCALAPPDATA": "L"}, "win32") == "L/speakd/run"
    assert runtime_folder({}, "win32").startswith("/home/me/AppData/Local/speakd")


def test_the_configuration_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/conf")
    environment = {"SPEAKD_CONFIG": "/env.toml"}
    assert config_file("/argument.toml", environment) == (Path("/argument.toml"), True)
    assert config_file(None, environment) == (Path("/env.toml"), True)
    assert config_file(None, {}) == (Path("/conf/speakd/config.toml"), False)


def test_everything_else_goes_where_the_desktop_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert log_file() == Path("/state/speakd/log/speakd.log")
    assert state_folder() == Path("/state/speakd")
    assert data_folder() == Path("/data/speakd")
