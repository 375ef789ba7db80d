from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from speakd.app import instance
from speakd.app.instance import AlreadyRunningError, InstanceLock
from speakd.errors import SpeakdError

HOLD = """
import sys, pathlib
from speakd.app.instance import InstanceLock
with InstanceLock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "daemon.lock"


def test_a_second_one_is_told_who_is_first(path: Path) -> None:
    with InstanceLock(path):
        expected = rf"already running \(process {os.getpid()}\); `speakd status`"
        with pytest.raises(SpeakdError, match=expected):
            InstanceLock(path).acquire()
        with pytest.raises(SpeakdError, match="already running"), InstanceLock(path):
            pytest.fail("two hold the lock")
    with InstanceLock(path):
        pass


def test_the_number_of_a_dead_holder_is_overwritten(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_text("99999999999999999999")
    with InstanceLock(path):
        assert path.read_text() == str(os.getpid())


def test_release_may_be_called_again(path: Path) -> None:
    lock = InstanceLock(path)
    lock.release()
    lock.acquire()
    lock.release()
    lock.release()
    lock.acquire()
    lock.release()


@pytest.mark.parametrize("way", ["exit", "kill"])
def test_the_lock_of_another_process_ends_with_it_however_it_ends(path: Path, way: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(SpeakdError, match=rf"process {holder.pid}"):
            InstanceLock(path).acquire()
        if way == "kill":
            holder.kill()
        else:
            holder.stdin.close()
        holder.wait(20)
    with InstanceLock(path):
        assert path.read_text() == str(os.getpid())


def test_children_do_not_keep_the_lock(path: Path) -> None:
    with InstanceLock(path):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with child, InstanceLock(path):
        assert child.poll() is None
        child.communicate(b"\n")


def test_a_holder_that_has_not_said_its_number_is_not_named(path: Path) -> None:
    with InstanceLock(path):
        path.write_bytes(b"\xff")
        with pytest.raises(SpeakdError, match="already running; "):
            InstanceLock(path).acquire()


def test_a_folder_in_its_place_says_why(path: Path) -> None:
    path.mkdir(parents=True)
    path.parent.chmod(0o700)
    with pytest.raises(SpeakdError, match=r"daemon\.lock cannot be locked: Is a directory"):
        InstanceLock(path).acquire()


class FakeWindows:
    """Mutexes as the Windows kernel keeps them."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.refuses = False

    def create(self, name: str) -> tuple[Any, int]:
        if self.refuses:
            return None, 5
        error = 183 if name in self.open else 0
        self.open.append(name)
        return name, error

    def close(self, handle: Any) -> None:
        self.open.remove(handle)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> FakeWindows:
    windows = FakeWindows()
    monkeypatch.setattr(instance, "WindowsMutexes", lambda: windows)
    return windows


def test_windows_has_one_mutex_for_each_folder(path: Path, windows: FakeWindows) -> None:
    with InstanceLock(path, platform="win32"):
        [name] = windows.open
        assert name.startswith("Local\\speakd-")
        with pytest.raises(SpeakdError, match=rf"already running \(process {os.getpid()}\)"):
            InstanceLock(path, platform="win32").acquire()
        assert windows.open == [name], "the second one keeps its handle"
        with InstanceLock(path.parent / "other" / "x", platform="win32"):
            assert len(windows.open) == 2
    assert windows.open == []


def test_a_windows_error_says_its_number(path: Path, windows: FakeWindows) -> None:
    windows.refuses = True
    with pytest.raises(SpeakdError, match="cannot be locked: Windows error 5"):
        InstanceLock(path, platform="win32").acquire()


def test_where_no_file_can_be_written_there_is_a_lock_without_one() -> None:
    nowhere = Path("/proc/none/daemon.lock")
    with InstanceLock(nowhere) as lock:
        assert lock.problem.startswith("/proc/none cannot be made: ")
        with pytest.raises(AlreadyRunningError):
            InstanceLock(nowhere).acquire()
        with InstanceLock(nowhere.parent / "other" / "daemon.lock"):
            pass
        # There, nothing is known that would do.
        with InstanceLock(nowhere, platform="darwin"):
            pass
    with InstanceLock(nowhere):
        pass


def test_a_folder_that_is_not_safe_is_refused_all_the_same(path: Path) -> None:
    path.parent.mkdir(mode=0o755)
    with pytest.raises(SpeakdError, match="open to others"):
        InstanceLock(path).acquire()


def test_on_a_full_disk_the_holder_has_no_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", write)
    with InstanceLock(path) as lock:
        assert not lock.problem
        with pytest.raises(AlreadyRunningError, match="already running; "):
            InstanceLock(path).acquire()
