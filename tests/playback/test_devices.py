"""Which device is opened, and what is said where none can be."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from speakd.errors import PlaybackError
from speakd.playback.devices import (
    BACKENDS,
    DeviceOpener,
    open_best_device,
    open_device_or_default,
)
from speakd.testing.playback import FakeDevice
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.playback.api import SoundDevice


class Backend:
    """A backend that does as it is told and remembers what it was asked."""

    def __init__(self, outcome: Callable[[], SoundDevice] = FakeDevice) -> None:
        self.outcome = outcome
        self.asked: list[tuple[str, float | None, bool]] = []

    def __call__(self, device: str, latency_s: float | None, *, relist: bool) -> SoundDevice:
        self.asked.append((device, latency_s, relist))
        return self.outcome()


def raising(error: Exception) -> Callable[[], SoundDevice]:
    def outcome() -> SoundDevice:
        raise error

    return outcome


NO_DEVICE = raising(PlaybackError("no sound device", remedy="connect one"))
MISSING = raising(OSError("PortAudio library not found"))


def test_the_first_backend_that_works_is_taken() -> None:
    first, second = Backend(NO_DEVICE), Backend()
    device = DeviceOpener("Head", backends={"first": first, "second": second})(0.1)
    assert isinstance(device, FakeDevice)
    assert first.asked == second.asked == [("Head", 0.1, False)]


def test_a_backend_chosen_by_name_is_the_only_one_asked() -> None:
    first, second = Backend(), Backend(NO_DEVICE)
    opener = DeviceOpener(backend="second", backends={"first": first, "second": second})
    with pytest.raises(PlaybackError, match="no sound device; connect one"):
        opener()
    assert not first.asked


def test_a_missing_library_is_not_tried_again_but_a_device_is() -> None:
    first, second = Backend(MISSING), Backend(NO_DEVICE)
    opener = DeviceOpener(backends={"first": first, "second": second})
    for _ in range(2):
        with pytest.raises(PlaybackError, match=r"^no sound device; connect one$"):
            opener()
    assert len(first.asked) == 1
    assert [relist for *_, relist in second.asked] == [False, True]


def test_devices_are_listed_anew_only_after_a_failure() -> None:
    backend = Backend(NO_DEVICE)
    opener = DeviceOpener(backends={"only": backend})
    with pytest.raises(PlaybackError):
        opener()
    backend.outcome = FakeDevice
    opener()
    opener()
    assert [relist for *_, relist in backend.asked] == [False, True, False]


def test_without_any_backend_it_names_them_and_the_remedy() -> None:
    other = Backend(raising(ModuleNotFoundError("No module named 'miniaudio'")))
    opener = DeviceOpener(backends={"sounddevice": Backend(MISSING), "miniaudio": other})
    with pytest.raises(PlaybackError) as caught:
        opener()
    assert str(caught.value) == (
        "no sound backend: sounddevice is missing (PortAudio library not found), miniaudio is"
        " missing (No module named 'miniaudio'); install libportaudio2, or reinstall speakd"
    )


def test_a_hanging_sound_server_is_left_behind_and_its_device_closed() -> None:
    answers, late = threading.Event(), FakeDevice()

    def hang() -> SoundDevice:
        answers.wait()
        return late

    slow = Backend(hang)
    opener = DeviceOpener(backends={"slow": slow, "quick": Backend()}, limit_s=0.1)
    opener()
    opener()
    assert len(slow.asked) == 1
    answers.set()
    wait_until(lambda: late.closed)
    slow.outcome = FakeDevice
    opener()
    assert len(slow.asked) == 2


def test_a_failure_is_remembered_whatever_latency_is_asked_for() -> None:
    relisted = []

    def backend(_device: str, latency_s: float | None, *, relist: bool) -> SoundDevice:
        relisted.append((latency_s, relist))
        if len(relisted) == 1:
            raise PlaybackError("no sound device")
        return FakeDevice()

    opener = DeviceOpener(backends={"only": backend})
    with pytest.raises(PlaybackError):
        opener(0.5)
    opener()
    assert relisted == [(0.5, False), (None, True)]


def test_where_everything_hangs_it_says_so_in_time() -> None:
    answers = threading.Event()

    def hang() -> SoundDevice:
        answers.wait()
        raise PlaybackError("too late")

    opener = DeviceOpener(backends={"slow": Backend(hang)}, limit_s=0.05)
    for _ in range(2):
        with pytest.raises(PlaybackError, match="the sound server does not answer; restart it"):
            opener()
    answers.set()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.usefixtures("sound_server")
def test_a_name_that_no_device_has_is_an_error_that_says_so(backend: str) -> None:
    with pytest.raises(PlaybackError, match="no sound device is called 'Gramophone'"):
        open_best_device("Gramophone", backend=backend)


@pytest.mark.usefixtures("sound_server")
def test_the_default_stands_in_for_a_name_that_no_device_has() -> None:
    device = open_device_or_default("Gramophone", 0.1)
    assert (
        "stands in: no sound device is called 'Gramophone'; set [output] device" in device.problem
    )
    device.close()
    found = open_device_or_default("default", 0.1)
    assert not found.problem
    found.close()


@pytest.mark.parametrize(("backend", "name"), [("sounddevice", "DEFAULT"), ("miniaudio", "null")])
@pytest.mark.usefixtures("sound_server")
def test_part_of_a_name_in_any_case_finds_a_device(backend: str, name: str) -> None:
    device = open_best_device(name.swapcase(), 0.1, backend)
    assert device.backend == backend
    device.close()


@pytest.mark.usefixtures("sound_server")
def test_the_quicker_backend_comes_first() -> None:
    device = open_best_device()
    assert device.backend == "sounddevice"
    device.close()
