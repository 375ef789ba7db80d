from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from speakd.app.supervision.farewell import SENTENCE, say_farewell, speakers

if TYPE_CHECKING:
    from pathlib import Path

SPEAK = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.stdin.read())"


def speaker(heard: Path) -> tuple[str, ...]:
    return (sys.executable, "-c", SPEAK, str(heard))


def test_it_is_shown_and_said_once(tmp_path: Path) -> None:
    shown: list[str] = []
    heard = [tmp_path / "first", tmp_path / "second"]
    say_farewell(shown.append, "it failed", [("no-such-program",), *map(speaker, heard)])
    assert shown == ["it failed"]
    assert heard[0].read_text() == SENTENCE
    assert not heard[1].exists()


def test_the_next_speaks_where_one_fails_and_nothing_is_raised(tmp_path: Path) -> None:
    def fail(_: str) -> None:
        raise OSError

    heard = tmp_path / "heard"
    say_farewell(fail, "it failed", [("false",), speaker(heard)])
    assert heard.read_text() == SENTENCE
    say_farewell(fail, "it failed", [("false",)])


def test_windows_is_asked_for_nothing_that_the_current_folder_could_hold() -> None:
    first, last = speakers("win32", {"SYSTEMROOT": r"D:\Windows"})
    assert first[0] == r"D:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
    assert last[0] == sys.executable


def test_elsewhere_programs_of_the_desktop_come_before_ourselves() -> None:
    *others, last = speakers("linux")
    assert last[0] == sys.executable
    assert "espeak-ng" in [each[0] for each in others]
