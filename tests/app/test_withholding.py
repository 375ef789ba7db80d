from __future__ import annotations

import logging
import resource
import subprocess
import sys
import threading
import warnings
from typing import TYPE_CHECKING

from speakd.app.withholding import forbid_core_dumps, text_withheld

if TYPE_CHECKING:
    import pytest

PRIVATE = "marmalade"


class Broken:
    def __del__(self) -> None:
        raise ValueError(PRIVATE)


def test_what_nobody_caught_is_logged_without_its_message(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def breaks() -> None:
        raise ValueError(PRIVATE)

    with text_withheld():
        thread = threading.Thread(target=breaks, name="worker")
        thread.start()
        thread.join()
        Broken()
    assert "thread worker broke down: ValueError at test_withholding.py" in caplog.text
    assert "a callback broke down: ValueError at test_withholding.py" in caplog.text
    assert PRIVATE not in caplog.text + "".join(capfd.readouterr())


def test_warnings_go_where_only_their_place_is_told(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with warnings.catch_warnings(), text_withheld():
        warnings.simplefilter("always")
        warnings.warn(PRIVATE, UserWarning, stacklevel=1)
    assert [record.name for record in caplog.records] == ["py.warnings"]
    assert PRIVATE not in "".join(capfd.readouterr())


def test_afterwards_all_is_as_before() -> None:
    before = threading.excepthook, sys.unraisablehook, warnings.showwarning
    with text_withheld():
        assert threading.excepthook is not before[0]
    assert (threading.excepthook, sys.unraisablehook, warnings.showwarning) == before
    assert logging.getLogger("py.warnings") is not None


def test_neither_a_file_nor_a_program_gets_the_memory() -> None:
    # In a process of its own: the limit holds for all that comes after.
    script = (
        "import resource\n"
        "from speakd.app.withholding import forbid_core_dumps\n"
        "before = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "forbid_core_dumps()\n"
        "now = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "assert now[0] <= 1, now\n"
        "assert now[1] == before[1], now\n"
    )
    for limits in ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), (0, 0)):
        done = subprocess.run(
            [sys.executable, "-c", script],
            check=False,
            preexec_fn=lambda limits=limits: resource.setrlimit(resource.RLIMIT_CORE, limits),
        )
        assert done.returncode == 0


def test_windows_is_told_to_leave_the_heap_out_of_its_reports() -> None:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    flags: list[int] = []
    forbid_core_dumps("win32", flags.append)
    assert flags == [1]
    assert resource.getrlimit(resource.RLIMIT_CORE) == before
