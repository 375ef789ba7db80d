from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from speakd.doors.control import unix_client
from speakd.doors.control.client import NotRunningError, request
from speakd.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def listening(path: Path, serve: Callable[[socket.socket], None]) -> Iterator[None]:
    """Serve one connection, not necessarily well."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def accept() -> None:
            accepted, _ = listener.accept()
            with accepted:
                serve(accepted)

        thread = threading.Thread(target=accept)
        thread.start()
        yield
        thread.join()


def reply_with(reply: bytes) -> Callable[[socket.socket], None]:
    def serve(accepted: socket.socket) -> None:
        accepted.recv(65536)
        accepted.sendall(reply)

    return serve


def test_no_socket_means_that_speakd_is_not_running(folder: Path) -> None:
    with pytest.raises(NotRunningError):
        request(folder / "s", "stop")


def test_a_dead_socket_means_that_speakd_is_not_running(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(folder / "s"))
    with pytest.raises(NotRunningError):
        request(folder / "s", "stop")


def test_a_daemon_that_does_not_answer_is_given_up(folder: Path) -> None:
    over = threading.Event()
    with listening(folder / "s", lambda _: (over.wait(20), None)[1]):
        with pytest.raises(ControlError, match="does not answer") as caught:
            request(folder / "s", "stop", timeout_s=0.1)
        over.set()
    assert not isinstance(caught.value, NotRunningError)


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        (b"", "speakd hung up; try again"),
        (b'{"version"', "cut short"),
        (b"nonsense\n", "not JSON"),
        (b'{"version": 99, "ok": true, "result": {}}\n', "restart `speakd run` after an update"),
        (b'{"version": 1, "ok": true}\n', "makes no sense"),
        (b'{"version": 1, "ok": false, "error": "no", "remedy": "yes"}\n', "no; yes"),
    ],
)
def test_what_the_daemon_may_reply(folder: Path, reply: bytes, complaint: str) -> None:
    with (
        listening(folder / "s", reply_with(reply)),
        pytest.raises(ControlError, match=complaint),
    ):
        request(folder / "s", "stop")


def test_a_daemon_that_refuses_before_it_has_heard_all_is_heard(folder: Path) -> None:
    refusal = b'{"version": 1, "ok": false, "error": "too much"}\n'
    with (
        listening(folder / "s", reply_with(refusal)),
        pytest.raises(ControlError, match="too much"),
    ):
        request(folder / "s", "say", text="x" * 5_000_000)


def test_nothing_is_sent_to_another_user(folder: Path) -> None:
    received: list[bytes] = []
    with (
        listening(folder / "s", lambda accepted: received.append(accepted.recv(1000))),
        pytest.raises(ControlError, match="belongs to another user"),
    ):
        unix_client.exchange(
            folder / "s",
            b"a private text",
            time.monotonic() + 5,
            find_peer=lambda _: os.geteuid() + 1,
        )
    assert received == [b""]


def test_a_path_that_is_too_long_is_an_error_with_a_reason(folder: Path) -> None:
    with pytest.raises(ControlError, match=r"cannot be reached: .*path too long"):
        request(folder / ("x" * 200), "stop")


def test_the_client_imports_next_to_nothing() -> None:
    code = (
        "import sys; from speakd.doors.control import client, unix_client; "
        "print(*sorted(sys.modules))"
    )
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    heavy = {"numpy", "logging", "dataclasses", "pathlib", "platformdirs", "argparse"}
    assert not heavy.intersection(output.decode().split())
