"""What waits is what was copied when it was asked for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from reader.desk import TIMEOUT_S, Desk, wait_for
from speakd.errors import DesktopError
from speakd.reader.reading import Outcome, Policy
from speakd.types import Notice
from support.waiting import wait_until

if TYPE_CHECKING:
    from speakd.cancel import CancelToken


def test_what_is_copied_later_is_not_read_instead(desk: Desk) -> None:
    first = desk.begin("One.")
    copied, fetched = ["Two."], threading.Event()

    def clipboard(_: CancelToken) -> str:
        fetched.set()
        return copied[-1]

    second = desk.reader.read(clipboard, policy=Policy.QUEUE)
    assert fetched.wait(TIMEOUT_S)
    copied.append("Three.")
    third = desk.reader.read(clipboard, policy=Policy.QUEUE)
    desk.voice.gate.open()
    assert [wait_for(each) for each in (first, second, third)] == [Outcome.FINISHED] * 3
    assert desk.said == ["One.", "Two.", "Three."]


def test_what_cannot_be_fetched_is_said_when_it_is_its_turn(desk: Desk) -> None:
    first = desk.begin("One.")

    def silent(_: CancelToken) -> str:
        raise DesktopError("its owner did not answer", notice=Notice.CLIPBOARD_SILENT)

    readings = [first, desk.reader.read(silent, policy=Policy.QUEUE)]
    desk.voice.gate.open()
    assert [wait_for(each) for each in readings] == [Outcome.FINISHED] * 2
    assert desk.said == ["One.", "the clipboard does not answer"]


def test_a_stop_frees_a_source_that_waits_ahead(desk: Desk) -> None:
    desk.begin("One.")
    cancelled = threading.Event()

    def slow(cancel: CancelToken) -> str:
        if cancel.wait(TIMEOUT_S):
            cancelled.set()
        return ""

    waiting = desk.reader.read(slow, policy=Policy.QUEUE)
    desk.reader.stop()
    assert wait_for(waiting) is Outcome.STOPPED
    assert cancelled.wait(TIMEOUT_S)


def test_a_stop_frees_a_reading_whose_text_is_still_being_fetched(desk: Desk) -> None:
    first = desk.begin("One.")
    second = desk.reader.read(lambda cancel: str(cancel.wait(TIMEOUT_S)), policy=Policy.QUEUE)
    desk.voice.gate.open()
    wait_for(first)
    desk.reader.stop()
    assert wait_for(second) is Outcome.STOPPED
    assert wait_for(desk.read("Three.")) is Outcome.FINISHED
    assert desk.said == ["One.", "Three."]


def test_two_sources_are_never_asked_at_a_time(desk: Desk) -> None:
    asked, answer = threading.Event(), threading.Event()
    at_once: list[bool] = []

    def first(_: CancelToken) -> str:
        asked.set()
        answer.wait(TIMEOUT_S)
        asked.clear()
        return "One."

    def second(_: CancelToken) -> str:
        at_once.append(asked.is_set())
        return "Two."

    readings = [desk.reader.read(first)]
    assert asked.wait(TIMEOUT_S)
    readings.append(desk.reader.read(second, policy=Policy.QUEUE))
    wait_until(_somebody_fetches_ahead, TIMEOUT_S, "the thread that fetches ahead")
    answer.set()
    assert [wait_for(each) for each in readings] == [Outcome.FINISHED] * 2
    assert at_once == [False]
    assert desk.said == ["One.", "Two."]


def _somebody_fetches_ahead() -> bool:
    return any(thread.name == "speakd-fetch-ahead" for thread in threading.enumerate())
