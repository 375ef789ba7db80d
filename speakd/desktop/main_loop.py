"""What the main thread does while speakd serves."""

from __future__ import annotations

import select
import socket
import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class MainLoop(ABC):
    """Runs what the operating system wants run on the main thread, and ends on a word.

    Main thread only.
    """

    @abstractmethod
    def run_until_readable(self, end: socket.socket) -> None:
        """Run until there is something to be read from `end`; leave it there."""

    def run_beside(self, work: Callable[[], None]) -> None:
        """Run while another thread works; return, or raise, as the work does."""
        failures: list[BaseException] = []
        end, ended = socket.socketpair()

        def run() -> None:
            with ended:
                try:
                    work()
                except BaseException as failure:  # noqa: BLE001, it is raised on the main thread
                    failures.append(failure)

        with end:
            thread = threading.Thread(target=run, name="speakd-work")
            thread.start()
            self.run_until_readable(end)
            thread.join()
        if failures:
            raise failures[0]


class PlainMainLoop(MainLoop):
    """Waits: Linux and Windows want nothing of the main thread."""

    def run_until_readable(self, end: socket.socket) -> None:
        """See `MainLoop`."""
        select.select([end], [], [])

    def run_beside(self, work: Callable[[], None]) -> None:
        """See `MainLoop`; here the main thread has nothing better to do than the work."""
        work()
