"""The whole command, against a real desktop without a screen."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from speakd.app.cli import main
from support.clipboard import ClipboardOwner
from support.speakd import CHORD

if TYPE_CHECKING:
    from pathlib import Path

    from support.sound import SoundServer
    from support.xserver import XServer
    from tests.app.conftest import Speakd

CANARY = "xylophone canary"
LINKS = [
    *(
        "config",
        "daemon",
        "session",
        "hotkey",
        "clipboard",
        "selection",
        "voices",
        "sound",
        "sentence",
    ),
    *("models", "login", "network"),
]


@pytest.mark.usefixtures("sound_server")
def test_on_a_whole_desktop_nothing_is_broken(
    x_server: XServer, sound_server: SoundServer, speakd: Speakd
) -> None:
    with ClipboardOwner(x_server.display) as owner:
        owner.copy(CANARY)
        with sound_server.record() as recording:
            done = speakd("doctor", "--json")
            recording.wait_for_sound(0.0)
    report = json.loads(done.stdout)
    verdicts = {each["check"]: each["verdict"] for each in report["findings"]}
    assert list(verdicts) == LINKS
    assert "problem" not in verdicts.values(), report
    assert (done.returncode, report["ok"]) == (0, True)
    assert CANARY.encode() not in done.stdout + done.stderr
    (clipboard,) = (each for each in report["findings"] if each["check"] == "clipboard")
    assert f"{len(CANARY)} characters" in clipboard["message"]


def test_without_a_desktop_it_says_so_and_fails(
    speakd: Speakd, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    config = tmp_path / "wrong.toml"
    config.write_text("[reader]\nrate = 99\n")
    done = speakd("doctor", "--silent", "--config", str(config))
    assert done.returncode == 1
    assert not done.stderr
    lines = done.stdout.decode().splitlines()
    assert b"\x1b" not in done.stdout
    words = {line.split()[1]: line.split()[0] for line in lines if line[:1].strip()}
    assert words["config"] == words["hotkey"] == "problem"
    assert words["sentence"] == "ok"
    assert "line 2: reader.rate" in done.stdout.decode()


@pytest.mark.usefixtures("sound_server")
@pytest.mark.parametrize("backend", ["auto", "miniaudio"])
def test_a_configuration_that_names_what_is_not_there_is_told_with_what_is(
    x_server: XServer, speakd: Speakd, tmp_path: Path, backend: str
) -> None:
    assert x_server
    config = tmp_path / "names.toml"
    config.write_text(
        '[voices.languages]\nde = "espaek:de"\n'
        f'[output]\ndevice = "Gramophone"\nbackend = "{backend}"\n'
    )
    done = speakd("doctor", "--json", "--silent", "--config", str(config))
    found = json.loads(done.stdout)["findings"]
    told = {name: [each for each in found if each["check"] == name] for name in LINKS}
    assert "did you mean 'espeak:de'" in told["config"][0]["message"]
    assert "other voices stand in" in told["config"][0]["remedy"]
    devices, problem = told["sound"]
    assert "there are these devices: " in devices["message"]
    assert "Gramophone" in problem["message"]


@pytest.mark.usefixtures("runtime", "sound_server")
def test_a_real_press_is_proven_on_a_terminal(x_server: XServer) -> None:
    keyboard, terminal = os.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "speakd", "doctor", "--silent"],
            stdin=terminal,
            stderr=terminal,
            stdout=subprocess.PIPE,
        ) as doctor:
            _read_until(keyboard, b"press ctrl+alt+cmd+p")
            x_server.key(CHORD)
            output = doctor.communicate(timeout=30)[0].decode()
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert "your press has arrived" in output
    assert doctor.returncode == 0, output


def _read_until(descriptor: int, words: bytes) -> None:
    found = b""
    while words not in found and select.select([descriptor], [], [], 20)[0]:
        found += os.read(descriptor, 1024)
    assert words in found


def test_help_names_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--help"]) == 0
    assert "exit status" in capsys.readouterr().out
