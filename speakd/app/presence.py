"""What a person sees of speakd without asking: an icon with a menu, and what is wrong."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.app.problem_watch import ProblemWatch
    from speakd.app.problems import Problems
    from speakd.desktop.presence.api import Notifier, Tray, TrayView

_LOOK_S = 10.0
"""How often to look at what tells nobody when it changes: the hotkey and the engines."""

_LOOK_AGAIN_S = 1.5
"""When to look again at what may have passed by itself: longer than a lost key takes to come back,
and as long as a person may wait for an engine's picture to change."""

_SETTLING_S = 0.1
"""Seconds between a change and looking at it, so that it costs the first sound nothing."""

_log = logging.getLogger(__name__)


class Presence:
    """Keeps the tray and the notifications true, on a thread of its own.

    Args:
        problems: What is wrong.
        watch: Finds out what is.
        tray: The icon, if there is to be one.
        menu: What it shows.
        notifier: Where problems are shown.
        is_loading: Whether voices are being loaded.
        rehearsed: Set when the first reading has been made fast, which comes first.
        leave: Ends speakd, where the session is over that it was started in.
    """

    def __init__(
        self,
        problems: Problems,
        watch: ProblemWatch,
        *,
        tray: Tray | None,
        menu: Callable[[], TrayView],
        notifier: Notifier,
        is_loading: Callable[[], bool],
        rehearsed: threading.Event,
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self._problems = problems
        self._watch = watch
        self._tray = tray
        self._menu = menu
        self._notifier = notifier
        self._is_loading = is_loading
        self._rehearsed = rehearsed
        self._leave = leave
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="presence", daemon=True)

    def start(self) -> None:
        """Begin, once the rehearsal is over."""
        self._thread.start()

    def refresh(self) -> None:
        """Look again soon, for something has changed; any thread, returns at once."""
        self._changed.set()

    def stop(self) -> None:
        """Take the icon away and end."""
        self._stopped.set()
        self._rehearsed.set()
        self._changed.set()
        self._thread.join()

    def _work(self) -> None:
        self._rehearsed.wait()
        if self._stopped.is_set():
            return
        self._show_tray()
        self._problems.show_on(self._notifier, self.refresh)
        while not self._stopped.is_set():
            look_again = self._watch.look() or self._is_loading()
            self._leave()
            if self._tray is not None:
                self._tray.refresh()
            if self._changed.wait(_LOOK_AGAIN_S if look_again else _LOOK_S):
                self._stopped.wait(_SETTLING_S)
                self._changed.clear()
        if self._tray is not None:
            self._tray.stop()
        self._notifier.close()

    def _show_tray(self) -> None:
        if self._tray is None:
            return
        try:
            self._tray.start(self._menu)
        except DesktopError as error:
            _log.info("no icon in the tray: %s", error)
            self._tray.stop()
            self._tray = None
