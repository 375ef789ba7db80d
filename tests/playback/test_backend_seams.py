"""What is asked of the foreign libraries where this machine cannot show it."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from speakd.errors import PlaybackError
from speakd.playback.miniaudio_device import open_miniaudio
from speakd.playback.sounddevice_device import open_sounddevice

SPEAKERS = {
    "name": "Speakers",
    "index": 3,
    "max_output_channels": 2,
    "default_samplerate": 44_100.0,
}
MICROPHONE = {**SPEAKERS, "name": "Head microphone", "index": 4, "max_output_channels": 0}
HEADPHONES = {**SPEAKERS, "name": "Headphones", "index": 5, "default_samplerate": 48_000.0}


class PortAudioError(Exception):
    pass


class Stream:
    def __init__(self, **settings: Any) -> None:
        self.settings = settings
        self.samplerate = settings["samplerate"]
        self.latency = settings["latency"]
        self.channels = settings["channels"]
        self.write_available = 4800
        self.written: list[np.ndarray[Any, Any]] = []

    def start(self) -> None:
        pass

    def abort(self) -> None:
        pass

    def close(self) -> None:
        pass

    def write(self, block: np.ndarray[Any, Any]) -> bool:
        self.written.append(block)
        return False


class Library:
    """As much of the sounddevice module as we use."""

    PortAudioError = PortAudioError

    def __init__(self, *, stereo_only: bool = False, devices: bool = True) -> None:
        self.stereo_only = stereo_only
        self.devices = devices
        self.calls: list[str] = []
        self.streams: list[Stream] = []

    def query_devices(self, kind: str | None = None) -> Any:
        if kind is None:
            return [SPEAKERS, MICROPHONE, HEADPHONES]
        if not self.devices:
            raise PortAudioError("Error querying device -1")
        return SPEAKERS

    def OutputStream(self, **settings: Any) -> Stream:  # noqa: N802, the module's own name
        if self.stereo_only and settings["channels"] == 1:
            raise PortAudioError("Invalid number of channels")
        self.streams.append(Stream(**settings))
        return self.streams[-1]

    def _terminate(self) -> None:
        self.calls.append("terminate")

    def _initialize(self) -> None:
        self.calls.append("initialize")


def test_a_device_is_opened_at_its_own_rate() -> None:
    library = Library()
    device = open_sounddevice(library, "default", 0.08)
    assert device.format.sample_rate_hz == 44_100
    assert library.streams[0].settings == {
        "device": 3,
        "samplerate": 44_100.0,
        "latency": 0.08,
        "dtype": "float32",
        "channels": 1,
    }
    assert not library.calls


def test_a_name_is_looked_for_among_outputs_only() -> None:
    device = open_sounddevice(Library(), "head")
    assert device.format.sample_rate_hz == 48_000


def test_devices_are_listed_anew_on_demand() -> None:
    library = Library()
    open_sounddevice(library, relist=True)
    assert library.calls == ["terminate", "initialize"]


def test_hardware_that_wants_two_channels_gets_the_same_in_both() -> None:
    library = Library(stereo_only=True)
    device = open_sounddevice(library)
    device.start()
    samples = np.linspace(-1, 1, 100, dtype=np.float32)
    assert device.write(samples) == 100
    np.testing.assert_array_equal(library.streams[0].written[0], np.stack([samples] * 2, axis=1))


def test_no_default_device_is_said_plainly() -> None:
    with pytest.raises(PlaybackError, match=r"^no sound device; connect one"):
        open_sounddevice(Library(devices=False))


class Miniaudio:
    """As much of the miniaudio module as is asked for a device that is of no use."""

    MiniaudioError = PortAudioError
    SampleFormat = SimpleNamespace(FLOAT32=5)

    def __init__(self, *, opens: bool) -> None:
        self.given_back: list[str] = []
        self.lib = SimpleNamespace(ma_context_uninit=self.given_back.append)
        given_back = self.given_back

        class PlaybackDevice:
            backend = "Null"

            def __init__(self, **_: Any) -> None:
                self._context = "context"
                if not opens:
                    raise PortAudioError("failed to init device")

            def close(self) -> None:
                given_back.append("stream")

        self.PlaybackDevice = PlaybackDevice


def test_the_null_device_of_miniaudio_is_refused() -> None:
    library = Miniaudio(opens=True)
    with pytest.raises(PlaybackError, match="no sound device; connect one"):
        open_miniaudio(library)
    assert library.given_back == ["stream", "context"]


def test_a_device_that_miniaudio_cannot_open_leaves_no_connection_to_the_server() -> None:
    library = Miniaudio(opens=False)
    with pytest.raises(PlaybackError, match="no sound device can be opened"):
        open_miniaudio(library)
    assert library.given_back == ["stream", "context"]


def test_importing_the_output_imports_no_sound_library() -> None:
    code = (
        "import sys, speakd.playback.output, speakd.playback.devices;"
        "print(*sorted({'sounddevice', 'miniaudio', 'soxr', 'cffi'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
