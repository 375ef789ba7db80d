"""A miniaudio device whose thread is kept from the processor for too long."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from speakd.playback import miniaudio_device
from speakd.playback.miniaudio_device import open_miniaudio
from support.waiting import wait_until

if TYPE_CHECKING:
    from speakd.audio import Samples

RATE_HZ = 1000
SOUND = np.linspace(0.1, 0.9, 400, dtype=np.float32)


class Stream:
    """Is asked for sound by the test."""

    backend = "PulseAudio"
    _context = None

    def __init__(self, **settings: Any) -> None:
        self.period_ms = settings["buffersize_msec"]
        self._device = SimpleNamespace(sampleRate=RATE_HZ)
        self.feed: Any = None

    def start(self, feed: Any) -> None:
        self.feed = feed

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass

    def pull(self, frames: int) -> Samples:
        return np.frombuffer(self.feed.send(frames), np.float32)


class Machine:
    """A library that opens such streams, and the time."""

    MiniaudioError = OSError
    SampleFormat = SimpleNamespace(FLOAT32=5)

    def __init__(self) -> None:
        self.streams: list[Stream] = []
        self.now_s = 100.0
        machine = self

        class PlaybackDevice(Stream):
            def __init__(self, **settings: Any) -> None:
                super().__init__(**settings)
                machine.streams.append(self)

        self.PlaybackDevice = PlaybackDevice

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(miniaudio_device, "time", machine)
    return machine


def test_after_a_gap_a_stream_that_holds_more_goes_on_with_the_next_sample(
    machine: Machine,
) -> None:
    device = open_miniaudio(machine, latency_s=0.04)
    device.start()
    device.write(SOUND[:60])
    first = machine.streams[0]
    heard = [first.pull(20), first.pull(20)]
    machine.now_s += 0.041
    assert not first.pull(20).any()
    assert device.underruns == 1
    assert device.pending() == 20
    device.write(SOUND[60:160])
    assert [stream.period_ms for stream in machine.streams] == [20, 50]
    heard += [machine.streams[1].pull(50), machine.streams[1].pull(50)]
    assert device.underruns == 1
    np.testing.assert_array_equal(np.concatenate(heard), SOUND[:140])


def test_what_is_left_at_the_end_is_heard_after_a_gap(machine: Machine) -> None:
    device = open_miniaudio(machine, latency_s=0.04)
    device.start()
    device.write(SOUND[:60])
    heard = [machine.streams[0].pull(20)]
    ending = threading.Thread(target=device.flush)
    ending.start()
    machine.now_s += 0.041
    machine.streams[0].pull(20)
    wait_until(lambda: len(machine.streams) == 2 and machine.streams[1].feed is not None)
    while ending.is_alive():
        heard.append(machine.streams[1].pull(50))
        ending.join(0.01)
    np.testing.assert_array_equal(np.trim_zeros(np.concatenate(heard)), SOUND[:60])


def test_a_stream_that_holds_enough_is_kept(machine: Machine) -> None:
    device = open_miniaudio(machine, latency_s=0.1)
    device.start()
    device.write(SOUND[:150])
    heard = [machine.streams[0].pull(50)]
    machine.now_s += 0.101
    heard.append(machine.streams[0].pull(50))
    assert device.underruns == 1
    assert len(machine.streams) == 1
    np.testing.assert_array_equal(np.concatenate(heard), SOUND[:100])


def test_a_device_that_had_nothing_to_play_was_not_late(machine: Machine) -> None:
    device = open_miniaudio(machine, latency_s=0.04)
    device.start()
    device.write(SOUND[:40])
    machine.streams[0].pull(60)
    machine.now_s += 10
    machine.streams[0].pull(20)
    assert device.underruns == 0
    device.write(SOUND[40:80])
    assert len(machine.streams) == 1
