"""Every device and output that we have, against the contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playback.speaker import Speaker
from speakd.playback.devices import open_best_device
from speakd.playback.output import QueuedOutput
from speakd.testing.playback import AudioOutputConformance, SoundDeviceConformance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.playback.api import AudioOutput, SoundDevice
    from speakd.testing.playback import FakeSoundSystem

REAL = ("sounddevice", "miniaudio")

# More than the default: who runs tests has other work for the machine, and these are about what
# becomes of the samples. How small the buffer may be is measured in `bench/`.
PATIENT_S = 0.2


@pytest.fixture
def fake_system() -> Iterator[FakeSoundSystem]:
    with Speaker() as system:
        yield system


class TestFakeDevice(SoundDeviceConformance):
    @pytest.fixture(autouse=True)
    def _speaker(self, fake_system: FakeSoundSystem) -> None:
        self.system = fake_system

    def make_device(self) -> SoundDevice:
        return self.system()


class TestQueuedOutputOnFakeDevice(AudioOutputConformance):
    @pytest.fixture(autouse=True)
    def _speaker(self, fake_system: FakeSoundSystem) -> None:
        self.system = fake_system

    def make_output(self, buffer_s: float) -> AudioOutput:
        return QueuedOutput(self.system, buffer_s=buffer_s)


@pytest.mark.parametrize("backend", REAL, scope="class")
@pytest.mark.usefixtures("sound_server")
class TestRealDevice(SoundDeviceConformance):
    @pytest.fixture(autouse=True)
    def _backend(self, backend: str) -> None:
        self.backend = backend

    def make_device(self) -> SoundDevice:
        return open_best_device(latency_s=PATIENT_S, backend=self.backend)


@pytest.mark.parametrize("backend", REAL, scope="class")
@pytest.mark.usefixtures("sound_server")
class TestQueuedOutputOnRealDevice(AudioOutputConformance):
    @pytest.fixture(autouse=True)
    def _backend(self, backend: str) -> None:
        self.backend = backend

    def make_output(self, buffer_s: float) -> AudioOutput:
        return QueuedOutput(
            lambda: open_best_device(latency_s=PATIENT_S, backend=self.backend), buffer_s=buffer_s
        )
