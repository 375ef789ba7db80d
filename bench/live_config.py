"""Measure how soon an edit of the configuration is in force, and what watching for it costs.

    .venv/bin/python bench/live_config.py

A real daemon on a real X server and sound server; `status` is asked every 5 ms. Idle CPU has the
clock's own grain: one tick of 10 ms in 30 s reads as 0.03 %.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from speakd.app.config_watch import LOOK_EVERY_S
from speakd.doors.control.client import request
from support.sound import running_sound_server
from support.speakd import Home
from support.waiting import wait_until
from support.xserver import running_x_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.speakd import Daemon

    Status = dict[str, Any]

ROUNDS = 10
IDLE_S = 30.0


def main() -> None:
    """Print a line for each kind of edit, and one about an idle daemon."""
    with (
        running_x_server() as x_server,
        running_sound_server() as sound,
        Home({**sound.environment, **x_server.environment}) as home,
    ):
        home.configure("")
        daemon = home.start()
        time.sleep(2)  # the rehearsal
        for what, edit in EDITS.items():
            took_s = [seconds(home, number, *edit(number)) for number in range(ROUNDS)]
            median_ms, longest_ms = 1000 * statistics.median(took_s), 1000 * max(took_s)
            print(f"{what}: median {median_ms:.0f} ms, longest {longest_ms:.0f} ms of {ROUNDS}")
        time.sleep(15)  # the sound device is given back
        tell_idle(daemon)


def a_rate(number: int) -> tuple[str, Callable[[Status], object]]:
    """Another rate each time."""
    rate = 1.1 + number / 10
    return f"[reader]\nrate = {rate}\n", lambda now: math.isclose(now["rate"], rate)


def a_chord(number: int) -> tuple[str, Callable[[Status], object]]:
    """One of two chords."""
    chord = f"ctrl+alt+cmd+{'op'[number % 2]}"
    return f'[hotkeys]\nread = "{chord}"\n', lambda now: now["hotkey"]["chords"] == [chord]


def a_voice(number: int) -> tuple[str, Callable[[Status], object]]:
    """One of two voices."""
    voice = ("espeak:en-gb", "espeak:en-us")[number % 2]
    return f'[voices.languages]\nen = "{voice}"\n', lambda now: now["voices"]["en"] == voice


def a_mistake(number: int) -> tuple[str, Callable[[Status], object]]:
    """A mistake, and no mistake."""
    if number % 2:
        return "", lambda now: not now["config"]["problem"]
    return "[redaer]\n", lambda now: now["config"]["problem"]


EDITS = {"rate": a_rate, "chord": a_chord, "voice": a_voice, "mistake": a_mistake}


def seconds(home: Home, number: int, toml: str, in_force: Callable[[Status], object]) -> float:
    """Edit, and wait until `status` tells that it is in force."""
    time.sleep(0.3 + number / ROUNDS * LOOK_EVERY_S)  # at any time between two looks
    socket = home.folder / "run" / "speakd" / "control.sock"
    began_s = time.monotonic()
    home.configure(toml)
    wait_until(lambda: in_force(request(socket, "status")), 10, json.dumps(toml))
    return time.monotonic() - began_s


def tell_idle(daemon: Daemon) -> None:
    """Print CPU time, memory and the wake-ups of each thread of a daemon with nothing to do."""
    tasks = Path(f"/proc/{daemon.pid}/task")

    def used_s() -> float:
        fields = Path(f"/proc/{daemon.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def switches() -> int:
        lines = [line for each in tasks.iterdir() for line in (each / "status").open()]
        return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))

    before_s, before = used_s(), switches()
    time.sleep(IDLE_S)
    cpu = 100 * (used_s() - before_s) / IDLE_S
    wake_ups = (switches() - before) / IDLE_S
    memory_mb = daemon.resident_bytes / 1e6
    print(f"idle: {cpu:.2f} % CPU, {wake_ups:.1f} wake-ups a second, {memory_mb:.0f} MB")


if __name__ == "__main__":
    main()
