"""Measure speakd beside what people bind to a key today, in one run on one machine.

    .venv/bin/python bench/run.py [--rounds N]

Everything is real but the loudspeaker: an X server, xclip, PulseAudio with a null sink, and a
recorder at its monitor whose blocks of 5 ms are the accuracy of every sound that is timed. The
peers are bound by sxhkd; rounds are interleaved; the first one warms up and does not count.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import measures
from keyboard import Keyboard
from peers import ESPEAK, SPD_SAY, bound_peers
from support.clipboard import ClipboardOwner
from support.sentences import SENTENCES
from support.sound import running_sound_server
from support.speakd import Home
from support.xserver import running_x_server

IDLE_CLOSE_S = 11
IDLE_S = 15


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; a goal of infinity is none."""

    what: str
    values: list[float]
    unit: str
    goal: float = math.inf
    by_p95: bool = False

    @property
    def median(self) -> float:
        """The middle of the values."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """The value that one in twenty exceeds."""
        return sorted(self.values)[math.ceil(0.95 * len(self.values)) - 1]

    def __str__(self) -> str:
        goal = ""
        if math.isfinite(self.goal):
            met = (self.p95 if self.by_p95 else self.median) <= self.goal
            goal = f"{'p95' if self.by_p95 else 'median'} <= {self.goal:.4g}"
            goal += "  met" if met else "  MISSED"
        return f"{self.what:<48}{self.median:>9.3g}{self.p95:>9.3g} {self.unit:<4} {goal}"


def milliseconds(times_s: list[float]) -> list[float]:
    """Convert from seconds."""
    return [1000 * time_s for time_s in times_s]


def machine() -> str:
    """Say in a line what it is run on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    load = os.getloadavg()[0]
    return (
        f"{cpu}, {os.cpu_count()} cores, load {load:.1f}; "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def run(rounds: int) -> None:
    """Measure everything and print the table."""
    print(machine(), flush=True)
    with running_x_server() as x_server, running_sound_server() as sound_server:
        environment = {**sound_server.environment, **x_server.environment}
        starts = measures.start_to_ready(environment, max(rounds // 2, 3))
        with (
            Home(environment) as home,
            ClipboardOwner(x_server.display) as clipboard,
            bound_peers(home.folder, environment, x_server),
            sound_server.record() as recording,
        ):
            clipboard.copy(SENTENCES[0])
            home.configure(measures.CONFIGURATION)
            daemon = home.start()
            keyboard = Keyboard(x_server.display)
            to_sound, to_silence = measures.key_to_sound(keyboard, recording, rounds)
            clipboard.copy(" ".join(SENTENCES))
            controls = measures.controls(keyboard, recording, rounds)
            clipboard.copy(SENTENCES[0])
            rested = measures.key_to_sound_after_rest(keyboard, recording, IDLE_CLOSE_S, 3)
            keyboard.close()
            stops = measures.command(home, "stop", rounds)
            pythons = measures.bare_python(rounds)
            recording.listen(IDLE_CLOSE_S)
            load = measures.idle_load(daemon, recording, IDLE_S)
            resident, proportional = measures.memory(daemon)
    espeak = statistics.median(to_sound[ESPEAK])
    spd_say = statistics.median(to_sound[SPD_SAY])
    speakd = statistics.median(to_sound[measures.SPEAKD])
    key = "key press to first audible sample: "
    rows = [
        Row(key + "speakd", milliseconds(to_sound[measures.SPEAKD]), "ms", 35),
        Row("  the same, 3 times after its device was closed", milliseconds(rested), "ms"),
        Row(f"  {ESPEAK}", milliseconds(to_sound[ESPEAK]), "ms"),
        Row(f"  {SPD_SAY}", milliseconds(to_sound[SPD_SAY]), "ms"),
        Row("second press to last audible sample: speakd", milliseconds(to_silence), "ms",
            50, by_p95=True),
        Row("pause to last audible sample", milliseconds(controls["pause"]), "ms",
            50, by_p95=True),
        Row("resume to first audible sample", milliseconds(controls["resume"]), "ms"),
        Row("next to first sound of the next sentence", milliseconds(controls["next"]), "ms",
            150, by_p95=True),
        Row("start to ready", milliseconds(starts), "ms", 500),
        Row("speakd stop, as a process", milliseconds(stops), "ms", 80),
        Row("  python -I -c '', for comparison", milliseconds(pythons), "ms"),
        Row(f"idle processor time over {IDLE_S} s", [100 * load], "%", 0.3),
        Row("idle memory, resident", [resident], "MB", 80),
        Row("idle memory, proportional", [proportional], "MB"),
    ]  # fmt: skip
    print(f"{rounds} rounds, interleaved\n\n{'':<48}{'median':>9}{'p95':>9}      goal")
    for row in rows:
        print(row)
    print(
        f"\nkey press to sound, speakd : {ESPEAK} = {speakd / espeak:.2f} (goal: below 1)"
        f"\nkey press to sound, speakd : {SPD_SAY} = {speakd / spd_say:.2f} (goal: at most 0.5)"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20, help="how often each key is pressed")
    run(parser.parse_args().rounds)
