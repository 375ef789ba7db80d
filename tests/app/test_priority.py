from __future__ import annotations

import os
import threading

from speakd.app.priority import lower_priority


def test_only_the_calling_thread_stands_back() -> None:
    found: list[int] = []

    def work() -> None:
        lower_priority("linux")
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [10]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_a_system_that_does_not_know_it_is_no_error() -> None:
    for platform in ("darwin", "win32", "haiku"):
        lower_priority(platform)
