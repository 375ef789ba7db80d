"""What the main thread does while speakd serves."""

from __future__ import annotations

import select
import signal
import socket
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
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
        """Run while another thread works; return, or raise, as the work does.

        Raises:
            KeyboardInterrupt: Somebody would not wait; the work is left to itself.
        """
        failures: list[BaseException] = []
        over = threading.Event()
        woken, waker = socket.socketpair()
        waker.setblocking(False)  # noqa: FBT003, it takes no keyword

        def run() -> None:
            try:
                work()
            except BaseException as failure:  # noqa: BLE001, it is raised on the main thread
                failures.append(failure)
            over.set()
            with suppress(OSError):  # nobody waits any more
                waker.send(b"\0")

        with woken, waker:
            # A foreign loop gives Python no chance to look for signals.
            before = signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
            try:
                threading.Thread(target=run, name="speakd-work", daemon=True).start()
                while not over.is_set():
                    self.run_until_readable(woken)
                    woken.recv(1)
            finally:
                signal.set_wakeup_fd(before)
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
