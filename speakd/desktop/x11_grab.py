"""The hotkey of X11: chords that the X server gives to us alone."""

from __future__ import annotations

import logging
import os
import select
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar

from speakd.desktop.chord_matcher import ChordMatcher
from speakd.desktop.chord_source import Bound, ChordSource
from speakd.desktop.key_events import KeyEvent
from speakd.desktop.x11_connection import (
    NO_DISPLAY_REMEDY,
    X11Connection,
    connection_errors,
)
from speakd.desktop.x11_grabs import Grabs
from speakd.desktop.x11_xkb import watch_keyboard
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from speakd.chord import Chord

_log = logging.getLogger(__name__)


class X11GrabSource(ChordSource):
    """Grabs chords on the root window; the display is that of `DISPLAY` when it is made.

    One thread owns the connection: it connects, grabs, listens and gives everything back.
    """

    name: ClassVar[str] = "XGrabKey"

    start_s: ClassVar[float] = 5.0
    """Seconds until a server that does not answer is given up."""

    stop_s: ClassVar[float] = 1.0
    """Seconds that a stop waits for the server before it cuts the connection."""

    def __init__(self) -> None:
        self._display_name = os.environ.get("DISPLAY", "")
        self._connection: X11Connection | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._settled = threading.Event()
        self._bound: Bound | None = None
        self._failure: DesktopError | None = None
        self._woken, self._waker = socket.socketpair()

    def start(
        self,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
        on_end: Callable[[str], None],
    ) -> Bound:
        """See `ChordSource`."""
        self._thread = threading.Thread(
            target=self._run, args=(chords, on_chord, on_end), name="speakd-hotkey", daemon=True
        )
        self._thread.start()
        self._settled.wait(self.start_s)
        if self._bound is None:
            self.stop()
            raise self._failure or DesktopError(
                f"no display: the X server {self._display_name} does not answer",
                remedy=NO_DISPLAY_REMEDY,
            )
        return self._bound

    def stop(self) -> None:
        """See `ChordSource`."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._waker.close()
        if self._thread is None:
            self._woken.close()
        elif self._thread is not threading.current_thread():
            self._thread.join(self.stop_s)
            if self._thread.is_alive() and self._connection is not None:
                self._connection.cut()
                self._thread.join(self.stop_s)

    def _run(
        self,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
        on_end: Callable[[str], None],
    ) -> None:
        reason = f"the connection to the X server was lost; {NO_DISPLAY_REMEDY}"
        try:
            with self._woken:
                connection = X11Connection(self._display_name, remedy=NO_DISPLAY_REMEDY)
                self._connection = connection
                try:
                    reason = self._serve(connection, chords, on_chord)
                finally:
                    connection.close()
        except DesktopError as problem:
            self._failure = problem
        except connection_errors():
            _log.debug("the X server ended the connection", exc_info=True)
        finally:
            self._settled.set()
            if self._bound is not None and not self._stopping.is_set():
                on_end(reason)

    def _serve(
        self,
        connection: X11Connection,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
    ) -> str:
        """Grab and listen until stopped, or until it has to be done anew; then tell why."""
        if self._stopping.is_set():  # the server has answered too late
            return ""
        keyboard_changed = {watch_keyboard(connection), connection.X.MappingNotify}
        grabs = Grabs(connection, chords)
        grabs.take()
        at_first = grabs.refused
        keys = _Keys(connection, grabs, chords, on_chord)
        self._bound = Bound(
            {chord: self.name for chord in chords if chord not in at_first}, at_first
        )
        self._settled.set()
        is_stale = False
        while not self._stopping.is_set():
            event = connection.next_event(0)
            if event is not None:
                is_stale = is_stale or event.type in keyboard_changed
                keys.feed(event)
            elif is_stale:
                is_stale = False
                grabs.take()
                if grabs.refused != at_first:
                    break
            else:
                select.select([connection.fileno(), self._woken.fileno()], [], [])
        grabs.give_back()
        return "the keyboard layout has changed, and with it which chords can be had"


class _Keys:
    """Finds the chords in the key events that our grabs bring."""

    def __init__(
        self,
        connection: X11Connection,
        grabs: Grabs,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
    ) -> None:
        self._press, self._release = connection.X.KeyPress, connection.X.KeyRelease
        self._grabs = grabs
        self._matcher = ChordMatcher(chords)
        self._on_chord = on_chord

    def feed(self, event: Any) -> None:
        """Take in an event of the server's."""
        if event.type not in {self._press, self._release}:
            return
        keyboard = self._grabs.keyboard
        key = keyboard.names.get(event.detail)
        if key is None:
            return
        chord = self._matcher.feed(
            KeyEvent(
                key,
                event.type == self._press,
                keyboard.modifiers(event.state),
                time.monotonic(),
            )
        )
        if chord is not None:
            self._on_chord(chord)
