"""A change of the speaking rate, heard at the loudspeaker of a real sound server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from speakd.audio import AudioChunk, AudioFormat
from speakd.playback.devices import open_best_device
from speakd.playback.output import QueuedOutput
from support.sound import SINK_RATE_HZ

if TYPE_CHECKING:
    from support.sound import SoundServer

RATE_HZ = 22_050
SECONDS = 4.0
TONE_HZ = 150
# Like a voice: a low tone with overtones, that swells and sinks without ever falling silent.
TIME_S = np.arange(int(SECONDS * RATE_HZ)) / RATE_HZ
VOICE = sum(np.sin(2 * np.pi * TONE_HZ * k * TIME_S) / k for k in range(1, 6))
VOICE = (0.1 * VOICE * (1.5 + np.sin(2 * np.pi * 4 * TIME_S))).astype(np.float32)


@pytest.mark.parametrize("backend", ["sounddevice", "miniaudio"])
def test_twice_as_fast_takes_half_the_time_at_the_same_pitch(
    sound_server: SoundServer, backend: str
) -> None:
    output = QueuedOutput(lambda: open_best_device(latency_s=0.1, backend=backend))
    with sound_server.record() as recording:
        output.begin(1)
        # All of it is queued before the rate changes.
        assert output.write(1, AudioChunk(VOICE, AudioFormat(RATE_HZ)))
        recording.wait_for_sound()
        changed_after_s = output.progress().heard / output.progress().format.sample_rate_hz
        output.set_rate(2.0)
        assert output.drain(1)
        recording.wait_for_silence(0.2)
        samples = recording.samples()
    progress = output.progress()
    output.close()
    assert progress.heard == progress.written
    audible = np.flatnonzero(np.abs(samples) > 0.01)
    heard = samples[audible[0] : audible[-1] + 1]
    # At the old rate came what was heard before, and at most 0.3 s of what waited.
    half_s = changed_after_s + (SECONDS - changed_after_s) / 2
    assert half_s - 0.02 < len(heard) / SINK_RATE_HZ < half_s + 0.15 + 0.05
    middle = heard[len(heard) // 2 :][: SINK_RATE_HZ // 2]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    loudest_hz = int(np.argmax(spectrum)) * SINK_RATE_HZ / len(middle)
    assert loudest_hz == pytest.approx(TONE_HZ, abs=3)
