"""pynput's X11 listener, with the raw events and an orderly end."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, cast

from speakd.desktop.hotkeys.key_events import KeyEvent
from speakd.desktop.hotkeys.x11_keyboard import query_keyboard
from speakd.desktop.x11_connection import close, connection_errors, cut, ignore_error, lost_errors
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from speakd.desktop.hotkeys.pynput_source import Listener
    from speakd.desktop.hotkeys.x11_keyboard import X11Keyboard

_log = logging.getLogger(__name__)


def make_recorder(
    keys: Collection[str],
    on_event: Callable[[KeyEvent], None],
    on_ready: Callable[[], None],
    on_finished: Callable[[], None],
) -> Listener:
    """Make the listener, a thread not yet started; see `PynputSource` for the callbacks.

    Its class is put together here, because importing pynput needs a display.

    Raises:
        DesktopError: pynput cannot be imported.
    """
    try:
        from pynput import keyboard  # noqa: PLC0415, see above
    except ModuleNotFoundError as problem:
        raise DesktopError(
            "pynput is not installed", remedy="install speakd with the extra `pynput`"
        ) from problem
    except ImportError as problem:
        raise DesktopError(
            "pynput cannot use this display", remedy="run `speakd doctor` to see what is missing"
        ) from problem
    recorder = type("Recorder", (X11Recorder, keyboard.Listener), {})
    return cast("Listener", recorder(keys, on_event, on_ready, on_finished))


class X11Recorder:
    """What goes before `pynput.keyboard.Listener` to make it dependable on X11.

    pynput names a key by the keysym it had when pynput connected, so a chord would depend on the
    layout. Its hook for subclasses, `_handle_message`, still has the event itself: the key code,
    which is the key's place, and the modifiers that the server says are held.
    """

    # Of pynput, once its thread runs.
    _display_stop: Any = None
    _display_record: Any = None
    _context: Any = None
    StopException: type[Exception]

    def __init__(
        self,
        keys: Collection[str],
        on_event: Callable[[KeyEvent], None],
        on_ready: Callable[[], None],
        on_finished: Callable[[], None],
    ) -> None:
        super().__init__()
        self._keys = keys
        self._on_event = on_event
        self._on_ready = on_ready
        self._on_finished = on_finished
        self._keyboard: X11Keyboard
        self._unwanted = False

    def run(self) -> None:
        """Record until stopped or disconnected; the thread's work."""
        try:
            super().run()  # type: ignore[misc]  # pynput's
        except connection_errors():
            _log.debug("the X server ended the connection", exc_info=True)
        finally:
            for display in (self._display_record, self._display_stop):
                close(display)
            self._on_finished()

    def stop(self) -> None:
        """Ask the thread to end; one that has not come as far as to record yet will not."""
        self._unwanted = True
        super().stop()  # type: ignore[misc]  # pynput's

    def cut(self) -> None:
        """Shut the connections down, so that the thread that waits for the server wakes."""
        for display in (self._display_record, self._display_stop):
            cut(display)

    def _initialize(self, display: Any) -> None:
        from Xlib import X  # noqa: PLC0415, lazily: X11 only

        display.set_error_handler(ignore_error)
        # RECORD hands its events over only when the server has something else to write, too.
        # With these events for us there always is, even on an empty desktop.
        mask = X.KeyPressMask | X.KeyReleaseMask
        display.screen().root.change_attributes(event_mask=mask)
        self._keyboard = query_keyboard(display.display, self._keys)

    def _handler(self, events: Any) -> None:
        from Xlib.ext import record  # noqa: PLC0415, lazily: X11 only

        if self._unwanted:
            raise self.StopException
        if events.category == record.StartOfData:
            self._on_ready()
        super()._handler(events)  # type: ignore[misc]  # pynput's

    def _handle_message(self, display: Any, event: Any, _injected: object) -> None:
        from Xlib import X  # noqa: PLC0415, lazily: X11 only

        try:
            if _mapping_changed(display, X.MappingNotify):
                self._keyboard = query_keyboard(display.display, self._keys)
        except connection_errors() as problem:
            raise self.StopException from problem
        key = self._keyboard.names.get(event.detail)
        if key is not None:
            held = self._keyboard.modifiers(event.state)
            self._on_event(KeyEvent(key, event.type == X.KeyPress, held, time.monotonic()))

    def _stop_platform(self) -> None:
        # pynput's own would ask on the connection that its thread waits on, where nothing is sent
        # until the next key.
        if self._context is None:
            return
        try:
            self._display_stop.record_disable_context(self._context)
            self._display_stop.flush()
        except lost_errors():
            _log.debug("the recording is ending by itself")


def _mapping_changed(display: Any, mapping_notify: int) -> bool:
    """Take in what has arrived on a connection; tell whether the layout is another one now."""
    events = [display.next_event() for _ in range(display.pending_events())]
    return any(event.type == mapping_notify for event in events)
