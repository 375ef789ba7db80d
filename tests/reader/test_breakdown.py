"""What is no `SpeakdError`, on the reader's own thread: a mistake of ours."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from reader.desk import TIMEOUT_S, Desk, wait_for
from speakd.reader.reading import Outcome, Policy
from speakd.reader.states import State
from support.waiting import wait_until

if TYPE_CHECKING:
    import pytest

CANARY = "xylophone canary"


def break_down(*_: object) -> None:
    raise RuntimeError(CANARY)


def test_the_next_key_press_is_read_and_the_log_says_where_it_broke(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(desk.output, "begin", break_down)
        reading = desk.read("One.")
        assert wait_for(reading) is Outcome.FAILED
    assert "RuntimeError" in str(reading.error)
    assert "RuntimeError at test_breakdown.py" in caplog.text
    assert CANARY not in caplog.text + str(reading.error)
    assert desk.reader.state is State.IDLE
    assert wait_for(desk.read("Two.")) is Outcome.FINISHED
    wait_until(lambda: desk.reader.unfinished()["reader"] is None, TIMEOUT_S, "the act's end")


def test_a_control_that_breaks_ends_what_is_read_and_what_waits_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.begin("One.")
    second = desk.read("Two.", Policy.QUEUE)
    monkeypatch.setattr(desk.output, "pause", break_down)
    desk.reader.pause()
    assert wait_for(first) is Outcome.FAILED
    desk.voice.gate.open()
    assert wait_for(second) is Outcome.FINISHED


def test_an_observer_that_breaks_ends_no_reading(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[State] = []
    desk.reader.observe(break_down)
    desk.reader.observe(lambda: told.append(desk.reader.state))
    with caplog.at_level(logging.ERROR):
        assert wait_for(desk.read("One.")) is Outcome.FINISHED
    wait_until(lambda: State.IDLE in told, TIMEOUT_S, "the other observer")
    assert "RuntimeError at test_breakdown.py" in caplog.text
    assert CANARY not in caplog.text
