"""The life of one pynput listener, the same on every platform."""

from __future__ import annotations

import threading
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Protocol

from speakd.desktop.hotkeys.key_events import KeySource

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from speakd.desktop.hotkeys.key_events import KeyEvent
    from speakd.errors import DesktopError


class Listener(Protocol):
    """What is needed of pynput's listener, which is a thread."""

    def start(self) -> None:
        """Begin to listen."""

    def stop(self) -> None:
        """Ask it to end."""


class PynputSource(KeySource):
    """Starts a pynput listener, knows when it hears and when it ends, and stops it.

    pynput's own `wait()` blocks for ever when the listener fails to start, and its `running` stays
    true when it died; so a listener made here reports both moments itself.
    """

    start_s: ClassVar[float] = 5.0
    """Seconds until a listener that does not begin is given up."""

    stop_s: ClassVar[float] = 2.0
    """Seconds that a stop waits for its end."""

    ended: ClassVar[str]
    """What is told when the listener ends though nobody stopped it, with the remedy."""

    def __init__(self) -> None:
        self._settled = threading.Event()
        self._finished = threading.Event()
        self._stopping = threading.Event()
        self._hears = False
        self._listener: Listener | None = None

    def start(
        self,
        keys: Collection[str],
        on_event: Callable[[KeyEvent], None],
        on_end: Callable[[str], None],
    ) -> None:
        """See `KeySource`; here `on_end` is called on pynput's thread."""

        def on_ready() -> None:
            self._hears = True
            self._settled.set()

        def on_finished() -> None:
            self._finished.set()
            self._settled.set()
            if self._hears and not self._stopping.is_set():
                on_end(self.ended)

        self._listener = self._make_listener(keys, on_event, on_ready, on_finished)
        self._listener.start()
        if not self._settled.wait(self.start_s) or not self._hears:
            self.stop()
            raise self._refusal()

    def stop(self) -> None:
        """See `KeySource`."""
        if self._listener is None or self._stopping.is_set():
            return
        self._stopping.set()
        self._end(self._listener, self._finished)

    @abstractmethod
    def _make_listener(
        self,
        keys: Collection[str],
        on_event: Callable[[KeyEvent], None],
        on_ready: Callable[[], None],
        on_finished: Callable[[], None],
    ) -> Listener:
        """Make the listener, not yet started.

        It calls `on_ready` once from when on a press is noticed, and `on_finished` as the last
        thing that its thread does.

        Raises:
            DesktopError: It cannot listen here.
        """

    @abstractmethod
    def _refusal(self) -> DesktopError:
        """Give the error for a listener that ended, or hung, before it heard anything."""

    def _end(self, listener: Listener, finished: threading.Event) -> None:
        """Stop a listener and wait for its end."""
        listener.stop()
        finished.wait(self.stop_s)
