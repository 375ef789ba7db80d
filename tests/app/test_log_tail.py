from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest

from speakd.app.log_tail import LogTail, last_lines
from speakd.app.logs import MAX_BYTES, logging_to
from speakd.config.schema import LogOptions
from speakd.errors import SpeakdError

if TYPE_CHECKING:
    from pathlib import Path

OURS = logging.getLogger("speakd.some.room")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "speakd.log"


def shown(path: Path, count: int) -> str:
    lines = last_lines(path, count)
    assert lines is not None
    return lines.text


@pytest.mark.parametrize(
    ("count", "expected"), [(0, ""), (1, "c\n"), (2, "b\nc\n"), (9, "a\nb\nc\n")]
)
def test_the_last_lines_are_shown(path: Path, count: int, expected: str) -> None:
    path.write_text("a\nb\nc\n")
    assert shown(path, count) == expected


def test_lines_that_were_set_aside_are_found(path: Path) -> None:
    path.write_text("d\n")
    path.with_name("speakd.log.1").write_text("b\nc\n")
    path.with_name("speakd.log.2").write_text("a\n")
    assert shown(path, 2) == "c\nd\n"
    assert shown(path, 9) == "a\nb\nc\nd\n"


def test_there_may_be_no_log(path: Path) -> None:
    assert last_lines(path, 5) is None
    assert last_lines(path / "below" / "nothing", 5) is None
    assert LogTail(path).read() == ""


def test_what_is_no_utf_8_is_shown_nonetheless(path: Path) -> None:
    path.write_bytes(b"caf\xe9\nna\xc3\xafve\n")
    assert shown(path, 5) == "caf\ufffd\nnaïve\n"


def test_a_folder_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(SpeakdError, match="is not a file"):
        last_lines(path, 5)


@pytest.mark.timeout(5)
def test_a_pipe_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(SpeakdError, match="is not a file"):
        last_lines(path, 5)


def test_a_file_that_cannot_be_read_is_named() -> None:
    from pathlib import Path  # noqa: PLC0415, the module needs it for hints only

    with pytest.raises(SpeakdError, match="cannot be read: "):
        last_lines(Path("/proc/self/mem"), 5)  # root, too, may not read its first byte


def test_what_is_added_is_read_once_and_by_whole_lines(path: Path) -> None:
    path.write_text("a\n")
    tail = LogTail(path)
    lines = last_lines(path, 5)
    assert lines is not None
    tail.skip(lines.end)
    assert tail.read() == ""
    with path.open("a") as file:
        file.write("b\nha")
        file.flush()
        assert tail.read() == "b\n"
        file.write("lf\n")
    assert tail.read() == "half\n"
    assert tail.read() == ""


def test_a_log_that_appears_or_shrinks_is_read_from_its_beginning(path: Path) -> None:
    tail = LogTail(path)
    assert tail.read() == ""
    path.write_text("first\nsecond\n")
    assert tail.read() == "first\nsecond\n"
    path.write_text("anew\n")
    assert tail.read() == "anew\n"


def test_nothing_is_lost_when_the_log_is_rotated(path: Path) -> None:
    tail = LogTail(path)
    read = ""
    with logging_to(LogOptions(file=str(path)), None):
        for number in range(40):
            OURS.info("line %d %s", number, "x" * (MAX_BYTES // 10))
            if number % 3 == 0:
                read += tail.read()
        read += tail.read()
    numbers = [int(line.split("line ")[1].split()[0]) for line in read.splitlines()]
    assert numbers == list(range(40))
    assert path.with_name("speakd.log.1").exists()
