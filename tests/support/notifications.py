"""Notification services: one that remembers what it was asked to show, and a real one."""

from __future__ import annotations

import itertools
import os
import subprocess
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from support.bus_service import BusService, Refusal
from support.processes import end, program
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Self

    from support.bus_service import Answer


class NotificationService:
    """`org.freedesktop.Notifications`, without a screen.

    Args:
        address: The bus.
        capabilities: What it says that it can do.

    Attributes:
        shown: What can be seen now, by number: application, title, text.
        hints: The hints of the last notification.
        calls: How often it was asked to show something.
        refuses: While set, it answers with errors.
        hangs: While set, it does not answer.
    """

    def __init__(self, address: str, capabilities: Sequence[str] = ("body",)) -> None:
        self.shown: dict[int, tuple[str, str, str]] = {}
        self.hints: Mapping[str, tuple[str, object]] = {}
        self.calls = 0
        self.refuses = threading.Event()
        self.hangs = threading.Event()
        self._capabilities = list(capabilities)
        self._numbers = itertools.count(1)
        self._service = BusService(
            address,
            "org.freedesktop.Notifications",
            {
                "GetCapabilities": lambda: ("as", (self._capabilities,)),
                "Notify": self._notify,
                "CloseNotification": self._close,
            },
        )

    def _notify(self, *arguments: Any) -> Answer | None:
        application, replaces, _icon, title, text, _actions, self.hints, _ms = arguments
        self.calls += 1
        if self.refuses.is_set():
            raise Refusal
        if self.hangs.is_set():
            return None
        number = replaces or next(self._numbers)
        self.shown[number] = (application, title, text)
        return "u", (number,)

    def _close(self, number: int) -> Answer:
        if self.shown.pop(number, None) is None:
            raise Refusal
        return None, ()

    def close(self) -> None:
        """Leave the bus."""
        self._service.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def running_dunst(environment: Mapping[str, str]) -> Iterator[Callable[..., str]]:
    """Run dunst, a notification daemon; gives what asks it."""
    environment = {**os.environ, **environment}
    daemon = subprocess.Popen(
        [program("dunst")], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def ask(*question: str) -> str:
        command = [program("dunstctl"), *question]
        done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=20)
        return done.stdout.decode().strip()

    def answers() -> bool:
        try:
            return bool(ask("count", "displayed"))
        except subprocess.CalledProcessError:
            return False

    try:
        wait_until(answers, 20, "dunst")
        yield ask
    finally:
        end(daemon)
