"""The life of a hotkey backend that has a thread to itself, the same on every platform."""

from __future__ import annotations

import logging
import threading
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from speakd.desktop.hotkeys.chord_source import Bound, ChordSource
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from speakd.chord import Chord

_log = logging.getLogger(__name__)

NEW_LAYOUT = "the keyboard layout has changed, and with it which chords can be had"


class ThreadedChordSource(ChordSource):
    """One thread does everything: it connects, binds, listens and gives everything back."""

    start_s: ClassVar[float] = 5.0
    """Seconds until a system that does not answer is given up."""

    stop_s: ClassVar[float] = 1.0
    """Seconds that a stop waits for the thread before it cuts the thread's connection."""

    lost: ClassVar[str]
    """What is told when the thread ends though nobody stopped it, with the remedy."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._settled = threading.Event()
        self._bound: Bound | None = None
        self._failure: DesktopError | None = None

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
            raise self._failure or self._silence()
        return self._bound

    def stop(self) -> None:
        """See `ChordSource`."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._wake()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(self.stop_s)
            if self._thread.is_alive():
                self._cut()
                self._thread.join(self.stop_s)

    def _run(
        self,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
        on_end: Callable[[str], None],
    ) -> None:
        reason = self.lost
        try:
            reason = self._serve(chords, on_chord)
        except DesktopError as problem:
            self._failure = problem
            reason = str(problem)
        except OSError:
            _log.debug("the connection to the desktop has ended", exc_info=True)
        finally:
            self._settled.set()
            if self._bound is not None and not self._stopping.is_set():
                on_end(reason)

    def _settle(self, chords: Collection[Chord], refused: Mapping[Chord, str]) -> None:
        """Tell `start`, from within `_serve`, that a press would be noticed from now on."""
        backends = {chord: self.name for chord in chords if chord not in refused}
        self._bound = Bound(backends, dict(refused))
        self._settled.set()

    @abstractmethod
    def _serve(self, chords: Collection[Chord], on_chord: Callable[[Chord], None]) -> str:
        """Bind the chords, call `_settle`, and listen until stopped. The thread's work.

        Returns:
            Why it has ended though it was not stopped.

        Raises:
            DesktopError: It cannot listen here, or no more.
            OSError: The connection was lost.
        """

    @abstractmethod
    def _wake(self) -> None:
        """Have the thread notice that it is to stop. Any thread; called once."""

    @abstractmethod
    def _silence(self) -> DesktopError:
        """Give the error for a system that does not answer."""

    def _cut(self) -> None:
        """Wake a thread that waits for a system that does not answer."""
