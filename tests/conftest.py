"""Parts of a desktop that every test may have: a real X server and a real sound server."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from support.session_bus import SessionBus, running_session_bus
from support.sound import SoundServer, running_sound_server
from support.xserver import XServer, running_x_server

if TYPE_CHECKING:
    from collections.abc import Iterator

# How long an example takes says something about the machine's other users, not about speakd.
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")

# A shell that runs the tests in the background has them, and all they start, ignore interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def x_server() -> Iterator[XServer]:
    """One X server for the session; `DISPLAY` is set from its first use on. Leave it alive."""
    with running_x_server() as server, pytest.MonkeyPatch.context() as patch:
        _show(server, patch)
        yield server


@pytest.fixture
def own_x_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    """An X server for this test alone, to be killed or given another layout."""
    with running_x_server() as server:
        _show(server, monkeypatch)
        yield server


@pytest.fixture(scope="session")
def sound_server() -> Iterator[SoundServer]:
    """One sound server for the session; its environment is set from its first use on."""
    with running_sound_server() as server, pytest.MonkeyPatch.context() as patch:
        _sound(server, patch)
        yield server


@pytest.fixture
def own_sound_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    """A sound server for this test alone, to be killed and restarted."""
    with running_sound_server() as server:
        _sound(server, monkeypatch)
        yield server


@pytest.fixture
def session_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[SessionBus]:
    """A session bus for this test alone; `DBUS_SESSION_BUS_ADDRESS` names it."""
    with running_session_bus() as bus:
        for name, value in bus.environment.items():
            monkeypatch.setenv(name, value)
        yield bus


def _show(server: XServer, patch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment.items():
        patch.setenv(name, value)
    patch.delenv("WAYLAND_DISPLAY", raising=False)
    patch.delenv("XAUTHORITY", raising=False)
    patch.setenv("XDG_SESSION_TYPE", "x11")


def _sound(server: SoundServer, patch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment.items():
        patch.setenv(name, value)
    patch.delenv("PULSE_LATENCY_MSEC", raising=False)
