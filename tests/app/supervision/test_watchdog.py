from __future__ import annotations

import ctypes
import io
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from speakd.app.logs import logging_to
from speakd.app.supervision.statuses import HUNG
from speakd.app.supervision.watchdog import Watchdog
from speakd.config.schema import LogOptions
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TICK_S = 0.01


class Handle:
    """A dead man's handle that kills nobody and can be waited for."""

    def __init__(self) -> None:
        self.holds: list[float] = []
        self.is_held = False

    def hold(self, seconds: float) -> None:
        self.holds.append(seconds)
        self.is_held = True

    def let_go(self) -> None:
        self.is_held = False


class House:
    """Threads that have begun what a test says."""

    def __init__(self) -> None:
        self.handle = Handle()
        self.begun: object | None = None
        self.is_idle = True
        self.ended = threading.Event()
        self.statuses: list[int] = []
        self.watchdog = Watchdog(self.handle, tick_s=TICK_S, end=self._end)
        self.watchdog.work_is_under_way(lambda: not self.is_idle)
        self.watchdog.watch(lambda: {"reader": self.begun, "playback": None})

    def _end(self, status: int) -> None:
        self.statuses.append(status)
        self.begun, self.is_idle = None, True
        self.ended.set()

    def looks(self, more: int) -> None:
        """Wait until it has looked a few times more."""
        target = len(self.handle.holds) + more
        wait_until(lambda: len(self.handle.holds) >= target, what="some looks")


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    with house.watchdog:
        yield house
    assert not house.handle.is_held


def test_nobody_looks_while_all_is_idle(house: House) -> None:
    house.watchdog.wake()
    wait_until(lambda: house.handle.holds and not house.handle.is_held, what="one look")
    looks = len(house.handle.holds)
    # Ten ticks of another watchdog, which started later.
    other = House()
    other.is_idle = False
    with other.watchdog:
        other.watchdog.wake()
        other.looks(10)
    assert len(house.handle.holds) == looks


def test_work_that_ends_is_no_hang_however_much_of_it_there_is(house: House) -> None:
    looks, work = 0, [object() for _ in range(100)]

    def something_else_every_fourth_look() -> dict[str, object]:
        nonlocal looks
        looks += 1
        return {"synthesis": work[looks // 4 % len(work)]}

    house.watchdog.watch(something_else_every_fourth_look)
    house.watchdog.wake()
    house.looks(30)
    assert not house.statuses


def test_a_long_reading_is_no_hang(house: House) -> None:
    house.is_idle = False
    house.watchdog.wake()
    house.looks(30)
    assert not house.statuses
    house.is_idle = True


def test_work_that_does_not_end_is_written_down_and_ends_the_process(
    house: House, tmp_path: Path
) -> None:
    log = tmp_path / "speakd.log"
    house.begun = "a canary"
    with logging_to(LogOptions(file=str(log)), io.StringIO()):
        house.watchdog.wake()
        assert house.ended.wait(10)
    assert house.statuses == [HUNG]
    written = log.read_text()
    assert "CRITICAL speakd.app.supervision.watchdog: the reader thread has hung for 0 s" in written
    assert "thread MainThread:" in written
    assert f"{__file__}:" in written
    assert "canary" not in written


def test_the_last_words_are_limited_in_time(house: House) -> None:
    house.begun = object()
    house.watchdog.wake()
    assert house.ended.wait(10)
    assert 5.0 in house.handle.holds


def test_a_look_that_comes_late_begins_the_count_anew() -> None:
    """So it is after a laptop slept, or while another thread keeps the interpreter busy."""
    house = House()
    house.begun = object()
    sleep = ctypes.PyDLL(None).usleep  # a call that keeps the interpreter's lock

    def keep_everybody_waiting() -> None:
        for _ in range(20):
            sleep(int(TICK_S * 2e6))
            done.append(1)
        house.begun, house.is_idle = None, True

    done: list[int] = []
    with house.watchdog:
        house.watchdog.wake()
        thread = threading.Thread(target=keep_everybody_waiting)
        thread.start()
        thread.join()
    assert len(done) == 20
    assert not house.statuses


HOLD_THE_LOCK = """
import ctypes, os, sys, threading
from pathlib import Path
from speakd.app.supervision.dead_man import StackFile, {kind}
handle = {kind}(StackFile(lambda: Path(sys.argv[1]) if sys.argv[1] else None))
handle.hold(1000)
handle.hold(0.1)
secret = "a canary"
def keep_the_lock():
    ctypes.PyDLL(None).sleep(60)
thread = threading.Thread(target=keep_the_lock)
thread.start()
thread.join()
"""


@pytest.mark.parametrize(
    ("kind", "status"), [("AlarmDeadMan", -signal.SIGALRM), ("ThreadDeadMan", 1)]
)
@pytest.mark.parametrize("to", ["log", "stderr"])
def test_not_even_the_interpreters_lock_keeps_it_from_ending(
    kind: str, status: int, to: str, tmp_path: Path
) -> None:
    log = tmp_path / "speakd.log"
    log.write_text("before\n")
    done = subprocess.run(
        [sys.executable, "-c", HOLD_THE_LOCK.format(kind=kind), str(log) if to == "log" else ""],
        capture_output=True,
        check=False,
        timeout=20,
    )
    assert done.returncode == status
    written = log.read_text() if to == "log" else done.stderr.decode()
    assert "in keep_the_lock" in written
    assert "canary" not in written
    assert log.read_text().startswith("before\n")


CRASH = """
import os, signal, sys
from pathlib import Path
from speakd.app.supervision.dead_man import StackFile
StackFile(lambda: Path(sys.argv[1])).open()
def fall():
    os.kill(os.getpid(), signal.SIGSEGV)
fall()
"""


def test_a_crash_leaves_its_place_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "speakd.log"
    log.touch()
    done = subprocess.run([sys.executable, "-c", CRASH, str(log)], check=False, timeout=20)
    assert done.returncode == -signal.SIGSEGV
    assert "Segmentation fault" in log.read_text()
    assert "in fall" in log.read_text()


LET_GO = """
import faulthandler, os, signal, sys
from pathlib import Path
from speakd.app.supervision.dead_man import StackFile, AlarmDeadMan
handle = AlarmDeadMan(StackFile(lambda: Path(sys.argv[1])))
for _ in range(100):
    handle.hold(0.05)
    handle.let_go()
print(len(os.listdir("/proc/self/fd")), signal.getitimer(signal.ITIMER_REAL))
"""


def test_letting_go_and_holding_again_costs_nothing_that_stays(tmp_path: Path) -> None:
    log = tmp_path / "speakd.log"
    log.touch()
    done = subprocess.run(
        [sys.executable, "-c", LET_GO, str(log)], capture_output=True, check=True, timeout=20
    )
    open_files, _, timer = done.stdout.decode().partition(" ")
    assert int(open_files) <= 6
    assert timer.strip() == "(0.0, 0.0)"
    assert os.path.getsize(log) == 0  # noqa: PTH202, a number is all that is wanted
