from __future__ import annotations

import json
import os
import socket
import stat
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from speakd.doors.control.client import NotRunningError, request
from speakd.doors.control.connection import Connection
from speakd.doors.control.protocol import MAX_MESSAGE_BYTES, VERSION
from speakd.doors.control.server import ControlServer
from speakd.doors.control.unix_server import UnixServer
from speakd.errors import ControlError
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

GOOD = json.dumps({"version": VERSION, "command": "ping"}).encode() + b"\n"


def echo(command: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
    return {"command": command, "arguments": dict(arguments)}


@contextmanager
def serving(path: Path) -> Iterator[Path]:
    server = ControlServer(path, echo)
    server.start()
    try:
        yield path
    finally:
        server.stop()


@pytest.fixture
def path(folder: Path) -> Iterator[Path]:
    with serving(folder / "s") as path:
        yield path


@contextmanager
def connected(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(path))
        yield client


def rest(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(65536), b""))


def test_a_command_comes_back_with_its_arguments(path: Path) -> None:
    assert request(path, "say", text="hé\n\udce9", language=None) == {
        "command": "say",
        "arguments": {"text": "hé\n\udce9", "language": None},
    }


def test_nobody_else_may_open_the_socket(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_long_text_passes_and_a_longer_one_is_refused_before_it_is_sent(path: Path) -> None:
    text = "x" * (MAX_MESSAGE_BYTES - 100)
    arguments = request(path, "say", text=text)["arguments"]
    assert arguments == {"text": text}
    with pytest.raises(ControlError, match="longer than 16 MiB; send less text"):
        request(path, "say", text=text + "x" * 100)


def test_a_message_without_end_is_refused(path: Path) -> None:
    with connected(path) as client:
        with suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(b"x" * (MAX_MESSAGE_BYTES + 10_000_000))
        assert b"longer than 16 MiB" in client.recv(1000)


def test_a_half_message_is_refused(path: Path) -> None:
    with connected(path) as client:
        client.sendall(GOOD[:-5])
        client.shutdown(socket.SHUT_WR)
        assert b"cut short" in rest(client)


def test_a_client_that_only_looks_in_is_let_go(path: Path) -> None:
    with connected(path) as client:
        client.shutdown(socket.SHUT_WR)
        assert rest(client) == b""


def test_a_message_in_drops_is_put_together(path: Path) -> None:
    with connected(path) as client:
        for index in range(len(GOOD)):
            client.sendall(GOOD[index : index + 1])
        assert json.loads(rest(client))["result"]["command"] == "ping"


def test_a_drip_does_not_gain_time(folder: Path) -> None:
    server = UnixServer(folder / "s", lambda message: message, timeout_s=0.1)
    server.start()
    try:
        with connected(folder / "s") as client:
            client.settimeout(0.02)
            reply = b""
            deadline = time.monotonic() + 10
            while not reply:
                assert time.monotonic() < deadline
                with suppress(TimeoutError, BrokenPipeError):
                    client.sendall(b" ")
                    reply = client.recv(1000)
            assert b"not complete in time" in reply
    finally:
        server.stop()


def test_silent_clients_do_not_keep_others_out(path: Path) -> None:
    with ExitStack() as silent:
        for _ in range(50):
            silent.enter_context(connected(path)).sendall(GOOD[:3])
        started = time.monotonic()
        assert request(path, "ping")["command"] == "ping"
        assert time.monotonic() - started < 1.5, "waited for a silent client's time limit"


def test_a_client_that_does_not_read_its_reply_blocks_nobody(folder: Path) -> None:
    server = ControlServer(folder / "s", lambda *_: {"much": "x" * 5_000_000})
    server.start()
    try:
        with connected(folder / "s") as deaf:
            deaf.sendall(GOOD)
            assert len(str(request(folder / "s", "ping")["much"])) == 5_000_000
    finally:
        server.stop()


def test_a_command_that_hangs_blocks_nobody(folder: Path) -> None:
    hanging, release = threading.Event(), threading.Event()

    def handle(command: str, _: object) -> dict[str, object]:
        if command == "hang":
            hanging.set()
            release.wait(20)
        return {}

    server = ControlServer(folder / "s", handle)
    server.start()
    try:
        with connected(folder / "s") as client:
            client.sendall(GOOD.replace(b"ping", b"hang"))
            assert hanging.wait(10)
            assert request(folder / "s", "ping") == {}
            release.set()
            assert json.loads(rest(client))["ok"] is True
    finally:
        release.set()
        server.stop()


def test_when_all_are_busy_a_client_is_told_so(folder: Path) -> None:
    release = threading.Event()
    busy = threading.Semaphore(0)

    def handle(_: bytes) -> bytes:
        busy.release()
        release.wait(20)
        return b"{}\n"

    server = UnixServer(folder / "s", handle, max_connections=2)
    server.start()
    try:
        with connected(folder / "s") as first, connected(folder / "s") as second:
            for client in (first, second):
                client.sendall(GOOD)
                assert busy.acquire(timeout=10)
            with pytest.raises(ControlError, match="speakd is busy; try again in a moment"):
                request(folder / "s", "ping")
            release.set()
            assert rest(first) == rest(second) == b"{}\n"
    finally:
        release.set()
        server.stop()


def test_many_clients_at_once_are_all_answered(path: Path) -> None:
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda number=number: answers.append(ping(path, number)))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, answers)) == sorted(map(str, range(12)))


def ping(path: Path, number: int) -> object:
    arguments = request(path, "ping", number=number)["arguments"]
    assert isinstance(arguments, dict)
    return arguments["number"]


def test_another_user_is_turned_away(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    answered = threading.Event()

    def handle(_: bytes) -> bytes:
        answered.set()
        return b"{}\n"

    server = UnixServer(folder / "s", handle, find_peer=lambda _: os.geteuid() + 1)
    server.start()
    try:
        with pytest.raises(ControlError, match="belongs to another user"):
            request(folder / "s", "ping")
    finally:
        server.stop()
    assert not answered.is_set()
    assert "another user" in caplog.text


def test_stop_removes_the_socket_and_may_be_called_again(folder: Path) -> None:
    path = folder / "s"
    server = ControlServer(path, echo)
    server.start()
    server.stop()
    server.stop()
    assert not path.exists()
    with pytest.raises(NotRunningError, match="not running; start it with `speakd run`"):
        request(path, "ping")


def test_a_server_that_was_stopped_can_start_again(folder: Path) -> None:
    server = ControlServer(folder / "s", echo)
    for _ in range(2):
        server.start()
        assert request(folder / "s", "ping")["command"] == "ping"
        server.stop()


def test_stop_cuts_silent_clients_off(folder: Path) -> None:
    server = ControlServer(folder / "s", echo)
    server.start()
    with connected(folder / "s") as silent:
        silent.sendall(b"{")
        wait_until(lambda: threading.active_count() > 2, what="the connection's thread")
        started = time.monotonic()
        server.stop()
        assert time.monotonic() - started < 1.5, "waited for the silent client's time limit"
        with suppress(ConnectionResetError):  # where its byte was not read yet
            rest(silent)


def test_a_command_may_stop_the_server(folder: Path) -> None:
    stopped = threading.Event()

    def handle(_command: str, _: object) -> dict[str, object]:
        server.stop()
        stopped.set()
        return {}

    server = ControlServer(folder / "s", handle)
    server.start()
    with connected(folder / "s") as client:
        client.sendall(GOOD)
        assert stopped.wait(10)
    assert not (folder / "s").exists()
    wait_until(
        lambda: all(each.name != "control-connection" for each in threading.enumerate()),
        what="the end of the connection's thread",
    )


def test_the_socket_of_a_dead_process_is_replaced(folder: Path) -> None:
    path = folder / "s"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert path.exists()
    with serving(path):
        assert request(path, "ping")["command"] == "ping"


def test_the_socket_of_a_living_process_is_left_alone(path: Path) -> None:
    with pytest.raises(ControlError, match="another process is listening"):
        ControlServer(path, echo).start()
    assert request(path, "ping")["command"] == "ping"


def test_what_is_no_socket_is_left_alone(folder: Path) -> None:
    path = folder / "s"
    path.write_text("precious")
    with pytest.raises(ControlError, match="is not a socket; move it away"):
        ControlServer(path, echo).start()
    assert path.read_text() == "precious"


def test_a_socket_that_others_put_in_our_place_is_left_alone(folder: Path) -> None:
    path = folder / "s"
    with serving(path):
        path.unlink()
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(str(path))
    assert path.exists()


def test_a_path_that_is_too_long_says_so(folder: Path) -> None:
    with pytest.raises(ControlError, match=r"has 1\d\d bytes and may have 103; set SPEAKD_RUNTIME"):
        ControlServer(folder / ("x" * 100), echo).start()


def test_a_folder_that_is_missing_says_so(folder: Path) -> None:
    with pytest.raises(ControlError, match="cannot be made: No such file or directory; look at"):
        ControlServer(folder / "none" / "s", echo).start()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.booleans())
def test_no_garbage_silences_the_server(path: Path, garbage: bytes, end: bool) -> None:  # noqa: FBT001, drawn by hypothesis
    with connected(path) as client:
        client.sendall(garbage)
        if end:
            client.shutdown(socket.SHUT_WR)
            reply = rest(client)
            assert not reply or json.loads(reply)["ok"] is False
    assert request(path, "ping")["command"] == "ping"


def test_no_room_for_a_thread_costs_one_client_and_not_the_door(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Connection) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "start", fail)
        with pytest.raises(ControlError, match="speakd is busy"):
            request(path, "ping")
    assert request(path, "ping")["command"] == "ping"
