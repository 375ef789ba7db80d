"""Every sentence of `speakd.playback.api` as a test."""

# ruff: noqa: D102, a test's name says what it shows

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from speakd.audio import AudioChunk, AudioFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.audio import Samples
    from speakd.playback.api import AudioOutput, SoundDevice

_PATIENCE_S = 10.0
_RATE_HZ = 24_000


def _tone(seconds: float, rate_hz: int) -> Samples:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    tone: Samples = (0.3 * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)
    return tone


def _chunk(seconds: float, rate_hz: int = _RATE_HZ) -> AudioChunk:
    return AudioChunk(_tone(seconds, rate_hz), AudioFormat(rate_hz))


_BARRIER = AudioChunk(np.zeros(0, np.float32), AudioFormat(_RATE_HZ), barrier=True)


class _Beside:
    @pytest.fixture
    def beside(self) -> Iterator[ThreadPoolExecutor]:
        """Threads for calls that wait."""
        pool = ThreadPoolExecutor(4)
        yield pool
        # Calls that a failed test left waiting end when the device is closed, which comes next.
        pool.shutdown(wait=False)


class SoundDeviceConformance(_Beside):
    """Inherit, override `make_device`, and pytest does the rest. The device plays in real time."""

    def make_device(self) -> SoundDevice:
        """Open a device."""
        raise NotImplementedError

    @pytest.fixture
    def device(self) -> Iterator[SoundDevice]:
        """A device, closed after the test."""
        device = self.make_device()
        yield device
        device.close()

    def test_it_says_what_it_is(self, device: SoundDevice) -> None:
        assert device.backend
        assert device.format.sample_rate_hz >= 8_000
        assert 0 < device.latency_s < 1

    def test_it_takes_nothing_before_start(self, device: SoundDevice) -> None:
        assert device.write(_tone(0.02, device.format.sample_rate_hz)) == 0
        assert device.pending() == 0

    def test_it_takes_whole_blocks_and_flush_waits_for_them(self, device: SoundDevice) -> None:
        device.start()
        block = _tone(0.02, device.format.sample_rate_hz)
        for _ in range(10):
            assert device.write(block) == len(block)
        assert 0 <= device.pending() <= 10 * len(block)
        device.flush()
        assert device.pending() == 0
        assert device.underruns == 0

    def test_a_block_longer_than_its_buffer_is_taken(self, device: SoundDevice) -> None:
        device.start()
        block = _tone(device.latency_s * 3, device.format.sample_rate_hz)
        assert device.write(block) == len(block)
        device.flush()

    def test_a_single_sample_can_be_flushed(self, device: SoundDevice) -> None:
        device.start()
        assert device.write(_tone(1, device.format.sample_rate_hz)[:1]) == 1
        device.flush()
        assert device.pending() == 0

    def test_flushing_silence_returns(self, device: SoundDevice) -> None:
        device.flush()
        device.start()
        device.flush()

    def test_it_plays_on_after_a_flush(self, device: SoundDevice) -> None:
        device.start()
        for _ in range(2):
            block = _tone(0.05, device.format.sample_rate_hz)
            assert device.write(block) == len(block)
            device.flush()
        assert device.underruns == 0

    def test_an_abort_frees_a_waiting_write(
        self, device: SoundDevice, beside: ThreadPoolExecutor
    ) -> None:
        device.start()
        block = _tone(30, device.format.sample_rate_hz)
        writing = beside.submit(device.write, block)
        _wait_for(lambda: device.pending() > 0)
        dropped = device.abort()
        taken = writing.result(_PATIENCE_S)
        assert 0 <= dropped <= taken < len(block)
        assert device.pending() == 0

    def test_an_abort_frees_a_flush(self, device: SoundDevice, beside: ThreadPoolExecutor) -> None:
        device.start()
        device.write(_tone(device.latency_s, device.format.sample_rate_hz))
        flushing = beside.submit(device.flush)
        device.abort()
        flushing.result(_PATIENCE_S)

    def test_after_an_abort_it_takes_nothing_until_start(self, device: SoundDevice) -> None:
        block = _tone(0.02, device.format.sample_rate_hz)
        device.start()
        device.write(block)
        device.abort()
        assert device.write(block) == 0
        assert device.abort() == 0
        device.start()
        assert device.write(block) == len(block)

    def test_abort_on_an_idle_device_drops_nothing(self, device: SoundDevice) -> None:
        assert device.abort() == 0
        device.start()
        assert device.abort() == 0

    def test_a_closed_device_bears_every_call(self, device: SoundDevice) -> None:
        device.start()
        device.write(_tone(0.02, device.format.sample_rate_hz))
        device.close()
        device.close()
        device.start()
        assert device.write(_tone(0.02, device.format.sample_rate_hz)) == 0
        assert device.abort() == 0
        assert device.pending() == 0
        device.flush()


class AudioOutputConformance(_Beside):
    """Inherit, override `make_output`, and pytest does the rest. The output plays in real time."""

    def make_output(self, buffer_s: float) -> AudioOutput:
        """Make an output whose queue takes `buffer_s` seconds."""
        raise NotImplementedError

    @pytest.fixture
    def output(self) -> Iterator[AudioOutput]:
        """An output, closed after the test."""
        output = self.make_output(0.5)
        yield output
        output.close()

    def test_what_was_written_is_heard(self, output: AudioOutput) -> None:
        output.begin(1)
        assert output.write(1, _chunk(0.1))
        assert output.write(1, _chunk(0.1))
        assert output.drain(1)
        progress = output.progress()
        assert progress.heard == progress.written == progress.format.frames(0.2)
        assert output.status().is_open
        assert output.status().backend
        assert not output.status().problem

    def test_chunks_of_any_rate_make_one_utterance(self, output: AudioOutput) -> None:
        output.begin(1)
        for rate_hz in (8_000, 22_050, 44_100, 48_000):
            assert output.write(1, _chunk(0.05, rate_hz))
        assert output.drain(1)
        progress = output.progress()
        assert progress.heard == progress.written
        assert progress.format.seconds(progress.written) == pytest.approx(0.2, abs=0.001)

    def test_an_empty_chunk_is_nothing(self, output: AudioOutput) -> None:
        output.begin(1)
        assert output.write(1, _chunk(0))
        assert output.drain(1)
        assert output.progress().written == 0

    def test_only_the_current_utterance_is_taken(self, output: AudioOutput) -> None:
        assert not output.write(1, _chunk(0.1))
        assert not output.drain(1)
        output.begin(2)
        assert not output.write(1, _chunk(0.1))
        assert not output.drain(1)
        output.begin(3)
        assert not output.write(2, _chunk(0.1))
        assert output.drain(3)
        assert output.progress().written == 0

    def test_a_full_queue_makes_the_writer_wait(
        self, output: AudioOutput, beside: ThreadPoolExecutor
    ) -> None:
        output.begin(1)
        output.pause()
        assert output.write(1, _chunk(0.5))
        writing = beside.submit(output.write, 1, _chunk(0.1))
        assert _stays(lambda: not writing.done())
        output.resume()
        assert writing.result(_PATIENCE_S)

    def test_clear_frees_a_writer_and_a_drain(
        self, output: AudioOutput, beside: ThreadPoolExecutor
    ) -> None:
        output.begin(1)
        output.write(1, _chunk(30))
        waiting = [beside.submit(output.write, 1, _chunk(1)), beside.submit(output.drain, 1)]
        _wait_for(lambda: output.progress().heard > 0)
        output.clear()
        assert [one.result(_PATIENCE_S) for one in waiting] == [False, False]
        assert not output.write(1, _chunk(0.1))
        assert output.progress().heard < output.progress().written

    def test_begin_clears_what_was_playing(
        self, output: AudioOutput, beside: ThreadPoolExecutor
    ) -> None:
        output.begin(1)
        output.write(1, _chunk(30))
        draining = beside.submit(output.drain, 1)
        output.begin(2)
        assert not draining.result(_PATIENCE_S)
        assert output.write(2, _chunk(0.05))
        assert output.drain(2)

    def test_a_paused_output_stays_where_it_is(
        self, output: AudioOutput, beside: ThreadPoolExecutor
    ) -> None:
        output.begin(1)
        output.write(1, _chunk(0.3))
        draining = beside.submit(output.drain, 1)
        _wait_for(lambda: output.progress().heard > 0)
        output.pause()
        heard = output.progress().heard
        assert _stays(lambda: output.progress().heard == heard)
        assert not draining.done()
        output.resume()
        assert draining.result(_PATIENCE_S)
        assert output.progress().heard == output.progress().written

    def test_pause_and_resume_may_come_at_any_time(self, output: AudioOutput) -> None:
        output.pause()
        output.resume()
        output.begin(1)
        output.resume()
        for _ in range(2):
            output.pause()
        for _ in range(2):
            output.resume()
        assert output.write(1, _chunk(0.05))
        assert output.drain(1)
        output.clear()
        output.pause()
        output.begin(2)
        assert output.write(2, _chunk(0.05))
        assert output.drain(2)

    def test_what_is_heard_only_grows(self, output: AudioOutput) -> None:
        output.begin(1)
        output.write(1, _chunk(0.2))
        seen = [0]
        while seen[-1] < output.progress().written:
            if len(seen) == 50:
                output.pause()
                output.resume()
            if len(seen) == 100:
                assert output.drain(1)
            seen.append(output.progress().heard)
        assert seen == sorted(seen)

    def test_a_barrier_waits_until_all_before_was_heard(self, output: AudioOutput) -> None:
        output.begin(1)
        assert output.write(1, _BARRIER)
        assert output.write(1, _chunk(0.1))
        assert output.write(1, _BARRIER)
        assert output.progress().heard == output.progress().written > 0
        assert output.write(1, _chunk(0.05))
        assert output.drain(1)

    def test_the_volume_may_change_while_it_plays(self, output: AudioOutput) -> None:
        output.set_volume(0.5)
        output.begin(1)
        output.write(1, _chunk(0.1))
        output.set_volume(0.0)
        assert output.drain(1)

    @pytest.mark.parametrize(("rate", "least_s", "most_s"), [(4.0, 0.4, 1.6), (0.5, 1.6, 9.0)])
    def test_the_rate_changes_how_long_it_takes_and_not_how_much_it_is(
        self, output: AudioOutput, rate: float, least_s: float, most_s: float
    ) -> None:
        seconds = 2.0 if rate > 1 else 1.0
        output.set_rate(rate)
        output.begin(1)
        output.write(1, _chunk(0.01))
        assert output.drain(1)  # the device is open
        began_s = time.monotonic()
        assert output.write(1, _chunk(seconds))
        assert output.drain(1)
        assert least_s < time.monotonic() - began_s < most_s
        progress = output.progress()
        assert progress.heard == progress.written == progress.format.frames(seconds + 0.01)

    def test_sound_that_was_synthesized_at_the_rate_is_left_alone(
        self, output: AudioOutput
    ) -> None:
        output.set_rate(4.0)
        output.begin(1)
        began_s = time.monotonic()
        assert output.write(1, replace(_chunk(0.8), rate=4.0))
        assert output.drain(1)
        assert time.monotonic() - began_s > 0.7
        assert output.progress().heard == output.progress().written

    def test_the_rate_may_change_while_it_plays(self, output: AudioOutput) -> None:
        output.begin(1)
        assert output.write(1, _chunk(1.5))
        seen = [0]
        for rate in (2.0, 0.5, 1.0, 4.0):
            goal = seen[-1] + output.progress().format.frames(0.05)
            output.set_rate(rate)
            _wait_for(lambda goal=goal: output.progress().heard >= goal)  # type: ignore[misc]
            seen.append(output.progress().heard)
        assert output.drain(1)
        assert [*seen, output.progress().heard] == sorted([*seen, output.progress().written])

    def test_a_closed_output_is_silent_for_good(
        self, output: AudioOutput, beside: ThreadPoolExecutor
    ) -> None:
        output.begin(1)
        output.write(1, _chunk(30))
        draining = beside.submit(output.drain, 1)
        output.close()
        assert not draining.result(_PATIENCE_S)
        output.close()
        assert not output.status().is_open
        output.begin(2)
        assert not output.write(2, _chunk(0.1))


def _wait_for(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(round(_PATIENCE_S / 0.002)):
        if condition():
            return
        pause.wait(0.002)
    raise AssertionError("waited in vain")


def _stays(condition: Callable[[], bool], seconds: float = 0.15) -> bool:
    pause = threading.Event()
    return all(condition() and not pause.wait(0.01) for _ in range(round(seconds / 0.01)))
