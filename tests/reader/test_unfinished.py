"""What a watchdog is told."""

from __future__ import annotations

import threading

import pytest

from reader.desk import TIMEOUT_S, Desk, wait_for
from speakd.reader.reading import Outcome
from support.waiting import wait_until


def test_nothing_is_unfinished_while_reading_or_idle(desk: Desk) -> None:
    reading = desk.begin("One two three.")
    assert desk.reader.unfinished()["synthesis"] is None
    assert desk.output.unfinished() == {"playback": None}
    desk.voice.gate.open()
    assert wait_for(reading) is Outcome.FINISHED
    wait_until(lambda: not any(desk.reader.unfinished().values()), TIMEOUT_S, "idleness")


def test_a_run_that_was_cancelled_is_unfinished_until_the_engine_comes_back(desk: Desk) -> None:
    entered, leave = threading.Event(), threading.Event()

    def fetch(_: object) -> str:
        entered.set()
        leave.wait()
        return "One."

    reading = desk.reader.read(fetch)
    assert entered.wait(TIMEOUT_S)
    assert desk.reader.unfinished()["synthesis"] is None  # nobody has called it off
    desk.reader.stop()
    assert wait_for(reading) is Outcome.STOPPED
    begun = desk.reader.unfinished()["synthesis"]
    assert begun is not None
    assert desk.reader.unfinished()["synthesis"] is begun
    leave.set()
    wait_until(lambda: desk.reader.unfinished()["synthesis"] is None, TIMEOUT_S, "its end")


def test_what_the_reader_does_is_unfinished_until_it_is_done(desk: Desk) -> None:
    entered, leave, woken = threading.Event(), threading.Event(), threading.Event()

    def hang() -> None:
        entered.set()
        leave.wait()

    desk.reader.before_work(woken.set)
    desk.reader.observe(hang)
    desk.reader.louder()
    assert entered.wait(TIMEOUT_S)
    assert woken.is_set()
    assert desk.reader.unfinished()["reader"] is not None
    leave.set()
    wait_until(lambda: desk.reader.unfinished()["reader"] is None, TIMEOUT_S, "its end")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_a_dead_reader_had_begun_stays_unfinished(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down() -> None:
        raise RuntimeError

    threads: list[threading.Thread] = []
    desk.reader.before_work(lambda: threads.append(threading.current_thread()))
    reading = desk.begin("One.")
    monkeypatch.setattr(desk.output, "clear", break_down)
    desk.reader.stop()  # breaks, and so does ending the reading because of it
    threads[0].join(TIMEOUT_S)
    assert not threads[0].is_alive()
    assert desk.reader.unfinished()["reader"] is not None
    assert not reading.done
