from __future__ import annotations

import threading

from speakd.app.supervision.stacks import stacks


def wait_with(secret: str, entered: threading.Event, leave: threading.Event) -> None:
    entered.set()
    leave.wait()
    del secret


def test_it_names_threads_files_and_functions_and_no_values() -> None:
    entered, leave = threading.Event(), threading.Event()
    thread = threading.Thread(target=wait_with, args=("canary", entered, leave), name="busy bee")
    thread.start()
    entered.wait()
    written = stacks()
    leave.set()
    thread.join()
    assert "thread busy bee:" in written
    assert f"{__file__}:" in written
    assert " in wait_with" in written
    assert "canary" not in written
