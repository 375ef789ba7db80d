from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from speakd.desktop.session_bus import bus_address, connect_to_bus, interrupt
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from pathlib import Path

    from support.session_bus import SessionBus


def test_a_bus_gives_its_clients_a_name(session_bus: SessionBus) -> None:
    with connect_to_bus(session_bus.environment) as connection:
        assert connection.unique_name.startswith(":")


def test_without_the_variable_the_runtime_folder_s_bus_is_taken(session_bus: SessionBus) -> None:
    environment = {"XDG_RUNTIME_DIR": str(session_bus.folder)}
    assert bus_address(environment) == session_bus.address
    connect_to_bus(environment).close()


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"XDG_RUNTIME_DIR": "/nonexistent"},
        {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"},
        {"DBUS_SESSION_BUS_ADDRESS": "disabled:"},
        {"DBUS_SESSION_BUS_ADDRESS": "nonsense"},
        {"DBUS_SESSION_BUS_ADDRESS": "tcp:host=localhost,port=1"},
    ],
)
def test_without_a_bus_there_is_a_remedy(environment: dict[str, str]) -> None:
    with pytest.raises(DesktopError, match="session bus") as caught:
        connect_to_bus(environment)
    assert caught.value.remedy


def test_a_bus_that_hangs_is_given_up(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "bus"))
        silent.listen()
        with pytest.raises(DesktopError, match="does not answer"):
            connect_to_bus({"XDG_RUNTIME_DIR": str(tmp_path)})


def test_another_thread_can_end_a_wait(session_bus: SessionBus) -> None:
    with connect_to_bus(session_bus.environment) as connection:
        threading.Timer(0.05, interrupt, [connection]).start()
        connection.receive(timeout=20)  # the bus tells every client its name
        with pytest.raises(ConnectionResetError):
            connection.receive(timeout=20)
    interrupt(connection)
