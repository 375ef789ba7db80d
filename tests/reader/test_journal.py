from __future__ import annotations

import logging
import re
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


def test_every_line_about_a_reading_bears_its_number_and_none_its_text(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "speakd.reader")
    reading = desk.read("Canary one two three. Canary four five six.")
    wait_until(lambda: desk.reader.state is State.SPEAKING, TIMEOUT_S, "speaking")
    desk.reader.pause()
    desk.reader.resume()
    desk.reader.next()
    wait_until(lambda: "goes on at" in caplog.text, TIMEOUT_S, "the next sentence")
    desk.reader.stop()
    assert wait_for(reading) is Outcome.STOPPED
    wait_until(lambda: "stopped" in caplog.text, TIMEOUT_S, "the last line")
    lines = [record.getMessage() for record in caplog.records]
    assert re.fullmatch(
        r"reading 1: first sound after [\d.]+ ms \(text [\d.]+, first of the voice [\d.]+\)",
        lines[1],
    )
    assert [lines[0], *lines[2:]] == [
        "reading 1: 43 characters",
        "reading 1: paused",
        "reading 1: goes on",
        "reading 1: goes on at sentence 2",
        "reading 1: stopped",
    ]
