"""The programs that are here, for real: what others can see of them while they speak."""

from __future__ import annotations

import os
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.engines.system import SystemOptions, SystemSynthesizer
from speakd.speech import Segment
from speakd.synthesis.voices import best_voice
from speakd.types import LanguageTag, Span
from support.processes import end, program
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from speakd.audio import AudioChunk
    from support.sound import SoundServer

pytestmark = pytest.mark.usefixtures("no_child_left")

EN = LanguageTag("en")
CANARY = "Zanzibar quagmire "


def begin(
    system: SystemSynthesizer, text: str, cancel: CancelToken | None = None
) -> Iterator[AudioChunk]:
    voice = best_voice(system.voices(), EN)
    assert voice is not None
    return system.synthesize(Segment(text, EN, Span(0, len(text))), voice, cancel or CancelToken())


@pytest.mark.parametrize("name", ["espeak-ng", "espeak"])
def test_text_is_never_an_argument(name: str, children: Callable[[], dict[int, bytes]]) -> None:
    system = SystemSynthesizer(SystemOptions(program=name))
    before = set(children())
    chunks = begin(system, CANARY * 2000)
    next(chunks)
    commands = [command for pid, command in children().items() if pid not in before]
    assert len(commands) == 1
    assert name.encode() in commands[0]
    assert b"quagmire" not in commands[0]
    chunks.close()  # type: ignore[attr-defined]  # it is a generator


@pytest.mark.parametrize("name", ["espeak-ng", "espeak"])
def test_phoneme_commands_are_read_out(name: str) -> None:
    system = SystemSynthesizer(SystemOptions(program=name))
    lengths = [
        sum(chunk.duration_s for chunk in begin(system, text)) for text in ("hello", "[[h@l'oU]]")
    ]
    assert lengths[1] > 1.5 * lengths[0]


@pytest.fixture
def speech_server(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A real Speech Dispatcher of our own, speaking into the null sink."""
    socket = tmp_path / "speechd.sock"
    process = subprocess.Popen(
        [
            *(program("speech-dispatcher"), "--run-single", "--timeout", "0"),
            *("--communication-method", "unix_socket", "--socket-path", str(socket)),
            *("--pid-file", str(tmp_path / "pid"), "--log-dir", str(tmp_path)),
        ],
        env={**os.environ, **sound_server.environment, "HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{socket}")
    try:
        wait_until(socket.exists, 10.0, "Speech Dispatcher")
        yield
    finally:
        end(process)


@pytest.mark.usefixtures("speech_server")
def test_spd_say_is_heard_and_falls_silent(sound_server: SoundServer) -> None:
    system = SystemSynthesizer(SystemOptions(program="spd-say"))
    cancel = CancelToken()
    heard: list[AudioChunk] = []
    with sound_server.record() as recording:
        speaking = threading.Thread(
            target=lambda: heard.extend(begin(system, "one two three four. " * 30, cancel))
        )
        speaking.start()
        recording.wait_for_sound(timeout_s=20.0)
        cancel.cancel()
        speaking.join()
        recording.wait_for_silence(quiet_s=1.0, timeout_s=5.0)
    assert [(chunk.barrier, chunk.frames) for chunk in heard] == [(True, 0)]
