"""The list of voices: for a person at a terminal, for a pipe, for a program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress

import pytest

from speakd.app.cli import main
from speakd.app.commands.voices import voice_lines
from speakd.speech import Voice
from speakd.types import LanguageTag


def voice(identifier: str, name: str, *languages: str, licence: str = "MIT") -> Voice:
    return Voice(identifier, name, tuple(map(LanguageTag, languages)), licence)


SPANISH = ("es-419", "es-AR", "es-BO", "es-CL", "es-CO", "es-CR", "es-CU", "es-DO", "es-EC")
VOICES = [
    voice("plain:de", "German", "de"),
    voice("plain:es-419", "Spanish (Latin America)", *SPANISH),
    voice("neural:models/multilingual/many#Somebody", "many, Somebody", "en", licence="CPML"),
]


def test_voices_are_told_apart_by_engine_and_licence() -> None:
    assert "\n".join(voice_lines(VOICES)) == (
        "plain: 2 voices, MIT\n"
        "  plain:de                      German: de\n"
        f"  plain:es-419                  Spanish (Latin America): {', '.join(SPANISH)}\n"
        "\n"
        "neural: 1 voice, CPML\n"
        "  neural:models/multilingual/many#Somebody  many, Somebody: en"
    )


def test_lines_are_broken_for_a_terminal() -> None:
    lines = "\n".join(voice_lines(VOICES, 60)).splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[2].startswith("  plain:es-419                  Spanish (Latin America):")
    assert lines[3].startswith(" " * 32)
    assert lines[-2:] == [
        "  neural:models/multilingual/many#Somebody",
        f"{'':32}many, Somebody: en",
    ]


def test_every_line_on_a_terminal_fits_it() -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "speakd", "voices"],
        env={**os.environ, "COLUMNS": "80"},
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # which is how a terminal ends
            while piece := os.read(ours, 1 << 16):
                shown += piece
    os.close(ours)
    assert process.returncode == 0
    lines = shown.decode().splitlines()
    assert len(lines) > 100
    assert max(map(len, lines)) <= 80


def test_a_pipe_gets_one_line_for_each_voice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["voices"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("  espeak:es-419 ") and "es-VE" in line for line in lines)


def test_voices_can_be_narrowed_to_a_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["voices", "list", "pt"]) == 0
    told = capsys.readouterr().out
    assert "espeak:pt-br " in told
    assert "espeak:de " not in told
    assert main(["voices", "list", "xx"]) == 1
    assert "no voice speaks 'xx'" in capsys.readouterr().err


def test_a_language_without_a_voice_of_its_own_has_those_of_the_wider_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["voices", "list", "de-AT"]) == 0
    assert "espeak:de " in capsys.readouterr().out


@pytest.mark.parametrize("command", [["voices", "--json"], ["voices", "list", "de", "--json"]])
def test_a_program_gets_all_there_is(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["learned"] == []
    [german] = [each for each in told["voices"] if each["id"] == "espeak:de"]
    assert german == {
        "id": "espeak:de",
        "name": "German",
        "engine": "espeak",
        "languages": ["de"],
        "licence": "GPL-3.0-or-later",
    }
