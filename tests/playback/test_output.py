"""The queued output, sample by sample, on devices whose clock the test moves."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soxr

from speakd.audio import AudioChunk, AudioFormat
from speakd.errors import PlaybackError
from speakd.playback.output import QueuedOutput
from speakd.testing.playback import FakeDevice, FakeSoundSystem
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from speakd.playback.api import SoundDevice

RATE_HZ = 48_000
RAMP = np.linspace(0.1, 0.9, RATE_HZ, dtype=np.float32)


def chunk(samples: NDArray[np.float32], rate_hz: int = RATE_HZ) -> AudioChunk:
    return AudioChunk(samples, AudioFormat(rate_hz))


def write_until_it_ends(output: QueuedOutput) -> None:
    while output.write(1, chunk(RAMP)):
        pass


@pytest.fixture
def system() -> FakeSoundSystem:
    return FakeSoundSystem()


@pytest.fixture
def stepped() -> FakeSoundSystem:
    return FakeSoundSystem(instant=False)


@pytest.fixture
def beside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def test_silence_at_the_end_is_left_out(system: FakeSoundSystem) -> None:
    output = QueuedOutput(system)
    quiet = np.zeros(RATE_HZ, np.float32)
    output.begin(1)
    for piece in (RAMP, quiet, RAMP, quiet, quiet):
        assert output.write(1, chunk(piece))
    assert output.drain(1)
    output.close()
    heard = np.trim_zeros(system.heard, "b")
    np.testing.assert_array_equal(heard, np.concatenate((RAMP, quiet, RAMP)))
    assert len(system.heard) - len(heard) <= 0.02 * RATE_HZ


def test_a_volume_that_was_set_before_counts_from_the_first_sample(
    system: FakeSoundSystem,
) -> None:
    output = QueuedOutput(system)
    output.set_volume(0)
    output.begin(1)
    assert output.write(1, chunk(RAMP))
    assert output.drain(1)
    output.close()
    assert not system.heard.any()


def test_silence_before_a_barrier_is_heard(system: FakeSoundSystem) -> None:
    output = QueuedOutput(system)
    quiet = np.zeros(RATE_HZ, np.float32)
    output.begin(1)
    assert output.write(1, chunk(RAMP))
    assert output.write(1, chunk(quiet))
    assert output.write(1, AudioChunk(quiet[:0], AudioFormat(RATE_HZ), barrier=True))
    assert output.write(1, chunk(RAMP))
    assert output.drain(1)
    output.close()
    np.testing.assert_array_equal(
        np.trim_zeros(system.heard, "b"), np.concatenate((RAMP, quiet, RAMP))
    )


def test_every_sample_is_heard_once_and_in_order(system: FakeSoundSystem) -> None:
    output = QueuedOutput(system)
    output.begin(1)
    for piece in np.split(RAMP, [1, 10, 500, 501, 30_000]):
        assert output.write(1, chunk(piece))
    assert output.drain(1)
    output.close()
    np.testing.assert_array_equal(system.heard, RAMP)


def test_an_utterance_is_resampled_as_one(system: FakeSoundSystem) -> None:
    output = QueuedOutput(system)
    output.begin(1)
    for piece in np.split(RAMP, [100, 7000]):
        output.write(1, chunk(piece, 22_050))
    assert output.drain(1)
    output.close()
    expected = np.clip(soxr.resample(RAMP, 22_050, RATE_HZ), -1, 1)
    np.testing.assert_array_equal(system.heard, expected)


def test_begin_returns_while_the_device_is_still_opening(system: FakeSoundSystem) -> None:
    system.answers.clear()
    output = QueuedOutput(system)
    output.begin(1)
    assert output.write(1, chunk(RAMP))
    assert not output.status().is_open
    system.answers.set()
    assert output.drain(1)
    assert output.status().is_open
    output.close()


def test_warm_up_opens_a_device_before_there_is_anything_to_say(system: FakeSoundSystem) -> None:
    output = QueuedOutput(system)
    output.warm_up()
    device = system.wait_for_device()
    output.begin(1)
    output.write(1, chunk(RAMP))
    assert output.drain(1)
    assert system.devices == [device]
    output.close()
    assert device.closed


@pytest.mark.parametrize("played", [1, 480, 1000, 20_000])
def test_resume_goes_on_at_the_sample_after_the_last_one_heard(
    stepped: FakeSoundSystem, played: int
) -> None:
    output = QueuedOutput(stepped)
    output.begin(1)
    output.write(1, chunk(RAMP))
    device = stepped.wait_for_device()
    device.play(played)
    assert device.wait_until_heard(played)
    wait_until(lambda: device.pending() > 0)
    output.pause()
    wait_until(lambda: output.progress().heard == played)
    device.play(RATE_HZ)
    assert len(device.heard) == played
    output.resume()
    assert output.drain(1)
    output.close()
    heard = device.heard
    assert len(heard) == len(RAMP)
    faded = slice(played, played + 128)
    assert (heard[faded] <= RAMP[faded]).all()
    np.testing.assert_array_equal(np.delete(heard, faded), np.delete(RAMP, faded))


class LateToReturn(FakeDevice):
    """Gives a writer its thread back only when it is let go."""

    def __init__(self) -> None:
        super().__init__(RATE_HZ, latency_s=0.05, instant=False)
        self.let_go = threading.Event()

    def write(self, block: NDArray[np.float32]) -> int:
        taken = super().write(block)
        if taken < len(block):
            self.let_go.wait()
        return taken


def test_a_pause_knows_what_was_heard_of_the_block_that_it_cut_off(
    beside: ThreadPoolExecutor,
) -> None:
    device = LateToReturn()
    output = QueuedOutput(lambda: device)

    def pause() -> int:
        output.pause()
        return output.progress().heard

    try:
        output.begin(1)
        output.write(1, chunk(RAMP))
        device.play(480)
        wait_until(lambda: len(device.heard) == 480 and device.pending() == 2_400)
        heard = beside.submit(pause)
        wait_until(lambda: device.pending() == 0)
        with suppress(TimeoutError):
            assert heard.result(0.05) == 480
        device.let_go.set()
        assert heard.result(10) == 480
    finally:
        device.let_go.set()
        output.close()


def test_clear_drops_what_the_device_holds(
    stepped: FakeSoundSystem, beside: ThreadPoolExecutor
) -> None:
    output = QueuedOutput(stepped)
    output.begin(1)
    output.write(1, chunk(RAMP))
    draining = beside.submit(output.drain, 1)
    device = stepped.wait_for_device()
    device.play(100)
    assert device.wait_until_heard(100)
    output.clear()
    assert draining.result(10) is False
    output.begin(2)
    output.write(2, chunk(-RAMP))
    device.play(RATE_HZ)
    assert output.drain(2)
    output.close()
    np.testing.assert_array_equal(device.heard, np.concatenate((RAMP[:100], -RAMP)))


def test_the_queue_is_bounded_in_seconds(
    stepped: FakeSoundSystem, beside: ThreadPoolExecutor
) -> None:
    output = QueuedOutput(stepped, buffer_s=1.0)
    output.begin(1)

    def write_all() -> int:
        return sum(output.write(1, chunk(RAMP[: RATE_HZ // 10])) for _ in range(40))

    writing = beside.submit(write_all)
    device = stepped.wait_for_device()
    wait_until(lambda: output.progress().written >= RATE_HZ)
    for heard in range(RATE_HZ // 10, RATE_HZ, RATE_HZ // 10):
        device.play(RATE_HZ // 10)
        assert device.wait_until_heard(heard)
        # What is queued, one chunk that was let in, and what the device and its block hold.
        assert output.progress().written - heard <= 1.35 * RATE_HZ
    device.play(10 * RATE_HZ)
    assert writing.result(10) == 40
    output.close()


def test_volume_scales_what_is_still_to_be_written(stepped: FakeSoundSystem) -> None:
    output = QueuedOutput(stepped)
    output.begin(1)
    output.write(1, chunk(RAMP))
    device = stepped.wait_for_device()
    wait_until(lambda: device.pending() == device.format.frames(device.latency_s))
    output.set_volume(2.0)
    device.play(RATE_HZ)
    assert output.drain(1)
    output.close()
    heard = device.heard
    np.testing.assert_array_equal(heard[:2400], RAMP[:2400])
    np.testing.assert_array_equal(heard[4800:], np.clip(2 * RAMP, -1, 1)[4800:])


@pytest.mark.parametrize("second_hz", [48_000, 24_000])
def test_another_device_goes_on_where_one_was_lost(second_hz: int) -> None:
    system = FakeSoundSystem(48_000, second_hz, instant=False)
    output = QueuedOutput(system)
    output.begin(1)
    output.write(1, chunk(RAMP))
    first = system.wait_for_device(1)
    first.play(9600)
    assert first.wait_until_heard(9600)
    wait_until(lambda: first.pending() > 0)
    first.lose()
    second = system.wait_for_device(2)
    second.play(RATE_HZ)
    assert output.drain(1)
    progress = output.progress()
    assert progress.heard == progress.written == second_hz
    output.close()
    assert first.closed
    rest = second.heard if second_hz == RATE_HZ else soxr.resample(second.heard, second_hz, 48_000)
    assert abs(len(rest) - (RATE_HZ - 9600)) <= 2
    # Away from the edges, where a resampler rings and the sound is faded in.
    inner = slice(500, len(rest) - 500)
    np.testing.assert_allclose(rest[inner], RAMP[9600:][: len(rest)][inner], atol=0.001)


def test_a_device_that_comes_back_late_is_waited_for() -> None:
    system = FakeSoundSystem(instant=False)
    output = QueuedOutput(system)
    output.begin(1)
    output.write(1, chunk(RAMP))
    first = system.wait_for_device()
    system.error = PlaybackError("no sound device", remedy="connect one")
    first.lose()
    wait_until(lambda: output.status().problem != "")
    system.error = None
    system.wait_for_device(2).play(RATE_HZ)
    assert output.drain(1)
    assert output.status().problem == ""
    output.close()


def test_without_a_device_write_and_drain_say_so_and_the_next_reading_tries_again(
    system: FakeSoundSystem,
) -> None:
    system.error = PlaybackError("no sound device", remedy="connect one")
    output = QueuedOutput(system, buffer_s=0.5)
    output.begin(1)
    with pytest.raises(PlaybackError, match="no sound device; connect one"):
        write_until_it_ends(output)
    with pytest.raises(PlaybackError, match="no sound device"):
        output.drain(1)
    assert output.status().problem == "no sound device; connect one"
    system.error = None
    output.begin(2)
    assert output.write(2, chunk(RAMP))
    assert output.drain(2)
    output.close()


def test_a_device_that_dies_again_and_again_is_given_up(beside: ThreadPoolExecutor) -> None:
    system = FakeSoundSystem(instant=False)
    output = QueuedOutput(system)
    output.begin(1)
    output.write(1, chunk(RAMP))
    draining = beside.submit(output.drain, 1)
    for number in (1, 2):
        system.wait_for_device(number).lose()
    with pytest.raises(PlaybackError, match="again and again"):
        draining.result(10)
    output.close()


def test_what_nobody_foresaw_is_reported_to_who_waits() -> None:
    def broken() -> FakeDevice:
        raise ZeroDivisionError

    output = QueuedOutput(broken)
    output.begin(1)
    with pytest.raises(PlaybackError, match="ZeroDivisionError"):
        write_until_it_ends(output)
    output.close()


@pytest.mark.parametrize("paused", [False, True])
def test_an_idle_device_is_given_back_and_opened_again(
    system: FakeSoundSystem, *, paused: bool
) -> None:
    output = QueuedOutput(system, idle_close_s=0.05)
    output.begin(1)
    output.write(1, chunk(RAMP))
    assert output.drain(1)
    if paused:
        output.pause()
        output.write(1, chunk(RAMP))
    wait_until(lambda: not output.status().is_open)
    assert system.devices[0].closed
    assert output.status().backend == "fake"
    output.resume()
    output.write(1, chunk(RAMP))
    assert output.drain(1)
    output.close()
    assert len(system.devices) == 2
    assert len(system.heard) == (3 if paused else 2) * RATE_HZ


def test_whoever_wants_to_know_is_told_that_an_idle_device_was_given_back(
    system: FakeSoundSystem,
) -> None:
    were_closed: queue.SimpleQueue[bool] = queue.SimpleQueue()
    output = QueuedOutput(
        system,
        idle_close_s=0.05,
        on_rest=lambda: were_closed.put(system.devices[0].closed),
    )
    output.warm_up()
    assert were_closed.get(timeout=10)
    output.close()
    assert were_closed.empty()


def test_underruns_of_all_devices_are_counted(system: FakeSoundSystem) -> None:
    output = QueuedOutput(system, idle_close_s=0.05)
    output.warm_up()
    system.wait_for_device(1).run_dry()
    wait_until(lambda: system.devices[0].closed)
    output.warm_up()
    system.wait_for_device(2).run_dry()
    assert output.status().underruns == 2
    output.close()
    assert output.status().underruns == 2


def test_a_change_of_device_goes_on_with_the_next_sample(beside: ThreadPoolExecutor) -> None:
    system = FakeSoundSystem(RATE_HZ, instant=False)
    output = QueuedOutput(system)
    output.begin(1)
    assert output.write(1, chunk(RAMP))
    before = system.wait_for_device(1)
    before.play(10_000)
    assert before.wait_until_heard(10_000)
    output.change_device()

    def another_is_open() -> bool:
        before.play(100)  # meanwhile a real one plays on, too
        return len(system.devices) > 1

    wait_until(another_is_open, 10, "another device")
    assert before.closed
    after = system.devices[1]
    after.play(RATE_HZ)
    drained = beside.submit(output.drain, 1)
    assert drained.result(10)
    output.close()
    heard, faded_in = len(before.heard), 128
    assert before.heard == pytest.approx(RAMP[:heard])
    assert after.heard[faded_in:] == pytest.approx(RAMP[heard + faded_in :])


def test_a_device_that_changes_during_a_pause_stays_silent_until_the_end_of_it(
    stepped: FakeSoundSystem,
) -> None:
    output = QueuedOutput(stepped)
    output.begin(1)
    assert output.write(1, chunk(RAMP))
    before = stepped.wait_for_device(1)
    before.play(4_000)
    assert before.wait_until_heard(4_000)
    output.pause()
    output.change_device()
    wait_until(lambda: before.closed, what="the first device being given back")
    assert len(stepped.devices) == 1
    output.resume()
    after = stepped.wait_for_device(2)
    after.play(RATE_HZ)
    assert output.drain(1)
    output.close()
    assert len(before.heard) + len(after.heard) == len(RAMP)


def test_an_idle_device_is_given_back_when_another_is_wanted(system: FakeSoundSystem) -> None:
    output = QueuedOutput(system)
    output.warm_up()
    device = system.wait_for_device(1)
    output.change_device()
    wait_until(lambda: device.closed, what="the device being given back")
    assert not output.status().is_open
    output.begin(1)
    system.wait_for_device(2)
    output.close()


def test_a_smaller_queue_holds_the_next_write_up(
    stepped: FakeSoundSystem, beside: ThreadPoolExecutor
) -> None:
    output = QueuedOutput(stepped, buffer_s=100.0)
    output.begin(1)
    for _ in range(3):
        assert output.write(1, chunk(RAMP))
    output.set_buffering(1.0, 10.0)
    held_up = beside.submit(output.write, 1, chunk(RAMP))
    with pytest.raises(TimeoutError):
        held_up.result(0.1)
    output.set_buffering(100.0, 10.0)
    assert held_up.result(10)
    output.close()


def test_a_shorter_patience_gives_an_idle_device_back(system: FakeSoundSystem) -> None:
    output = QueuedOutput(system, idle_close_s=3600.0)
    output.warm_up()
    device = system.wait_for_device(1)
    output.set_buffering(5.0, 0.0)
    wait_until(lambda: device.closed, what="the device being given back")
    output.close()


def test_what_a_device_keeps_after_its_end_is_unfinished(system: FakeSoundSystem) -> None:
    """What a watchdog is told: a device that hangs matters once nobody wants its sound."""
    entered, leave = threading.Event(), threading.Event()

    def open_device() -> SoundDevice:
        entered.set()
        leave.wait()
        return system()

    output = QueuedOutput(open_device)
    output.begin(1)
    assert entered.wait(10)
    assert output.unfinished() == {"playback": None}
    output.clear()
    begun = output.unfinished()["playback"]
    assert begun is not None
    assert output.unfinished()["playback"] is begun
    leave.set()
    wait_until(lambda: output.unfinished() == {"playback": None}, what="the device")
    output.close()
