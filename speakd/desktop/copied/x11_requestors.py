"""The windows that selections are delivered to."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speakd.desktop.x11_connection import X11Connection

_MOST_RETIRED = 32


class Requestors:
    """Windows of a connection: one in use, and some that late answers may still come to.

    A program that answers to a window that is gone gets an error, and xclip for one ends of it and
    takes the clipboard along. So the window of a transfer that was given up is kept, unused.
    """

    def __init__(self, connection: X11Connection) -> None:
        self._connection = connection
        self._idle: int | None = None
        self._retired: deque[int] = deque()

    def take(self) -> int:
        """Give a window that no answer is on its way to."""
        window, self._idle = self._idle, None
        return self._new() if window is None else window

    def give_back(self, window: int) -> None:
        """Take a window back whose every request was answered."""
        self._idle = window

    def retire(self, window: int) -> None:
        """Take a window back that answers may still come to."""
        self._retired.append(window)
        if len(self._retired) > _MOST_RETIRED:
            oldest = self._retired.popleft()
            self._connection.ask("DestroyWindow", window=oldest)
            self._connection.free_id(oldest)

    def _new(self) -> int:
        constants = self._connection.X
        window = self._connection.new_id()
        self._connection.ask(
            "CreateWindow",
            wid=window,
            parent=self._connection.root,
            depth=0,
            x=-1,
            y=-1,
            width=1,
            height=1,
            border_width=0,
            window_class=constants.InputOnly,
            visual=constants.CopyFromParent,
            attrs={"event_mask": constants.PropertyChangeMask},
        )
        return window
