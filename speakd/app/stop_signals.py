"""Wait for the signals that end the process."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Self

    from speakd.desktop.main_loop import MainLoop

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Those of them that the platform has are caught."""


class StopSignals:
    """Catches the signals that ask a process to end. Main thread only.

    Python runs signal handlers between two instructions of the main thread. One that comes just
    before that thread begins to wait for a lock is not seen until the wait ends, which may be
    never. So the wait is for a socket that the interpreter itself writes to; on Windows, too.
    """

    def __init__(self) -> None:
        self.received = False
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)  # noqa: FBT003, it takes no keyword
        self._previous: dict[signal.Signals, object] = {}

    def wait(self, loop: MainLoop) -> None:
        """Have `loop` run until a signal has come."""
        while not self.received:
            loop.run_until_readable(self._woken)
            self._woken.recv(1)

    def __enter__(self) -> Self:
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for name in _NAMES:
            if (number := getattr(signal, name, None)) is not None:
                self._previous[number] = signal.signal(number, self._receive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # as `signal` itself gave it
        signal.set_wakeup_fd(-1)
        self._woken.close()
        self._waker.close()

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        self.received = True
