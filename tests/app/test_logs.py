from __future__ import annotations

import io
import logging
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speakd.app.log_format import FileFormatter
from speakd.app.logs import MAX_BYTES, LogFile, logging_to
from speakd.config.schema import LogOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = logging.getLogger("speakd.some.room")
FOREIGN = logging.getLogger("some.library")


@pytest.fixture
def console() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log" / "speakd.log"


@pytest.fixture(autouse=True)
def _undone() -> Iterator[None]:
    root = logging.getLogger()
    before = list(root.handlers), root.level, threading.excepthook, sys.unraisablehook
    yield
    assert before == (list(root.handlers), root.level, threading.excepthook, sys.unraisablehook)


def test_a_line_says_when_how_bad_and_where(path: Path, console: io.StringIO) -> None:
    with logging_to(LogOptions(file=str(path)), console):
        OURS.info("opened in %d ms", 3)
        OURS.debug("not worth it")
    [line] = path.read_text().splitlines()
    assert line.endswith(" INFO    speakd.some.room: opened in 3 ms")
    assert line[:24].replace("-", "").replace(":", "").replace(".", "").replace(" ", "").isdigit()
    assert console.getvalue() == ""


def test_a_terminal_gets_what_matters(path: Path, console: io.StringIO) -> None:
    with logging_to(LogOptions(file=str(path)), console):
        OURS.warning("no display")
    assert console.getvalue() == "speakd: no display\n"


def test_a_terminal_gets_everything_when_something_is_looked_for(
    path: Path, console: io.StringIO
) -> None:
    with logging_to(LogOptions(level="debug", file=str(path)), console):
        OURS.debug("a detail")
    assert console.getvalue() == "speakd: a detail\n"


def test_the_level_holds_for_both(path: Path, console: io.StringIO) -> None:
    with logging_to(LogOptions(level="error", file=str(path)), console):
        OURS.warning("no display")
    assert console.getvalue() == ""
    assert not path.exists()


def test_level_and_file_change_while_it_runs(path: Path, console: io.StringIO) -> None:
    other = path.with_name("other.log")
    with logging_to(LogOptions(file=str(path)), console) as logs:
        OURS.debug("one")
        OURS.info("two")
        logs.configure(LogOptions(level="debug", file=str(other)))
        OURS.debug("three")
    assert [line.rpartition(" ")[2] for line in path.read_text().splitlines()] == ["two"]
    assert [line.rpartition(" ")[2] for line in other.read_text().splitlines()] == ["three"]
    assert console.getvalue() == "speakd: three\n"


def test_the_usual_place_is_the_platforms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console: io.StringIO
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with logging_to(LogOptions(), console):
        OURS.info("hello")
    assert "hello" in (tmp_path / "speakd" / "log" / "speakd.log").read_text()


def test_a_home_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console: io.StringIO
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with logging_to(LogOptions(file="~/my.log"), console):
        OURS.info("hello")
    assert (tmp_path / "my.log").exists()


def test_no_file_is_written_when_none_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console: io.StringIO
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with logging_to(LogOptions(file="none"), console):
        OURS.warning("hello")
    assert list(tmp_path.iterdir()) == []
    assert console.getvalue() == "speakd: hello\n"


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("/dev/full", "No space left on device"),
        ("/proc/none/speakd.log", "No such file or directory"),
        ("/proc", "Is a directory"),
    ],
)
def test_a_log_that_cannot_be_written_is_said_once(
    file: str, reason: str, console: io.StringIO
) -> None:
    with logging_to(LogOptions(file=file), console):
        for number in range(100):
            OURS.info("line %d", number)
    assert console.getvalue() == (
        f"speakd: the log {file} cannot be written: {reason}; speakd goes on without it\n"
    )


def test_a_log_that_can_be_written_again_is_written_again(path: Path, console: io.StringIO) -> None:
    path.parent.parent.joinpath("log").write_text("in the way")
    with logging_to(LogOptions(file=str(path)), console):
        OURS.info("lost")
        path.parent.unlink()
        OURS.info("kept")
        path.unlink()
        path.parent.rmdir()
    assert console.getvalue().count("cannot be written") == 1


FILL_AND_FREE_THE_DISK = """
import logging, pathlib, resource, sys
from speakd.app.logs import MAX_BYTES, logging_to
from speakd.config.schema import LogOptions
log, unlimited = logging.getLogger("speakd.x"), resource.getrlimit(resource.RLIMIT_FSIZE)
with logging_to(LogOptions(file=sys.argv[1])):
    log.info("first")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, unlimited[1]))
    for number in range(50):
        log.info("line %d of what does not fit", number)
    log.info("x" * MAX_BYTES)
    resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    log.info("last")
"""


def test_a_disk_that_was_full_in_between_is_written_again(path: Path) -> None:
    """The limit on the size of files stands for the disk; also at the end of a full log."""
    done = subprocess.run(
        [sys.executable, "-c", FILL_AND_FREE_THE_DISK, str(path)], check=True, capture_output=True
    )
    assert done.stderr.decode() == (
        f"speakd: the log {path} cannot be written: File too large; speakd goes on without it\n"
    )
    written = "".join(each.read_text() for each in path.parent.iterdir())
    assert "first" in written
    assert "last" in written


def test_a_log_is_for_its_user_alone(path: Path, console: io.StringIO) -> None:
    before = os.umask(0)
    try:
        with logging_to(LogOptions(file=str(path)), console):
            logging.getLogger("speakd.x").warning("a line")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_pipe_that_nobody_reads_is_a_log_that_cannot_be_written(
    path: Path, console: io.StringIO
) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    with logging_to(LogOptions(file=str(path)), console):
        logging.getLogger("speakd.x").warning("a line")
    assert "cannot be written" in console.getvalue()


def test_a_full_log_is_set_aside(path: Path, console: io.StringIO) -> None:
    with logging_to(LogOptions(file=str(path)), console):
        for _ in range(6):
            OURS.info("x" * (MAX_BYTES - 200))
    names = sorted(each.name for each in path.parent.iterdir())
    assert names == ["speakd.log", "speakd.log.1", "speakd.log.2", "speakd.log.3"]
    assert all(each.stat().st_size <= MAX_BYTES for each in path.parent.iterdir())


def break_down_for_a_reason() -> None:
    try:
        {}["a canary"]
    except KeyError as error:
        raise ValueError("another canary") from error


def test_errors_are_written_without_their_messages(path: Path, console: io.StringIO) -> None:
    with logging_to(LogOptions(file=str(path)), console):
        try:
            break_down_for_a_reason()
        except ValueError:
            OURS.exception("it broke")
    written = path.read_text()
    assert "it broke" in written
    assert "KeyError" in written
    assert "ValueError" in written
    assert f"{Path(__file__)}:" in written
    assert "canary" not in written + console.getvalue()
    assert console.getvalue() == "speakd: it broke\n(ValueError)\n"


def test_what_others_log_is_not_shown(path: Path, console: io.StringIO) -> None:
    with logging_to(LogOptions(level="debug", file=str(path)), console):
        FOREIGN.warning("reading: %s", "a canary")
        FOREIGN.warning("reading: a canary")
        FOREIGN.info("reading: a canary")
    written = path.read_text()
    assert written.count("some.library: a message at test_logs.py:") == 2
    assert "canary" not in written + console.getvalue()


def test_a_log_call_with_a_mistake_is_survived_without_its_text(
    path: Path, console: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    file = LogFile(path, console)
    file.setFormatter(FileFormatter())
    for message, arguments in (("%d", ("a canary",)), ("goes %s", ("on",))):
        file.handle(
            logging.LogRecord("speakd.x", logging.INFO, "x.py", 1, message, arguments, None)
        )
    file.close()
    assert "goes on" in path.read_text()
    told = capsys.readouterr()
    assert "canary" not in path.read_text() + console.getvalue() + told.out + told.err


def test_errors_that_nobody_caught_are_logged(path: Path, console: io.StringIO) -> None:
    def break_down() -> None:
        raise RuntimeError("a canary")

    class Broken:
        def __del__(self) -> None:
            raise RuntimeError("a canary")

    with logging_to(LogOptions(file=str(path)), console):
        thread = threading.Thread(target=break_down, name="worker")
        thread.start()
        thread.join()
        Broken()
    assert "thread worker broke down: RuntimeError at test_logs.py:" in path.read_text()
    assert "a callback broke down: RuntimeError at test_logs.py:" in path.read_text()
    assert "canary" not in path.read_text() + console.getvalue()


def test_a_terminal_that_is_gone_is_no_loss(path: Path) -> None:
    gone = io.StringIO()
    gone.close()
    with logging_to(LogOptions(file=str(path)), gone):
        OURS.warning("still written")
    assert "still written" in path.read_text()
    with logging_to(LogOptions(file="/dev/full"), gone):
        OURS.warning("nobody hears")


def test_no_terminal_at_all_is_no_loss(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with logging_to(LogOptions(file=str(path))):
        OURS.warning("still written")
    assert "still written" in path.read_text()


def log_in_thread(name: str, message: str, *arguments: object) -> None:
    thread = threading.Thread(target=OURS.warning, args=(message, *arguments), name=name)
    thread.start()
    thread.join()


def test_what_is_logged_in_the_course_of_a_reading_bears_its_number(
    path: Path, console: io.StringIO
) -> None:
    number: int | None = 7
    with logging_to(LogOptions(file=str(path)), console) as written:
        written.number_by(lambda: number)
        log_in_thread("synthesis", "engine %s failed", "x")
        log_in_thread("speakd-playback", "lost the sound device")
        log_in_thread("reader", "reading %d: stopped", 6)
        log_in_thread("rehearsal", "engine %s cannot be used", "y")
        number = None
        log_in_thread("speakd-playback", "opened")
    lines = [line.split("speakd.some.room: ")[1] for line in path.read_text().splitlines()]
    assert lines == [
        "reading 7: engine x failed",
        "reading 7: lost the sound device",
        "reading 6: stopped",
        "engine y cannot be used",
        "opened",
    ]
    assert console.getvalue().splitlines()[0] == "speakd: engine x failed"
