"""The speaking rate of the queued output, on devices whose clock the test moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from speakd.audio import AudioChunk, AudioFormat
from speakd.playback.output import QueuedOutput
from speakd.testing.playback import FakeSoundSystem
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RATE_HZ = 48_000
NOISE = np.random.default_rng(11).uniform(0.1, 0.9, 2 * RATE_HZ).astype(np.float32)


def chunk(samples: NDArray[np.float32], rate: float = 1.0) -> AudioChunk:
    return AudioChunk(samples, AudioFormat(RATE_HZ), rate=rate)


@pytest.fixture
def system() -> FakeSoundSystem:
    return FakeSoundSystem()


@pytest.fixture
def stepped() -> FakeSoundSystem:
    return FakeSoundSystem(instant=False)


@pytest.fixture
def output(stepped: FakeSoundSystem) -> Iterator[QueuedOutput]:
    output = QueuedOutput(stepped)
    yield output
    output.close()


def heard_at(rate: float, *chunks: AudioChunk) -> NDArray[np.float32]:
    system = FakeSoundSystem()
    output = QueuedOutput(system)
    output.set_rate(rate)
    output.begin(1)
    for each in chunks:
        assert output.write(1, each)
    assert output.drain(1)
    progress = output.progress()
    assert progress.heard == progress.written == sum(each.frames for each in chunks)
    output.close()
    return system.heard


@pytest.mark.parametrize("rate", [0.5, 0.9, 1.3, 2.0, 4.0])
def test_an_utterance_takes_its_time(rate: float) -> None:
    assert len(heard_at(rate, chunk(NOISE))) == pytest.approx(len(NOISE) / rate, rel=0.01)


def test_what_was_synthesized_at_the_wanted_rate_is_left_alone() -> None:
    np.testing.assert_array_equal(heard_at(1.7, chunk(NOISE, rate=1.7)), NOISE)


def test_only_what_is_missing_is_stretched() -> None:
    slow, fast = chunk(NOISE, rate=1.0), chunk(NOISE, rate=2.0)
    heard = heard_at(2.0, slow, fast, slow)
    assert len(heard) == pytest.approx(len(NOISE) * 2, rel=0.01)
    # From a little after its beginning to its end, the second is heard as it was made.
    probe = NOISE[9600:19_200]
    start = round(len(NOISE) / 2) + 9600
    found = [
        at
        for at in range(start - 2000, start + 2000)
        if np.array_equal(heard[at : at + 9600], probe)
    ]
    assert len(found) == 1


def test_a_change_is_heard_within_300_ms_of_sound_that_waited(
    stepped: FakeSoundSystem, output: QueuedOutput
) -> None:
    output.begin(1)
    output.write(1, chunk(NOISE))
    device = stepped.wait_for_device()
    device.play(24_000)
    assert device.wait_until_heard(24_000)
    wait_until(lambda: device.pending() == device.format.frames(device.latency_s))
    output.set_rate(2.0)
    device.play(10 * RATE_HZ)
    assert output.drain(1)
    heard = device.heard
    same = int(np.argmax(heard[: len(NOISE)] != NOISE[: len(heard)]))
    assert 24_000 < same < 24_000 + 0.15 * RATE_HZ
    assert len(heard) == pytest.approx(same + (len(NOISE) - same) / 2, abs=0.03 * RATE_HZ)


def test_back_at_normal_speed_it_is_heard_as_it_was_written(
    stepped: FakeSoundSystem, output: QueuedOutput
) -> None:
    output.set_rate(2.0)
    output.begin(1)
    output.write(1, chunk(NOISE))
    device = stepped.wait_for_device()
    device.play(12_000)
    assert device.wait_until_heard(12_000)
    output.set_rate(1.0)
    device.play(10 * RATE_HZ)
    assert output.drain(1)
    np.testing.assert_array_equal(device.heard[-RATE_HZ:], NOISE[-RATE_HZ:])


@pytest.mark.parametrize("rate", [0.5, 2.0])
def test_progress_counts_the_sound_as_it_was_written(
    stepped: FakeSoundSystem, output: QueuedOutput, rate: float
) -> None:
    output.begin(1)
    output.write(1, chunk(NOISE))
    device = stepped.wait_for_device()
    device.play(24_000)
    assert device.wait_until_heard(24_000)
    wait_until(lambda: output.progress().heard == 24_000)
    wait_until(lambda: device.pending() == device.format.frames(device.latency_s))
    output.set_rate(rate)
    device.play(24_000)
    assert device.wait_until_heard(48_000)
    # What the device held was not stretched any more.
    held = device.format.frames(device.latency_s) + 960
    goal = 24_000 + held + (24_000 - held) * rate
    wait_until(lambda: abs(output.progress().heard - goal) < 0.03 * RATE_HZ)
    assert output.progress().written == len(NOISE)


@pytest.mark.parametrize("played", [1, 5000, 20_000])
@pytest.mark.parametrize("rate", [0.7, 2.0])
def test_a_pause_keeps_every_sample(
    stepped: FakeSoundSystem, output: QueuedOutput, played: int, rate: float
) -> None:
    output.set_rate(rate)
    output.begin(1)
    output.write(1, chunk(NOISE))
    device = stepped.wait_for_device()
    device.play(played)
    assert device.wait_until_heard(played)
    wait_until(lambda: device.pending() > 0)
    output.pause()
    device.play(RATE_HZ)
    assert len(device.heard) == played
    output.resume()
    device.play(10 * RATE_HZ)
    assert output.drain(1)
    whole, faded = heard_at(rate, chunk(NOISE)), slice(played, played + 128)
    np.testing.assert_array_equal(np.delete(device.heard, faded), np.delete(whole, faded))


def test_the_rate_may_change_during_a_pause(stepped: FakeSoundSystem, output: QueuedOutput) -> None:
    output.begin(1)
    output.write(1, chunk(NOISE))
    device = stepped.wait_for_device()
    device.play(9600)
    assert device.wait_until_heard(9600)
    output.pause()
    output.set_rate(4.0)
    output.resume()
    device.play(10 * RATE_HZ)
    assert output.drain(1)
    assert len(device.heard) == pytest.approx(9600 + (len(NOISE) - 9600) / 4, rel=0.15)
    assert output.progress().heard == output.progress().written


@pytest.mark.parametrize("second_hz", [48_000, 24_000])
def test_another_device_goes_on_at_the_same_place_and_rate(second_hz: int) -> None:
    system = FakeSoundSystem(48_000, second_hz, instant=False)
    output = QueuedOutput(system)
    output.set_rate(2.0)
    output.begin(1)
    output.write(1, chunk(NOISE))
    output.write(1, chunk(NOISE, rate=2.0))
    first = system.wait_for_device(1)
    first.play(12_000)
    assert first.wait_until_heard(12_000)
    wait_until(lambda: first.pending() > 0)
    first.lose()
    second = system.wait_for_device(2)
    second.play(10 * RATE_HZ)
    assert output.drain(1)
    output.close()
    seconds = len(first.heard) / 48_000 + len(second.heard) / second_hz
    assert seconds == pytest.approx(1.0 + 2.0, abs=0.05)


def test_another_device_knows_at_which_rate_the_sound_was_synthesized() -> None:
    system = FakeSoundSystem(48_000, 24_000, instant=False)
    output = QueuedOutput(system)
    output.set_rate(2.0)
    output.begin(1)
    output.write(1, chunk(NOISE[:48_000], rate=2.0))
    first = system.wait_for_device(1)
    first.play(9600)
    assert first.wait_until_heard(9600)
    wait_until(lambda: first.pending() > 0)
    first.lose()
    second = system.wait_for_device(2)
    second.play(10 * RATE_HZ)
    assert output.drain(1)
    output.close()
    assert len(first.heard) + 2 * len(second.heard) == pytest.approx(48_000, abs=4)


def test_the_next_utterance_begins_at_the_same_rate(
    stepped: FakeSoundSystem, output: QueuedOutput
) -> None:
    output.begin(1)
    output.set_rate(2.0)
    output.begin(2)
    output.write(2, chunk(NOISE))
    device = stepped.wait_for_device()
    device.play(10 * RATE_HZ)
    assert output.drain(2)
    assert len(device.heard) == pytest.approx(len(NOISE) / 2, rel=0.01)


def test_a_change_of_volume_makes_no_step(stepped: FakeSoundSystem, output: QueuedOutput) -> None:
    output.begin(1)
    output.write(1, chunk(np.full(RATE_HZ, 0.5, np.float32)))
    device = stepped.wait_for_device()
    device.play(12_000)
    assert device.wait_until_heard(12_000)
    output.set_volume(0.2)
    device.play(RATE_HZ)
    assert output.drain(1)
    assert device.heard[-1] == np.float32(0.5) * np.float32(0.2)
    assert np.abs(np.diff(device.heard)).max() < 0.001
