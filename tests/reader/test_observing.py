from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reader.desk import TIMEOUT_S, Desk, wait_for
from speakd.reader.reading import Outcome
from speakd.reader.states import State
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk(instant=False)
    yield made
    made.close()


def test_an_observer_is_told_of_every_change_but_not_of_the_key_press(desk: Desk) -> None:
    states: list[State] = []
    desk.reader.observe(lambda: states.append(desk.reader.state))
    reading = desk.begin("One two three four.")
    assert states == []  # not before the first sound, whose way is short
    desk.voice.gate.open()
    wait_until(lambda: states == [State.SPEAKING], TIMEOUT_S, "speaking")
    desk.reader.pause()
    desk.reader.resume()
    wait_until(lambda: states[1:] == [State.PAUSED, State.SPEAKING], TIMEOUT_S, "a pause")
    desk.reader.stop()
    assert wait_for(reading) is Outcome.STOPPED
    wait_until(lambda: states[3:] == [State.IDLE], TIMEOUT_S, "silence")


def test_an_observer_finds_the_outcome_of_what_has_ended(desk: Desk) -> None:
    outcomes: list[Outcome | None] = []
    desk.reader.observe(
        lambda: outcomes.append(None if desk.reader.last is None else desk.reader.last.outcome)
    )
    reading = desk.begin("One two three four.")
    reading.stop()
    wait_until(lambda: outcomes == [Outcome.STOPPED], TIMEOUT_S, "the end")


def test_the_share_heard_grows_with_what_is_heard(desk: Desk) -> None:
    assert desk.reader.heard_share is None
    reading = desk.read("One two three. " * 4)
    wait_until(lambda: desk.reader.state is State.SPEAKING, TIMEOUT_S, "speaking")
    assert desk.reader.heard_share == 0
    heard, shares = 0, []
    for _ in range(4):
        heard += 1600
        desk.device.play(1600)
        assert desk.device.wait_until_heard(heard)
        shares.append(desk.reader.heard_share or 0.0)
    assert shares == sorted(shares)
    assert 0.25 <= shares[-1] < 1
    reading.stop()
    assert wait_for(reading) is Outcome.STOPPED
    assert desk.reader.heard_share is None
