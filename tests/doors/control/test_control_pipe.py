"""The Windows door over another kind of address: all but the kind of address is the real thing."""

from __future__ import annotations

import stat
import threading
import time
from contextlib import contextmanager
from multiprocessing.connection import Client
from typing import TYPE_CHECKING

import pytest

from speakd.doors.control import pipe_client
from speakd.doors.control.pipe import DeadlineConnection, key_file, pipe_address
from speakd.doors.control.pipe_server import PipeServer
from speakd.errors import ControlError
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def serving(
    folder: Path, answer: Callable[[bytes], bytes] = bytes.upper, timeout_s: float = 2.0
) -> Iterator[Path]:
    server = PipeServer(
        folder / "control.sock",
        answer,
        timeout_s=timeout_s,
        max_connections=2,
        address=str(folder / "a"),
        family="AF_UNIX",
    )
    server.start()
    try:
        yield folder
    finally:
        server.stop()
        server.stop()


def exchange(folder: Path, message: bytes) -> bytes:
    return pipe_client.exchange(
        folder / "control.sock",
        message,
        time.monotonic() + 5,
        address=str(folder / "a"),
        family="AF_UNIX",
    )


def _is_answered(folder: Path) -> bool:
    try:
        return exchange(folder, b"ping") == b"PING"
    except (EOFError, OSError):
        return False


def test_a_message_is_answered(folder: Path) -> None:
    with serving(folder):
        assert exchange(folder, b"ping\n") == b"PING\n"
        assert exchange(folder, b"x" * 1_000_000) == b"X" * 1_000_000


def test_the_key_belongs_to_the_user_alone_and_goes_with_the_server(folder: Path) -> None:
    key = key_file(folder / "control.sock")
    with serving(folder):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        first = key.read_bytes()
    assert not key.exists()
    with serving(folder):
        assert key.read_bytes() != first


def test_no_server_is_a_missing_file(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        exchange(folder, b"ping")


def test_a_client_without_the_key_is_turned_away(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answered: list[bytes] = []

    def answer(message: bytes) -> bytes:
        answered.append(message)
        return b""

    with serving(folder, answer):
        key_file(folder / "control.sock").write_bytes(b"another key")
        with pytest.raises(ControlError, match="belongs to another user"):
            exchange(folder, b"ping")
    assert not answered
    assert "without the key" in caplog.text


def test_a_client_that_never_introduces_itself_blocks_nobody(folder: Path) -> None:
    with serving(folder), Client(str(folder / "a"), "AF_UNIX"):
        assert exchange(folder, b"ping") == b"PING"


def test_a_silent_client_is_let_go(folder: Path) -> None:
    with serving(folder, timeout_s=0.1), Client(str(folder / "a"), "AF_UNIX") as silent:
        silent.recv_bytes()  # the challenge
        with pytest.raises((EOFError, ConnectionResetError)):
            silent.recv_bytes()


def test_further_clients_are_closed_at_once(folder: Path) -> None:
    with serving(folder), Client(str(folder / "a"), "AF_UNIX") as first:
        first.recv_bytes()
        with Client(str(folder / "a"), "AF_UNIX") as second:
            second.recv_bytes()
            with (
                Client(str(folder / "a"), "AF_UNIX") as third,
                pytest.raises((EOFError, ConnectionResetError)),
            ):
                third.recv_bytes()


def test_garbage_is_survived(folder: Path) -> None:
    with serving(folder):
        with Client(str(folder / "a"), "AF_UNIX") as client:
            client.send_bytes(b"\x80\x04garbage" * 100)
        with Client(str(folder / "a"), "AF_UNIX") as client:
            DeadlineConnection(client, time.monotonic() + 5).introduce(
                key_file(folder / "control.sock").read_bytes()
            )
        # There is room for two, and both may still be on their way out.
        wait_until(lambda: _is_answered(folder), 10, "a place for another")


def test_an_address_in_use_is_an_error_with_a_reason(folder: Path) -> None:
    with serving(folder), pytest.raises(ControlError, match="cannot be made: Address already in"):
        PipeServer(
            folder / "control.sock", bytes.upper, address=str(folder / "a"), family="AF_UNIX"
        ).start()


def test_the_name_of_the_pipe_follows_the_path(folder: Path) -> None:
    address = pipe_address(folder / "s")
    assert address.startswith("\\\\.\\pipe\\speakd-")
    assert address == pipe_address(folder / "s") != pipe_address(folder / "t")
    assert len(address) < 256


def test_no_room_for_a_thread_costs_one_client_and_not_the_door(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with serving(folder):
        for _ in range(3):  # more often than there is room for connections
            with monkeypatch.context() as patch:
                patch.setattr(threading.Thread, "start", fail)
                with pytest.raises((EOFError, OSError)):
                    exchange(folder, b"ping")
        assert exchange(folder, b"ping") == b"PING"
