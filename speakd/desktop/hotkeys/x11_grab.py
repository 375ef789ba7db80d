"""The hotkey of X11: chords that the X server gives to us alone."""

from __future__ import annotations

import os
import select
import socket
import time
from typing import TYPE_CHECKING, Any, ClassVar

from speakd.desktop.hotkeys.chord_matcher import ChordMatcher
from speakd.desktop.hotkeys.key_events import KeyEvent
from speakd.desktop.hotkeys.threaded_source import NEW_LAYOUT, ThreadedChordSource
from speakd.desktop.hotkeys.x11_grabs import Grabs
from speakd.desktop.hotkeys.x11_xkb import watch_keyboard
from speakd.desktop.x11_connection import NO_DISPLAY_REMEDY, X11Connection, connection_errors
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from speakd.chord import Chord


class X11GrabSource(ThreadedChordSource):
    """Grabs chords on the root window; the display is that of `DISPLAY` when it is made."""

    name: ClassVar[str] = "XGrabKey"
    lost: ClassVar[str] = f"the connection to the X server was lost; {NO_DISPLAY_REMEDY}"

    def __init__(self) -> None:
        super().__init__()
        self._display_name = os.environ.get("DISPLAY", "")
        self._connection: X11Connection | None = None
        self._woken, self._waker = socket.socketpair()

    def _serve(self, chords: Collection[Chord], on_chord: Callable[[Chord], None]) -> str:
        with self._woken:
            connection = X11Connection(self._display_name, remedy=NO_DISPLAY_REMEDY)
            self._connection = connection
            try:
                if self._stopping.is_set():  # the server has answered too late
                    return ""
                return self._listen(connection, chords, on_chord)
            except connection_errors() as problem:
                raise ConnectionError from problem
            finally:
                connection.close()

    def _listen(
        self,
        connection: X11Connection,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
    ) -> str:
        keyboard_changed = {watch_keyboard(connection), connection.X.MappingNotify}
        grabs = Grabs(connection, chords)
        grabs.take()
        at_first = grabs.refused
        keys = _Keys(connection, grabs, chords, on_chord)
        self._settle(chords, at_first)
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
        return NEW_LAYOUT

    def _wake(self) -> None:
        self._waker.close()
        if self._thread is None:
            self._woken.close()

    def _cut(self) -> None:
        if self._connection is not None:
            self._connection.cut()

    def _silence(self) -> DesktopError:
        return DesktopError(
            f"no display: the X server {self._display_name} does not answer",
            remedy=NO_DISPLAY_REMEDY,
        )


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
