"""The hotkey of the daemon: one listener at a time, another when the keys change."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from speakd.desktop.session import hotkey_listener
from speakd.desktop.unavailable import UnavailableHotkeyListener
from speakd.doors.hotkey import bind, shortcut_names
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.config.hotkey_options import HotkeyOptions
    from speakd.desktop.api import HotkeyListener, HotkeyStatus

_log = logging.getLogger(__name__)


class LiveHotkey:
    """Listens for the configured chords. Any thread.

    Args:
        options: The chords.
        actions: What a key can do, by its name in `options`.
        on_change: Told when the desktop has given other keys than before, or keys at last.
        new_listener: Makes a listener that is yet to be started.
    """

    def __init__(
        self,
        options: HotkeyOptions,
        actions: Mapping[str, Callable[[], None]],
        on_change: Callable[[HotkeyStatus], None] = lambda _: None,
        new_listener: Callable[..., HotkeyListener] = hotkey_listener,
    ) -> None:
        self._options = options
        self._actions = actions
        self._on_change = on_change
        self._new_listener = new_listener
        self._turn = threading.RLock()
        self._is_stopped = False
        self._listener: HotkeyListener = UnavailableHotkeyListener(DesktopError("not started"))

    def start(self) -> None:
        """Begin to listen; where that cannot be had, say so in one line and go on without."""
        with self._turn:
            try:
                self._listener = self._listen(self._options)
            except DesktopError as reason:
                _log.warning("%s", reason)
                self._listener = UnavailableHotkeyListener(reason)

    def try_again(self) -> None:
        """Begin to listen where that could not be had before; else do nothing.

        A display may come after speakd, and who holds a chord may let it go.
        """
        with self._turn:
            if self._is_stopped or not isinstance(self._listener, UnavailableHotkeyListener):
                return
            try:
                self._listener = self._listen(self._options)
            except DesktopError as reason:
                _log.debug("no hotkey yet: %s", reason)
                self._listener = UnavailableHotkeyListener(reason)
                return
        _log.info("there is a hotkey now")
        self._on_change(self._listener.status())

    def use(self, options: HotkeyOptions) -> None:
        """Listen for other chords instead; if that cannot be had, for those of before.

        Raises:
            DesktopError: It cannot be had; why, and what to do.
        """
        with self._turn:
            # The one before goes first: a chord that stays could not be had a second time.
            self._listener.stop()
            try:
                self._listener = self._listen(options)
            except DesktopError:
                self.start()
                raise
            self._options = options

    def status(self) -> HotkeyStatus:
        """Tell how the listener is doing, at once."""
        return self._listener.status()

    def stop(self) -> None:
        """Stop listening. Calling it again does nothing."""
        with self._turn:
            self._is_stopped = True
            self._listener.stop()

    def _listen(self, options: HotkeyOptions) -> HotkeyListener:
        chords = options.bindings()
        names = shortcut_names(chords, options.descriptions())
        listener = self._new_listener(names=names, on_change=self._on_change)
        try:
            listener.start(bind(chords, self._actions))
        except DesktopError:
            listener.stop()
            raise
        return listener
