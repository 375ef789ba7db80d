"""Measure each sound backend from the first write to the loudspeaker, and from the stop to silence.

    .venv/bin/python bench/playback_latency.py [--rounds N] [--latency-ms MS ...]

Real PulseAudio with a null sink, and a recorder at its monitor whose blocks of 5 ms are the
accuracy of every sound that is timed: a stop may seem to be heard a little before it was made.
`missing` is silence in the midst of three seconds of sound, and what a buffer is too small for.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from speakd.audio import AudioChunk, AudioFormat
from speakd.playback.devices import BACKENDS, DeviceOpener
from speakd.playback.output import QueuedOutput
from support.sound import SINK_RATE_HZ, running_sound_server

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from support.recording import Recording

FORMAT = AudioFormat(22_050)
SOUND = np.full(3 * FORMAT.sample_rate_hz, 0.3, np.float32)  # any gap in it shows
CHUNK = FORMAT.frames(0.06)
AUDIBLE = 0.1


@dataclass(slots=True)
class Times:
    """What was measured of one setting, in seconds."""

    open: list[float] = field(default_factory=list)
    to_sound: list[float] = field(default_factory=list)
    after_stop: list[float] = field(default_factory=list)
    to_silence: list[float] = field(default_factory=list)
    missing: float = 0.0


def main() -> None:
    """Measure every backend and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--latency-ms", type=float, nargs="*", default=[])
    arguments = parser.parse_args()
    print(f"{'backend':12} {'buffer':>8}  median / p95 in ms")
    heads = ("open", "write-sound", "after stop", "stop-silence")
    print(" " * 22 + "".join(f"{head:>14}" for head in heads) + f"{'missing':>10}")
    with running_sound_server() as server:
        os.environ.update(server.environment)
        for backend in BACKENDS:
            for latency_s in [None, *(ms / 1000 for ms in arguments.latency_ms)]:
                with server.record() as recording:
                    times = measure(backend, latency_s, recording, arguments.rounds)
                buffer = "default" if latency_s is None else f"{latency_s * 1000:.0f} ms"
                columns = (times.open, times.to_sound, times.after_stop, times.to_silence)
                cells = "".join(f"{cell(column):>14}" for column in columns)
                print(f"{backend:12} {buffer:>8} {cells}{times.missing * 1000:>10.0f}", flush=True)


def measure(backend: str, latency_s: float | None, recording: Recording, rounds: int) -> Times:
    """Measure one setting; the first round warms up and does not count."""
    times, opener = Times(), DeviceOpener(backend=backend)
    for _ in range(rounds):
        began_s = time.perf_counter()
        device = opener(latency_s)
        times.open.append(time.perf_counter() - began_s)
        device.close()
    output = QueuedOutput(lambda: opener(latency_s))
    for turn in range(rounds + 1):
        # The device is open, and was stopped at the end of what it played before.
        to_sound = speak(output, recording, 2 * turn, SOUND[: 4 * CHUNK])
        output.drain(2 * turn)
        recording.listen(0.1)
        # Now it is stopped in the middle, at another place every time ...
        speak(output, recording, 2 * turn + 1, SOUND)
        recording.listen(0.2 + 0.05 * (turn * 0.618 % 1))
        stopped_s = time.monotonic()
        output.clear()
        recording.listen(0.15)
        to_silence = (recording.last_sound_s(stopped_s - 0.1) or stopped_s) - stopped_s
        # ... and spoken through again soon after.
        after_stop = speak(output, recording, 2 * turn + 2, SOUND[: 4 * CHUNK])
        output.clear()
        recording.listen(0.15)
        if turn:
            times.to_sound.append(to_sound)
            times.after_stop.append(after_stop)
            times.to_silence.append(max(to_silence, 0.0))
    number = 2 * rounds + 4
    began_s = time.monotonic()
    speak(output, recording, number, SOUND)
    output.drain(number)
    recording.listen(0.2)
    heard = np.abs(recording.samples(began_s)) > AUDIBLE
    within = np.flatnonzero(heard)
    times.missing = float((~heard[within[0] : within[-1]]).sum()) / SINK_RATE_HZ
    output.close()
    return times


def speak(
    output: QueuedOutput,
    recording: Recording,
    number: int,
    sound: NDArray[np.float32],
) -> float:
    """Write `sound` in chunks as an engine gives them; return the seconds until it is heard."""
    output.begin(number)
    began_s = time.monotonic()
    for start in range(0, len(sound), CHUNK):
        output.write(number, AudioChunk(sound[start : start + CHUNK], FORMAT))
    return recording.wait_for_sound(began_s) - began_s


def cell(values: list[float]) -> str:
    """Median and 95th percentile, in milliseconds."""
    p95 = sorted(values)[math.ceil(0.95 * len(values)) - 1]
    return f"{statistics.median(values) * 1000:.1f} / {p95 * 1000:.1f}"


if __name__ == "__main__":
    main()
