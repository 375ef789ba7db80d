from __future__ import annotations

import os
import socket
import struct

import pytest

from speakd.doors.control.peer import peer_uid
from speakd.errors import ControlError


class FakeKernel(socket.socket):
    """A socket whose kernel answers as another system's would."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(socket.AF_UNIX)
        self._answer = answer
        self.asked: list[tuple[int, int, int]] = []

    def getsockopt(self, level: int, name: int, size: int = 0) -> bytes:  # type: ignore[override] # the one form in use
        self.asked.append((level, name, size))
        return self._answer


def test_the_kernel_names_the_user_at_the_other_end() -> None:
    one, other = socket.socketpair()
    with one, other:
        assert peer_uid(one) == os.geteuid()


@pytest.mark.parametrize("platform", ["darwin", "freebsd14"])
def test_the_answer_of_a_bsd_kernel_is_understood(platform: str) -> None:
    xucred = struct.pack("=IIh2x16I", 0, 501, 1, *range(16))
    with FakeKernel(xucred) as connection:
        assert peer_uid(connection, platform) == 501
        assert connection.asked == [(0, 1, 76)]


def test_an_answer_that_is_cut_short_names_nobody() -> None:
    with FakeKernel(b"") as connection, pytest.raises(ControlError, match="cannot be identified"):
        peer_uid(connection, "darwin")


def test_a_connection_that_is_gone_names_nobody() -> None:
    closed = socket.socket(socket.AF_UNIX)
    closed.close()
    with pytest.raises(ControlError, match="cannot be identified"):
        peer_uid(closed)


def test_an_unknown_platform_is_refused() -> None:
    with FakeKernel(b"") as connection, pytest.raises(ControlError, match="not supported on plan9"):
        peer_uid(connection, "plan9")
