"""Key events of an X server, through pynput."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, cast

from speakd.desktop.bounded_call import BoundedCaller, CallTimedOutError
from speakd.desktop.hotkeys.pynput_source import Listener, PynputSource
from speakd.desktop.hotkeys.x11_recorder import X11Recorder, make_recorder
from speakd.desktop.x11_connection import NO_DISPLAY_REMEDY, X11Connection
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from speakd.desktop.hotkeys.key_events import KeyEvent


class X11KeySource(PynputSource):
    """pynput's X11 listener; the display is that of `DISPLAY` when the source is made."""

    ended = f"the connection to the X server was lost; {NO_DISPLAY_REMEDY}"

    stop_s = 1.0

    def __init__(self) -> None:
        super().__init__()
        self._display_name = os.environ.get("DISPLAY", "")
        self._setup = BoundedCaller("speakd-hotkey-setup")
        self._connection: X11Connection | None = None
        self._given_up = threading.Event()

    def start(
        self,
        keys: Collection[str],
        on_event: Callable[[KeyEvent], None],
        on_end: Callable[[str], None],
    ) -> None:
        """See `KeySource`.

        The check's connection stays open until pynput has its own: a server whose last client
        leaves starts anew and turns the next one away.
        """
        try:
            super().start(keys, on_event, on_end)
        finally:
            if self._connection is not None:
                self._connection.close()

    def _make_listener(
        self,
        keys: Collection[str],
        on_event: Callable[[KeyEvent], None],
        on_ready: Callable[[], None],
        on_finished: Callable[[], None],
    ) -> Listener:
        def make() -> Listener:
            connection = X11Connection(self._display_name, remedy=NO_DISPLAY_REMEDY)
            self._connection = connection
            if self._given_up.is_set():
                connection.close()
                raise self._refusal()
            if not connection.ask("QueryExtension", name="RECORD").present:
                raise DesktopError(
                    f"the X server {self._display_name} lacks the RECORD extension",
                    remedy=NO_DISPLAY_REMEDY,
                )
            return make_recorder(keys, on_event, on_ready, on_finished)

        try:
            return self._setup.call(make, self.start_s)
        except CallTimedOutError as problem:
            self._given_up.set()
            raise self._refusal() from problem

    def _refusal(self) -> DesktopError:
        return DesktopError(
            f"no display: the X server {self._display_name} does not answer",
            remedy=NO_DISPLAY_REMEDY,
        )

    def _end(self, listener: Listener, finished: threading.Event) -> None:
        super()._end(listener, finished)
        if not finished.is_set():
            # A server that hangs ends no recording; without a connection pynput's thread ends.
            cast("X11Recorder", listener).cut()
            finished.wait(self.stop_s)
