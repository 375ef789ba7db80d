from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.desk import TIMEOUT_S, Desk, wait_for
from speakd.doors.commands import Commands
from speakd.doors.hotkey import hotkey_actions
from speakd.reader.reading import Outcome
from speakd.reader.steps import RATE, VOLUME, Steps
from speakd.testing.synthesis import FakeOptions, FakeSynthesizer
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.speech import Voice

# A letter sounds for a tenth of a second: "Aa." for 3200 frames.
SLOW_VOICE = FakeOptions(languages=("en",), ms_per_char=100)


class OneRate(FakeSynthesizer):
    """A voice that sounds well at its own rate only."""

    def natural_rates(self, voice: Voice) -> tuple[float, float]:
        del voice
        return 1.0, 1.0


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk(instant=False, voice=FakeSynthesizer(SLOW_VOICE))
    yield made
    made.close()


def wait_for_rate(desk: Desk, rate: float) -> None:
    wait_until(lambda: desk.reader.rate == pytest.approx(rate), TIMEOUT_S, "the rate")


def sounding_frames(desk: Desk) -> int:
    return int(np.count_nonzero(np.abs(desk.device.heard) > 0.001))


def rates_asked(desk: Desk) -> list[float]:
    return [call.segment.prosody.rate for call in desk.voice.calls]


def test_the_voice_speaks_the_next_sentence_at_the_rate(desk: Desk) -> None:
    desk.reader.set_rate(2.0)
    desk.device.play(10**6)
    assert wait_for(desk.read("Aaaaa.\n\nBbbbb.")) is Outcome.FINISHED
    assert rates_asked(desk) == [2.0, 2.0]
    # It was spoken so, and not stretched a second time.
    assert sounding_frames(desk) == pytest.approx(16_000 * 10 * 0.1 / 2, rel=0.05)


def test_what_was_spoken_already_is_made_faster(desk: Desk) -> None:
    reading = desk.read("A" * 40 + ".")
    desk.device.play(16_000)
    assert desk.device.wait_until_heard(16_000)
    desk.reader.set_rate(4.0)
    wait_for_rate(desk, 4.0)
    desk.device.play(10**6)
    assert wait_for(reading) is Outcome.FINISHED
    assert rates_asked(desk) == [1.0]
    # One second of four at the old rate, and what the device held; three at the new one.
    assert 16_000 * 1.7 < len(desk.device.heard) < 16_000 * 2.1


def test_a_voice_is_not_asked_for_a_rate_that_does_not_become_it() -> None:
    desk = Desk(instant=False, voice=OneRate(SLOW_VOICE))
    try:
        desk.reader.set_rate(2.0)
        desk.device.play(10**6)
        assert wait_for(desk.read("Aaaaaaaaaa.")) is Outcome.FINISHED
        assert rates_asked(desk) == [1.0]
        assert len(desk.device.heard) == pytest.approx(16_000 / 2, rel=0.05)
    finally:
        desk.close()


@pytest.mark.parametrize("rate", [0.5, 2.0, 4.0])
def test_next_finds_the_sentence_that_is_heard(rate: float) -> None:
    desk = Desk(instant=False, voice=OneRate(SLOW_VOICE), buffer_s=60)
    try:
        desk.reader.set_rate(rate)
        desk.read("\n\n".join(letter + letter.lower() + "." for letter in "ABCDEFGHIJ"))
        wait_until(lambda: len(desk.said) == 10, TIMEOUT_S, "all sentences in the queue")
        # Well into the fourth: a block that is being written is not counted yet.
        frames = round(3.7 * 3200 / rate)
        desk.device.play(frames)
        assert desk.device.wait_until_heard(frames)
        wait_until(lambda: desk.output.progress().heard > 3.0 * 3200, TIMEOUT_S, "the fourth")
        desk.voice.calls.clear()
        desk.reader.next()
        wait_until(lambda: desk.voice.calls, TIMEOUT_S, "the next sentence")
        assert desk.said[0] == "Ee."
    finally:
        desk.close()


def test_faster_slower_and_normal(desk: Desk) -> None:
    desk.reader.faster()
    wait_for_rate(desk, 1.1)
    desk.reader.faster()
    wait_for_rate(desk, 1.21)
    desk.reader.slower()
    wait_for_rate(desk, 1.1)
    desk.reader.normal_speed()
    wait_for_rate(desk, 1.0)
    for _ in range(40):
        desk.reader.slower()
    wait_for_rate(desk, 0.5)
    for _ in range(80):
        desk.reader.faster()
    wait_for_rate(desk, 4.0)
    desk.reader.set_rate(99)
    desk.reader.normal_speed()
    wait_for_rate(desk, 1.0)


def test_louder_and_quieter(desk: Desk) -> None:
    desk.device.play(10**6)
    for _ in range(3):
        desk.reader.quieter()
    assert wait_for(desk.read("Aaaa.")) is Outcome.FINISHED
    assert np.abs(desk.device.heard[4000:]).max() == pytest.approx(0.5 / 1.25**3, rel=0.01)
    assert desk.reader.volume == pytest.approx(1 / 1.25**3, abs=0.001)
    for _ in range(3):
        desk.reader.louder()
    wait_until(lambda: desk.reader.volume == 1.0, TIMEOUT_S, "the old volume")


PRESSED = {
    "faster": (1.1, 1.0),
    "slower": (0.909, 1.0),
    "normal": (1.0, 1.0),
    "louder": (1.0, 1.25),
    "quieter": (1.0, 0.8),
}


@pytest.mark.parametrize("door", ["key", "command"])
@pytest.mark.parametrize("name", PRESSED)
def test_keys_and_commands_reach_it(desk: Desk, name: str, door: str) -> None:
    if door == "key":
        hotkey_actions(desk.reader, lambda _: lambda _: "")[name]()
    else:
        assert Commands(desk.reader, lambda _: lambda _: "", dict)(name, {}) == {}
    wait_until(
        lambda: (desk.reader.rate, desk.reader.volume) == PRESSED[name], TIMEOUT_S, "the change"
    )


@settings(max_examples=500)
@given(st.sampled_from([RATE, VOLUME]), st.floats(0, 10))
@example(VOLUME, 0.125)
def test_a_step_up_and_a_step_down_undo_each_other(steps: Steps, start: float) -> None:
    value = steps.up(steps.limited(start))
    assert steps.lowest <= value <= steps.highest
    if value < steps.highest:
        assert steps.up(steps.down(value)) == value


@pytest.mark.parametrize("steps", [RATE, VOLUME])
def test_one_is_a_step_from_wherever_one_comes(steps: Steps) -> None:
    values = [steps.highest]
    while values[-1] > steps.lowest:
        values.append(steps.down(values[-1]))
        assert values[-1] < values[-2]
    assert 1.0 in values
