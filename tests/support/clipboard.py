"""A real owner of an X selection: xclip, kept in the foreground so that it can be stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from typing import TYPE_CHECKING

from Xlib.display import Display

from support.processes import end, program
from support.waiting import wait_until

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


class ClipboardOwner:
    """Puts things on the clipboard of one X server; what was copied last is there.

    Args:
        display: The X server.
        selection: `CLIPBOARD`, or `PRIMARY` for what is selected.
    """

    def __init__(self, display: str, selection: str = "CLIPBOARD") -> None:
        self._display_name = display
        self._name = selection.lower()
        self._display = Display(display)
        self._selection = self._display.intern_atom(selection)
        self._owner: subprocess.Popen[bytes] | None = None

    def copy(self, content: str | bytes, target: str = "UTF8_STRING") -> None:
        """Own the clipboard with `content`; return once every client would see it."""
        before = self._owner_id()
        with tempfile.TemporaryFile() as source:
            source.write(content.encode() if isinstance(content, str) else content)
            source.seek(0)
            owner = subprocess.Popen(
                [program("xclip"), "-quiet", "-selection", self._name, "-t", target, "-in"],
                stdin=source,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "DISPLAY": self._display_name},
            )
        try:
            wait_until(lambda: self._owner_id() not in {0, before}, 20, "the clipboard's owner")
        finally:
            self._end_owner()
            self._owner = owner

    def clear(self) -> None:
        """Leave the clipboard without an owner, as after login."""
        self._end_owner()
        wait_until(lambda: self._owner_id() == 0, 10, "the clipboard to be nobody's")

    def hang(self) -> None:
        """Let the owner stop answering, as a busy or frozen program does."""
        if self._owner is None:
            raise AssertionError("nobody owns the clipboard yet")
        self._owner.send_signal(signal.SIGSTOP)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_owner()
        self._display.close()

    def _owner_id(self) -> int:
        owner = self._display.get_selection_owner(self._selection)
        return owner if isinstance(owner, int) else owner.id

    def _end_owner(self) -> None:
        if self._owner is not None:
            self._owner.send_signal(signal.SIGCONT)
            end(self._owner)
            self._owner = None
