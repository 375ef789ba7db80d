"""What is measured, one function each; all times in seconds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from peers import PEERS
from support.speakd import Home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyboard import Keyboard
    from support.recording import Recording
    from support.speakd import Daemon

SPEAKD = "speakd"
_SPEAKD_KEY = "p"
_PAUSE_KEY = "u"
_NEXT_KEY = "n"

CONFIGURATION = f"""
[hotkeys]
pause = "ctrl+alt+cmd+{_PAUSE_KEY}"
next = "ctrl+alt+cmd+{_NEXT_KEY}"
"""
"""What the daemon is to be configured with for `controls`."""


def key_to_sound(
    keyboard: Keyboard, recording: Recording, rounds: int
) -> tuple[dict[str, list[float]], list[float]]:
    """Press each program's key in turn, `rounds` times over.

    Returns:
        For each program the times from its key press to the first audible sample at the sink's
        monitor; and for speakd the times from the key press that stops it to the last one.
    """
    to_sound: dict[str, list[float]] = {name: [] for name in (SPEAKD, *PEERS)}
    to_silence: list[float] = []
    keys = {SPEAKD: _SPEAKD_KEY} | {name: key for name, (key, _) in PEERS.items()}
    for turn in range(rounds + 1):
        for name, key in keys.items():
            recording.listen(0.3)
            pressed_s = keyboard.press(key)
            heard_s = recording.wait_for_sound(pressed_s) - pressed_s
            stopped_s = 0.0
            if name == SPEAKD:
                # Another place in the sentence every time.
                recording.listen(0.3 + 0.7 * (turn * 0.618 % 1))
                pressed_s = keyboard.press(key)
                stopped_s = max(recording.wait_for_silence(0.5) - pressed_s, 0.0)
            else:
                recording.wait_for_silence(0.5)
            if turn:  # the first is warming up
                to_sound[name].append(heard_s)
                if name == SPEAKD:
                    to_silence.append(stopped_s)
    return to_sound, to_silence


def key_to_sound_after_rest(
    keyboard: Keyboard, recording: Recording, rest_s: float, rounds: int
) -> list[float]:
    """Press speakd's key when it has been left alone for so long that its device is closed."""
    times = []
    for _ in range(rounds):
        recording.listen(rest_s)
        pressed_s = keyboard.press(_SPEAKD_KEY)
        times.append(recording.wait_for_sound(pressed_s) - pressed_s)
        recording.wait_for_silence(0.5)
    return times


def controls(keyboard: Keyboard, recording: Recording, rounds: int) -> dict[str, list[float]]:
    """Use the keys that work while speaking; the clipboard holds several sentences.

    Returns:
        The times from each key press to what is heard of it: `next` to the first audible sample of
        the next sentence, `pause` to the last one before, `resume` to the first one again. One
        time in about a hundred the next sentence follows without the gap that tells it from the
        one before: then the time is that to a later gap, hundreds of milliseconds.
    """
    times: dict[str, list[float]] = {"next": [], "pause": [], "resume": []}
    for turn in range(rounds + 1):
        elsewhere_s = 0.3 + 0.7 * (turn * 0.618 % 1)
        recording.listen(0.3)
        recording.wait_for_sound(keyboard.press(_SPEAKD_KEY))
        recording.listen(elsewhere_s)
        pressed_s = keyboard.press(_NEXT_KEY)
        next_s = recording.wait_for_new_sound(pressed_s) - pressed_s
        recording.listen(elsewhere_s)
        pressed_s = keyboard.press(_PAUSE_KEY)
        pause_s = max(recording.wait_for_silence(0.5) - pressed_s, 0.0)
        pressed_s = keyboard.press(_PAUSE_KEY)
        resume_s = recording.wait_for_sound(pressed_s) - pressed_s
        keyboard.press(_SPEAKD_KEY)
        recording.wait_for_silence(0.5)
        if turn:  # the first is warming up
            for name, time_s in (("next", next_s), ("pause", pause_s), ("resume", resume_s)):
                times[name].append(time_s)
    return times


def start_to_ready(environment: Mapping[str, str], rounds: int) -> list[float]:
    """Start the daemon in a fresh home and wait for its line."""
    times = []
    for _ in range(rounds):
        with Home(environment) as home:
            began_s = time.monotonic()
            home.start()
            times.append(time.monotonic() - began_s)
    return times


def command(home: Home, name: str, rounds: int) -> list[float]:
    """Run `speakd NAME` as a process of its own."""
    times = []
    for _ in range(rounds):
        began_s = time.monotonic()
        home.speakd(name)
        times.append(time.monotonic() - began_s)
    return times


def bare_python(rounds: int) -> list[float]:
    """Run a Python that does nothing: what no command written in Python can beat."""
    times = []
    for _ in range(rounds):
        began_s = time.monotonic()
        subprocess.run([sys.executable, "-I", "-c", ""], check=True)
        times.append(time.monotonic() - began_s)
    return times


def memory(daemon: Daemon) -> tuple[float, float]:
    """Resident and proportional set size, in megabytes."""
    fields = dict(
        line.split()[:2]
        for line in Path(f"/proc/{daemon.pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    return tuple(int(fields[name]) * 1024 / 1e6 for name in ("Rss:", "Pss:"))


def idle_load(daemon: Daemon, recording: Recording, seconds: float) -> float:
    """Processor time used in `seconds` of idleness, as a share of one core."""
    before_s, began_s = _processor_s(daemon), time.monotonic()
    recording.listen(seconds)
    return (_processor_s(daemon) - before_s) / (time.monotonic() - began_s)


def _processor_s(daemon: Daemon) -> float:
    """Processor time of all its threads; the scheduler's own count, where the kernel keeps it."""
    fine = sum(
        int(path.read_text().split()[0])
        for path in Path(f"/proc/{daemon.pid}/task").glob("*/schedstat")
    )
    if fine:
        return fine / 1e9
    # utime and stime, in hundredths of a second: 0.07 % of 15 s.
    fields = Path(f"/proc/{daemon.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
