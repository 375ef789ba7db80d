"""What is read stays private: a canary is spoken, and everything written is searched for it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from support.speakd import CHORD
from support.waiting import wait_until

if TYPE_CHECKING:
    from support.clipboard import ClipboardOwner
    from support.recording import Recording
    from support.speakd import Daemon, Home
    from support.xserver import XServer

CANARY = "marmaladecanary"
TEXT = f"The secret word is {CANARY}. " * 20


def arguments_of(daemon: Daemon) -> bytes:
    """The arguments and environments of the daemon and of all it has started."""
    found = b""
    for pid in daemon.family:
        for name in ("cmdline", "environ", "comm"):
            path = Path(f"/proc/{pid}/{name}")
            try:
                found += path.read_bytes()
            except OSError:
                continue  # it has ended meanwhile
    return found


def test_no_way_of_reading_leaves_a_trace(
    home: Home, x_server: XServer, clipboard: ClipboardOwner, recording: Recording
) -> None:
    home.configure('[log]\nlevel = "debug"\n[voices]\nfallback = ["espeak", "system"]\n')
    daemon = home.start()
    told = ""

    def watch(seconds: float) -> None:
        nonlocal told
        recording.listen(seconds)
        assert CANARY.encode() not in arguments_of(daemon)
        told += home.speakd("status", "--json").stdout + home.speakd("status").stdout

    clipboard.copy(TEXT)
    pressed_s = time.monotonic()
    x_server.key(CHORD)
    recording.wait_for_sound(pressed_s)
    watch(0.5)
    home.speakd("stop")
    home.speakd("say", "-", text=TEXT)
    watch(0.5)
    home.speakd("stop")
    home.speakd("say", "--no-such-option", TEXT)
    clipboard.copy(CANARY.encode() + b"\xff\0\xfe")
    x_server.key(CHORD)
    watch(0.5)
    assert daemon.stop() == 0
    assert CANARY not in told + daemon.said
    logs = list(home.written())
    assert any(path.suffix == ".log" and content for path, content in logs)
    assert [path for path, content in logs if CANARY.encode() in content] == []


def test_the_system_voice_is_not_told_in_its_arguments(
    home: Home, x_server: XServer, clipboard: ClipboardOwner, recording: Recording
) -> None:
    home.configure('[voices.languages]\n"*" = "system"\n[log]\nlevel = "debug"\n')
    daemon = home.start()
    clipboard.copy(TEXT)
    pressed_s = time.monotonic()
    x_server.key(CHORD)
    wait_until(lambda: len(daemon.family) > 1, 20, "the system voice's process")
    assert CANARY.encode() not in arguments_of(daemon)
    recording.wait_for_sound(pressed_s)
    assert CANARY.encode() not in arguments_of(daemon)
    assert daemon.stop() == 0
    assert not daemon.family
    assert [path for path, content in home.written() if CANARY.encode() in content] == []
