from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from speakd.app.cli import main

if TYPE_CHECKING:
    from pathlib import Path

RATE_HZ = 24_000


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SPEAKD_CONFIG", raising=False)
    return tmp_path


def recording(path: Path, seconds: float, amplitude: float = 0.3) -> Path:
    phase = 2 * np.pi * 140 * np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    samples = (amplitude * np.sign(np.sin(phase)) * 32_767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    return path


def test_a_voice_is_added_listed_and_removed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = recording(home / "me.wav", 6.0)
    assert main(["voices", "add", "me", str(clip)]) == 0
    told = capsys.readouterr().out
    assert '"*" = "coqui:tts_models/multilingual/multi-dataset/xtts_v2#me"' in told
    assert "speakd models download tts_models/multilingual/multi-dataset/xtts_v2\n" in told
    assert main(["voices"]) == 0
    assert "learned from recordings: me" in capsys.readouterr().out
    assert main(["voices", "remove", "me"]) == 0
    assert main(["voices", "list"]) == 0
    assert "learned" not in capsys.readouterr().out


@pytest.mark.parametrize("columns", [None, 40])
def test_learned_voices_are_set_apart(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    columns: int | None,
) -> None:
    assert main(["voices", "add", "me", str(recording(home / "me.wav", 6.0))]) == 0
    monkeypatch.setattr("speakd.app.terminal.width", lambda: columns)
    assert main(["voices", "list", "de"]) == 0
    assert capsys.readouterr().out.endswith("\n\nlearned from recordings: me\n")


@pytest.mark.parametrize("command", [["add", "me", "nowhere.wav"], ["remove", "nobody"]])
@pytest.mark.usefixtures("home")
def test_what_is_not_there_is_said_in_one_line(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["voices", *command]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_recording_of_nothing_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = recording(home / "silence.wav", 6.0, amplitude=0.0)
    assert main(["voices", "add", "me", str(clip)]) == 1
    assert "speakd: " in capsys.readouterr().err
