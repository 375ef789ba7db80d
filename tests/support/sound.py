"""A real sound server without a sound card, and a microphone at its loudspeaker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from support.processes import end, program, said
from support.recording import Recording
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SINK = "spk"
SINK_RATE_HZ = 48_000

# A null sink that may rewind sleeps two seconds at a time and lets the first recorder wait.
_PROMPT = "norewinds=1"

# Whole on purpose: without Debian's own file PortAudio has one device to look at, not thirty.
_ALSA = """
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


class SoundServer:
    """PulseAudio with one null sink, in a runtime folder of its own.

    Attributes:
        folder: What `XDG_RUNTIME_DIR` is set to; 0700.
    """

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="speakd-sound-")
        self.folder = Path(self._temporary.name)
        self._socket = self.folder / "native"
        self._log = self.folder / "pulseaudio.log"
        self._alsa = self.folder / "asound.conf"
        self._alsa.write_text(_ALSA)
        self._process = self._start()

    @property
    def environment(self) -> Mapping[str, str]:
        """What a client needs in its environment."""
        return {
            "XDG_RUNTIME_DIR": str(self.folder),
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_SERVER": f"unix:{self._socket}",
            "ALSA_CONFIG_PATH": str(self._alsa),
        }

    @contextmanager
    def record(self) -> Iterator[Recording]:
        """Record what the sink plays; the context begins once the recorder is listening."""
        # PULSE_LATENCY_MSEC would overrule the recorder's own, short, latency.
        environment = {**os.environ, **self.environment}
        environment.pop("PULSE_LATENCY_MSEC", None)
        recorder = subprocess.Popen(
            [
                *(program("parec"), "--raw", "--format=float32le", f"--rate={SINK_RATE_HZ}"),
                *("--channels=1", "--latency-msec=5", "--process-time-msec=5"),
                f"--device={SINK}.monitor",
            ],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        recording = Recording(recorder, SINK_RATE_HZ)
        try:
            wait_until(lambda: recording.frames > 0, 10, "the recorder's first block")
            yield recording
        finally:
            recording.close()

    def kill(self) -> None:
        """Let the server die as in a crash; every client loses its connection."""
        self._process.kill()
        self._process.wait()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the server hang: it keeps its connections and answers nobody."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        """Start it again, at the same address."""
        end(self._process)
        self._process = self._start()

    def close(self) -> None:
        """End the server. Calling it again does nothing."""
        end(self._process)
        self._temporary.cleanup()

    def _start(self) -> subprocess.Popen[bytes]:
        self._socket.unlink(missing_ok=True)
        with self._log.open("wb") as log:
            process = subprocess.Popen(
                [
                    *(program("pulseaudio"), "-n", "--daemonize=no", "--use-pid-file=no"),
                    *("--exit-idle-time=-1", "--log-target=stderr", "--disable-shm=no"),
                    # The socket comes last, so that whoever can connect finds the sink there.
                    *("-L", f"module-null-sink sink_name={SINK} rate={SINK_RATE_HZ} {_PROMPT}"),
                    *("-L", f"module-native-protocol-unix socket={self._socket} auth-anonymous=1"),
                ],
                env={**os.environ, **self.environment, "HOME": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until(lambda: process.poll() is not None or self._answers(), 20, "PulseAudio")
        if process.poll() is not None:
            raise AssertionError(f"PulseAudio did not start: {said(self._log)}")
        return process

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self._socket)) == 0


@contextmanager
def running_sound_server() -> Iterator[SoundServer]:
    """Run a sound server for as long as the context lasts; the environment is left alone."""
    server = SoundServer()
    try:
        yield server
    finally:
        server.close()
