"""Both backends, heard at the loudspeaker of a real sound server."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soxr

from speakd.audio import AudioChunk, AudioFormat
from speakd.errors import PlaybackError
from speakd.playback.devices import DeviceOpener
from speakd.playback.output import QueuedOutput
from support.sound import SINK_RATE_HZ
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from support.recording import Recording
    from support.sound import SoundServer

RATE_HZ = 22_050
# Noise that no resampler on the way takes anything from: each moment can be told from any other.
LONG = soxr.resample(np.random.default_rng(3).uniform(-0.4, 0.4, 24_000), 8_000, RATE_HZ)
LONG = LONG.astype(np.float32)  # 3 s
NOISE = LONG[: int(1.2 * RATE_HZ)]
REFERENCE = soxr.resample(LONG, RATE_HZ, SINK_RATE_HZ)
END = round(len(NOISE) * SINK_RATE_HZ / RATE_HZ)  # of the shorter one, in the reference


pytestmark = pytest.mark.usefixtures("sound_server")


@pytest.fixture(params=["sounddevice", "miniaudio"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def output(backend: str) -> Iterator[QueuedOutput]:
    # More than the default, as in test_conformance.py.
    output = QueuedOutput(partial(DeviceOpener(backend=backend), 0.2))
    yield output
    output.close()


@pytest.fixture
def recording(sound_server: SoundServer) -> Iterator[Recording]:
    with sound_server.record() as recording:
        yield recording


def write(output: QueuedOutput, number: int, samples: NDArray[np.float32]) -> None:
    for start in range(0, len(samples), 1500):
        assert output.write(number, AudioChunk(samples[start : start + 1500], AudioFormat(RATE_HZ)))


def where_in_reference(window: NDArray[np.float32]) -> int:
    """The frame of the reference at which `window` begins; fails where it is not in there."""
    padded = np.pad(REFERENCE, (0, len(window)))
    size = 1 << (len(REFERENCE) + len(window)).bit_length()
    spectrum = np.fft.rfft(REFERENCE, size) * np.conj(np.fft.rfft(window, size))
    found = int(np.argmax(np.fft.irfft(spectrum, size)[: len(REFERENCE)]))
    part = padded[found : found + len(window)]
    likeness = float(np.dot(part, window) / np.sqrt(np.dot(part, part) * np.dot(window, window)))
    assert likeness > 0.95, f"not a piece of what was written (correlation {likeness:.2f})"
    return found


def heard_in(recording: Recording, start_s: float = 0.0) -> NDArray[np.float32]:
    """What was heard from the first audible sample to the last."""
    samples = recording.samples(start_s)
    audible = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[audible[0] : audible[-1] + 1]


def test_what_was_written_is_what_is_heard(output: QueuedOutput, recording: Recording) -> None:
    output.begin(1)
    write(output, 1, LONG)
    assert output.drain(1)
    recording.wait_for_silence(0.2)
    heard = heard_in(recording)
    assert abs(len(heard) - len(REFERENCE)) < 0.003 * SINK_RATE_HZ
    windows = [heard[at : at + 4800] for at in range(0, len(heard) - 4800, 4800)]
    offsets = [where_in_reference(window) - at * 4800 for at, window in enumerate(windows)]
    # Nothing was left out or inserted: all of three seconds is where it belongs.
    assert max(offsets) - min(offsets) <= 2
    assert output.status().underruns == 0


def test_clear_is_silence_at_once(output: QueuedOutput, recording: Recording) -> None:
    output.begin(1)
    write(output, 1, NOISE)
    recording.wait_for_sound()
    output.clear()
    heard_frames = output.progress().heard
    output.begin(2)
    silent_from = recording.frames + SINK_RATE_HZ // 10
    wait_until(lambda: recording.frames > silent_from + SINK_RATE_HZ // 4)
    assert np.abs(recording.samples()[silent_from:]).max() == 0
    heard = heard_in(recording)
    seconds = heard_frames / output.progress().format.sample_rate_hz
    assert abs(len(heard) / SINK_RATE_HZ - seconds) < 0.05 or heard_frames == 0
    write(output, 2, LONG[RATE_HZ : 2 * RATE_HZ])
    assert output.drain(2)
    again = recording.samples()[silent_from:]
    first = np.flatnonzero(np.abs(again) > 0.01)[0]
    # The first thing to be heard is the second utterance's first, not the rest of the first one's.
    assert abs(where_in_reference(again[first : first + 4800]) - SINK_RATE_HZ) < 480


def test_a_pause_neither_loses_nor_repeats(
    backend: str, output: QueuedOutput, recording: Recording
) -> None:
    # miniaudio plays what it has taken, and so is exact. PortAudio drops what is in its buffer; how
    # much that is, a sound server tells in coarse steps, and we by the clock in between.
    tolerance_s = {"miniaudio": 0.001, "sounddevice": 0.015}[backend]
    output.begin(1)
    write(output, 1, NOISE)
    recording.wait_for_sound()
    wait_until(lambda: output.progress().heard > 0.4 * output.progress().format.sample_rate_hz)
    output.pause()
    recording.wait_for_silence(0.2)
    middle = recording.frames
    output.resume()
    assert output.drain(1)
    recording.wait_for_silence(0.2)
    samples = recording.samples()
    before, after = samples[:middle], samples[middle:]
    before = before[: np.flatnonzero(np.abs(before) > 0.01)[-1] + 1]
    # A little into the sound, past the fade.
    resumed = int(np.flatnonzero(np.abs(after) > 0.01)[0]) + 480
    ended_at = where_in_reference(before[-4800:]) + 4800
    went_on_at = where_in_reference(after[resumed : resumed + 4800]) - 480
    assert abs(went_on_at - ended_at) / SINK_RATE_HZ <= tolerance_s
    assert where_in_reference(heard_in(recording)[-4800:]) + 4800 >= END - 240


def test_a_sound_server_that_restarts_is_found_again(
    backend: str, own_sound_server: SoundServer
) -> None:
    output = QueuedOutput(partial(DeviceOpener(backend=backend), 0.2))
    output.begin(1)
    write(output, 1, NOISE)
    rate_hz = output.progress().format.sample_rate_hz
    wait_until(lambda: output.progress().heard > 0.3 * rate_hz)
    own_sound_server.kill()
    own_sound_server.restart()
    with own_sound_server.record() as recording:
        assert output.drain(1)
        recording.wait_for_silence(0.2)
        heard = heard_in(recording)
    # It went on in the middle and came to the end, without an error.
    assert where_in_reference(heard[-4800:]) + 4800 >= END - 240
    assert 0.2 * SINK_RATE_HZ < len(heard) < END - 0.1 * SINK_RATE_HZ
    output.close()


def test_a_sound_server_that_is_gone_is_an_error_and_the_next_reading_works(
    backend: str, own_sound_server: SoundServer
) -> None:
    output = QueuedOutput(DeviceOpener(backend=backend))
    own_sound_server.kill()
    output.begin(1)
    with pytest.raises(PlaybackError, match="no sound device"):
        write(output, 1, np.tile(LONG, 3))
    own_sound_server.restart()
    output.begin(2)
    write(output, 2, NOISE[: RATE_HZ // 10])
    assert output.drain(2)
    output.close()


def test_a_sound_server_that_is_lost_between_two_readings_is_found_again(
    backend: str, own_sound_server: SoundServer
) -> None:
    output = QueuedOutput(DeviceOpener(backend=backend))
    output.begin(1)
    write(output, 1, NOISE[: RATE_HZ // 10])
    assert output.drain(1)
    own_sound_server.kill()
    output.begin(2)
    with pytest.raises(PlaybackError, match="no sound device"):
        write(output, 2, np.tile(LONG, 3))
    own_sound_server.restart()
    output.begin(3)
    write(output, 3, NOISE[: RATE_HZ // 10])
    assert output.drain(3)
    output.close()


def test_a_sound_server_that_hangs_keeps_nobody_who_wants_silence(
    backend: str, own_sound_server: SoundServer
) -> None:
    output = QueuedOutput(DeviceOpener(backend=backend))
    output.begin(1)
    write(output, 1, NOISE)
    wait_until(lambda: output.progress().heard > 0.1 * SINK_RATE_HZ)
    with own_sound_server.frozen(), ThreadPoolExecutor(1) as beside:
        heard = -1

        def stands_still() -> bool:
            nonlocal heard
            before, heard = heard, output.progress().heard
            return before == heard

        # As long as it takes a user to notice.
        wait_until(stands_still, every_s=0.3)
        beside.submit(output.clear).result(2)
    output.begin(2)
    write(output, 2, NOISE[: RATE_HZ // 10])
    assert output.drain(2)
    output.close()


def test_opening_again_and_again_leaves_nothing_behind(backend: str) -> None:
    opener = DeviceOpener(backend=backend)

    def open_and_play() -> None:
        device = opener()
        device.start()
        device.write(NOISE[:480])
        device.close()

    open_and_play()
    files, threads = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
    for _ in range(10):
        open_and_play()
    wait_until(lambda: threading.active_count() <= threads)
    assert len(list(Path("/proc/self/fd").iterdir())) <= files
