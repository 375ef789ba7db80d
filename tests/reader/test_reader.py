from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reader.desk import TIMEOUT_S, Desk, wait_for
from speakd.errors import DesktopError, PlaybackError, SynthesisError
from speakd.reader.reading import Outcome, Policy
from speakd.reader.states import State
from speakd.types import Notice
from support.waiting import wait_until

if TYPE_CHECKING:
    from speakd.cancel import CancelToken
    from speakd.reader.reading import Reading

SENTENCES = [f"{letter}{letter.lower()}." for letter in "ABCDEFGHIJ"]


def test_a_text_is_heard_sentence_by_sentence(desk: Desk) -> None:
    assert (
        wait_for(desk.read("One two three four. Five six seven eight. 今天很好。"))
        is Outcome.FINISHED
    )
    assert desk.said == ["One two three four.", "Five six seven eight.", "今天很好。"]
    assert [call.voice.id for call in desk.voice.calls] == ["fake:en", "fake:en", "fake:zh"]
    assert np.any(desk.device.heard)
    assert desk.reader.state is State.IDLE


def test_the_steps_on_the_way_are_timed(desk: Desk) -> None:
    reading = desk.read("One.")
    wait_for(reading)
    steps = reading.timeline.milliseconds()
    assert list(steps) == ["text", "first_chunk", "first_written"]
    times = [step for step in steps.values() if step is not None]
    assert len(times) == 3
    assert times == sorted(times)


@pytest.mark.parametrize("notice", Notice)
def test_what_cannot_be_read_is_said(desk: Desk, notice: Notice) -> None:
    assert wait_for(desk.read(notice)) is Outcome.FINISHED
    assert desk.said == [notice.value]


@pytest.mark.parametrize("text", ["", "  \n", "?! ...", "\x00"])
def test_nothing_to_say_is_said(desk: Desk, text: str) -> None:
    wait_for(desk.read(text))
    assert desk.said == ["nothing to read"]


def test_a_clipboard_that_does_not_answer_is_said(desk: Desk) -> None:
    def source(_: CancelToken) -> str:
        raise DesktopError("its owner did not answer", notice=Notice.CLIPBOARD_SILENT)

    assert wait_for(desk.reader.read(source)) is Outcome.FINISHED
    assert desk.said == ["the clipboard does not answer"]


def test_a_source_that_breaks_is_no_end(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    def source(_: CancelToken) -> str:
        raise ValueError("a private text")

    reading = desk.reader.read(source)
    assert wait_for(reading) is Outcome.FAILED
    assert "private" not in caplog.text
    assert "private" not in str(reading.error)
    assert wait_for(desk.read("One.")) is Outcome.FINISHED


def test_an_engine_that_fails_is_no_end(desk: Desk) -> None:
    desk.voice.fail_with = SynthesisError("broken")
    reading = desk.read("One.")
    assert wait_for(reading) is Outcome.FAILED
    assert str(reading.error) == "broken"
    desk.voice.fail_with = None
    assert wait_for(desk.read("Two.")) is Outcome.FINISHED


def test_a_lost_device_is_no_end(desk: Desk) -> None:
    desk.no_sound = PlaybackError("no sound device", remedy="connect one")
    reading = desk.read("One.")
    assert wait_for(reading) is Outcome.FAILED
    assert str(reading.error) == "no sound device; connect one"
    desk.no_sound = None
    assert wait_for(desk.read("Two.")) is Outcome.FINISHED


def test_a_stop_ends_the_reading_and_the_engine(desk: Desk) -> None:
    reading = desk.begin("One two three.")
    desk.reader.stop()
    assert wait_for(reading) is Outcome.STOPPED
    wait_until(lambda: desk.voice.calls[0].ended, TIMEOUT_S, "the engine to end")
    assert not np.any(desk.device.heard)
    assert reading.error is None


def test_a_stop_ends_a_source_that_waits(desk: Desk) -> None:
    reading = desk.reader.read(lambda cancel: "" if cancel.wait(TIMEOUT_S) else "too late")
    desk.reader.stop()
    assert wait_for(reading) is Outcome.STOPPED
    assert desk.said == []


def test_nothing_of_a_stopped_reading_is_heard_in_the_next(desk: Desk) -> None:
    first = desk.begin("One two three four five six seven.")
    desk.reader.stop()
    wait_for(first)
    desk.voice.gate.open()
    assert wait_for(desk.read("A")) is Outcome.FINISHED
    # One letter sounds for 10 ms at 16 kHz.
    assert np.count_nonzero(desk.device.heard) <= 160


def test_a_handle_stops_its_own_reading_only(desk: Desk) -> None:
    first = desk.begin("One.")
    second = desk.read("Two.", Policy.QUEUE)
    first.stop()
    assert wait_for(first) is Outcome.STOPPED
    first.stop()
    desk.voice.gate.open()
    assert wait_for(second) is Outcome.FINISHED


def test_a_waiting_reading_can_be_stopped(desk: Desk) -> None:
    first = desk.begin("One.")
    second = desk.read("Two.", Policy.QUEUE)
    second.stop()
    assert wait_for(second) is Outcome.STOPPED
    desk.voice.gate.open()
    assert wait_for(first) is Outcome.FINISHED
    assert desk.said == ["One."]


def test_the_key_stops_what_is_being_read(desk: Desk) -> None:
    first = desk.begin("One.")
    second = desk.read("Two.")
    assert (wait_for(first), wait_for(second)) == (Outcome.STOPPED, Outcome.REFUSED)
    assert desk.said == ["One."]


def test_the_key_may_restart(desk: Desk) -> None:
    first = desk.begin("One.", Policy.RESTART)
    second = desk.read("Two.", Policy.RESTART)
    desk.voice.gate.open()
    assert (wait_for(first), wait_for(second)) == (Outcome.STOPPED, Outcome.FINISHED)
    assert desk.said == ["One.", "Two."]


def test_the_key_may_queue(desk: Desk) -> None:
    readings = [desk.begin("One.", Policy.QUEUE)]
    readings += [desk.read(text, Policy.QUEUE) for text in ("Two.", "Three.")]
    desk.voice.gate.open()
    assert [wait_for(reading) for reading in readings] == [Outcome.FINISHED] * 3
    assert desk.said == ["One.", "Two.", "Three."]


def test_silence_tells_two_readings_apart(desk: Desk) -> None:
    readings = [desk.begin("One.", Policy.QUEUE), desk.read("Two.", Policy.QUEUE)]
    desk.voice.gate.open()
    assert [wait_for(reading) for reading in readings] == [Outcome.FINISHED] * 2
    heard = np.flatnonzero(np.trim_zeros(desk.device.heard))
    assert np.diff(heard).max() / desk.device.format.sample_rate_hz == pytest.approx(0.4, abs=0.1)


def test_the_key_may_be_ignored(desk: Desk) -> None:
    first = desk.begin("One.", Policy.IGNORE)
    second = desk.read("Two.", Policy.IGNORE)
    assert wait_for(second) is Outcome.REFUSED
    desk.voice.gate.open()
    assert wait_for(first) is Outcome.FINISHED


def test_a_stop_forgets_what_waits(desk: Desk) -> None:
    readings = [desk.begin("One."), desk.read("Two.", Policy.QUEUE)]
    desk.reader.stop()
    assert [wait_for(reading) for reading in readings] == [Outcome.STOPPED] * 2


def test_the_queue_has_an_end(desk: Desk) -> None:
    desk.begin("One.")
    waiting = [desk.read("More.", Policy.QUEUE) for _ in range(101)]
    assert wait_for(waiting[-1]) is Outcome.REFUSED
    desk.reader.stop()
    assert {wait_for(reading) for reading in waiting[:-1]} == {Outcome.STOPPED}


def test_fifty_presses_leave_it_ready() -> None:
    desk = Desk()
    try:
        readings = [desk.read("One two three.") for _ in range(50)]
        assert {wait_for(reading) for reading in readings} <= set(Outcome) - {Outcome.FAILED}
        assert wait_for(desk.read("Last.", Policy.QUEUE)) is Outcome.FINISHED
        assert desk.said[-1] == "Last."
    finally:
        desk.close()


def test_a_pause_keeps_every_sample() -> None:
    desk = Desk(instant=False)
    try:
        reading = desk.read("One two three four.")
        desk.device.play(320)
        assert desk.device.wait_until_heard(320)
        wait_until(lambda: desk.reader.state is State.SPEAKING, TIMEOUT_S, "speaking")
        desk.reader.toggle_pause()
        wait_until(lambda: desk.reader.state is State.PAUSED, TIMEOUT_S, "a pause")
        heard = len(desk.device.heard)
        desk.device.play(16_000)
        assert len(desk.device.heard) == heard
        assert not reading.done
        desk.reader.toggle_pause()
        assert wait_for(reading) is Outcome.FINISHED
        # 15 letters of 10 ms; three frames of silence or fade are not sound.
        assert np.count_nonzero(desk.device.heard) == pytest.approx(15 * 160, rel=0.05)
    finally:
        desk.close()


def test_pause_and_resume_mean_nothing_when_idle(desk: Desk) -> None:
    desk.reader.resume()
    desk.reader.pause()
    assert wait_for(desk.read("One.")) is Outcome.FINISHED


def test_a_paused_reading_can_be_stopped(desk: Desk) -> None:
    reading = desk.begin("One.")
    desk.reader.pause()
    wait_until(lambda: desk.reader.state is State.PAUSED, TIMEOUT_S, "a pause")
    desk.reader.stop()
    assert wait_for(reading) is Outcome.STOPPED
    assert desk.reader.state is State.IDLE


@pytest.mark.parametrize("policy", [Policy.STOP, Policy.IGNORE])
def test_a_paused_reading_gives_way_to_the_key(desk: Desk, policy: Policy) -> None:
    paused = desk.begin("One is here.")
    desk.reader.pause()
    wait_until(lambda: desk.reader.state is State.PAUSED, TIMEOUT_S, "the pause")
    desk.voice.gate.open()
    assert wait_for(desk.read("Two is here.", policy)) is Outcome.FINISHED
    assert wait_for(paused) is Outcome.STOPPED
    assert desk.said[-1] == "Two is here."


def test_a_text_without_end_is_read_no_further_than_it_is_heard() -> None:
    desk = Desk(instant=False)
    try:
        reading = desk.read("One sentence of some length. " * 300_000)
        wait_until(lambda: len(desk.voice.calls) > 1, TIMEOUT_S, "the second sentence")
        desk.device.play(16_000)
        assert desk.device.wait_until_heard(16_000)
        # One second was heard and half a second waits; a sentence sounds for 0.23 s.
        assert len(desk.voice.calls) <= 10
        reading.stop()
        assert wait_for(reading) is Outcome.STOPPED
    finally:
        desk.close()


def begin_sentences(desk: Desk, count: int, heard_frames: int) -> Reading:
    """Read paragraphs of one word, "Aa", "Bb" and so on; each sounds for 320 frames."""
    reading = desk.read("\n\n".join(SENTENCES[:count]))
    desk.device.play(heard_frames)
    assert desk.device.wait_until_heard(heard_frames)
    # A block that is being written is not counted yet.
    wait_until(lambda: desk.output.progress().heard >= heard_frames // 320 * 320, TIMEOUT_S)
    return reading


def test_next_goes_on_with_the_sentence_after_the_one_heard() -> None:
    desk = Desk(instant=False)
    try:
        reading = begin_sentences(desk, 10, 600)
        desk.voice.calls.clear()
        desk.voice.gate.shut()
        desk.reader.next()
        wait_until(lambda: desk.voice.calls, TIMEOUT_S, "the next sentence")
        assert desk.said == ["Cc."]
        desk.voice.gate.open()
        desk.device.play(10**6)
        assert wait_for(reading) is Outcome.FINISHED
        assert desk.said == SENTENCES[2:]
    finally:
        desk.close()


def test_previous_goes_back_one_sentence_soon_after_its_beginning() -> None:
    desk = Desk(instant=False)
    try:
        begin_sentences(desk, 10, 1240)
        desk.voice.calls.clear()
        desk.reader.previous()
        wait_until(lambda: desk.voice.calls, TIMEOUT_S, "the sentence before")
        assert desk.said[0] == "Cc."
    finally:
        desk.close()


def test_previous_restarts_a_sentence_that_has_been_heard_for_a_while() -> None:
    desk = Desk(instant=False)
    try:
        reading = desk.read("Aa.\n\n" + "a" * 480 + ".")
        desk.device.play(16_000 * 4)
        assert desk.device.wait_until_heard(16_000 * 4)
        desk.voice.calls.clear()
        desk.reader.previous()
        wait_until(lambda: desk.voice.calls, TIMEOUT_S, "the sentence again")
        assert len(desk.said[0]) > 400
        reading.stop()
    finally:
        desk.close()


def test_next_after_the_last_sentence_ends_the_reading() -> None:
    desk = Desk(instant=False)
    try:
        reading = begin_sentences(desk, 1, 80)
        desk.reader.next()
        assert wait_for(reading) is Outcome.FINISHED
    finally:
        desk.close()


def test_next_goes_on_speaking_after_a_pause() -> None:
    desk = Desk(instant=False)
    try:
        reading = begin_sentences(desk, 3, 80)
        desk.reader.pause()
        desk.reader.next()
        desk.device.play(10**6)
        assert wait_for(reading) is Outcome.FINISHED
    finally:
        desk.close()


def test_next_and_previous_mean_nothing_when_idle(desk: Desk) -> None:
    desk.reader.next()
    desk.reader.previous()
    assert wait_for(desk.read("One.")) is Outcome.FINISHED
    assert desk.said == ["One."]


def test_the_last_reading_can_be_repeated(desk: Desk) -> None:
    wait_for(desk.read("One.\n\nTwo."))
    desk.reader.repeat()
    wait_until(lambda: len(desk.said) == 4, TIMEOUT_S, "the same again")
    assert desk.said == ["One.", "Two."] * 2


def test_a_notice_is_not_what_is_repeated(desk: Desk) -> None:
    wait_for(desk.read("One."))
    wait_for(desk.read(Notice.NOTHING_TO_READ))
    desk.reader.repeat()
    wait_until(lambda: len(desk.said) == 3, TIMEOUT_S, "the text again")
    assert desk.said == ["One.", "nothing to read", "One."]


def test_where_nothing_was_read_repeat_says_so(desk: Desk) -> None:
    desk.reader.repeat()
    wait_until(lambda: desk.said, TIMEOUT_S, "a word")
    assert desk.said == ["nothing to read"]


def test_close_ends_its_threads_and_may_be_repeated() -> None:
    before = set(threading.enumerate())
    desk = Desk()
    reading = desk.begin("One.")
    desk.close()
    desk.close()
    assert wait_for(reading) is Outcome.STOPPED
    assert set(threading.enumerate()) <= before


def test_a_paragraph_is_followed_by_silence_and_the_last_is_not() -> None:
    lengths = []
    for pauses in (0.0, 1.0):
        desk = Desk(pauses=pauses)
        try:
            assert wait_for(desk.read("One two.\n\nThree four.")) is Outcome.FINISHED
            lengths.append(len(np.trim_zeros(desk.device.heard)))
        finally:
            desk.close()
    assert lengths[1] - lengths[0] > 0.1 * 16_000
