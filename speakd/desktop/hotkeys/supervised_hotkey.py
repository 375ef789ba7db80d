"""A hotkey listener over any backend: it keeps the record, and brings a dead backend back."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.desktop.api import HotkeyListener, HotkeyStatus
from speakd.desktop.hotkeys.chord_source import Bound
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.chord import Chord
    from speakd.desktop.hotkeys.chord_source import ChordSource

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackOff:
    """How long to wait between two attempts to bring a dead source back.

    Attributes:
        first_s: Seconds before the first attempt; doubled after each that fails.
        longest_s: Seconds that a wait never exceeds.
    """

    first_s: float = 0.05
    longest_s: float = 2.0


class SupervisedHotkeyListener(HotkeyListener):
    """Listens through a source; one that ends is replaced by a new one.

    Args:
        new_source: Makes a source that is yet to be started.
        backend: What `status` names as the backend until it is known.
        back_off: How long to wait between attempts to replace a dead source.
    """

    def __init__(
        self,
        new_source: Callable[[], ChordSource],
        backend: str,
        back_off: BackOff = BackOff(),
    ) -> None:
        self._new_source = new_source
        self._backend = backend
        self._back_off = back_off
        self._lock = threading.Lock()
        self._bindings: dict[Chord, Callable[[], None]] = {}
        self._bound = Bound({}, {})
        self._source: ChordSource | None = None
        self._supervisor: threading.Thread | None = None
        self._wake = threading.Event()
        self._stopped = False
        self._problem = "not started"
        self._restarts = 0
        self._last_event_s: float | None = None

    def start(self, bindings: Mapping[Chord, Callable[[], None]]) -> None:
        """See `HotkeyListener`. A listener is started once; make a new one to start again."""
        if self._source is not None or self._stopped:
            raise RuntimeError("a hotkey listener is started once")
        self._bindings = dict(bindings)
        self._source = self._connect()
        self._supervisor = threading.Thread(
            target=self._supervise, name="speakd-hotkey-supervisor", daemon=True
        )
        self._supervisor.start()

    def stop(self) -> None:
        """See `HotkeyListener`. No callback begins once this has returned."""
        with self._lock:
            self._stopped = True
            self._problem = "stopped"
            supervisor, self._supervisor = self._supervisor, None
        self._wake.set()
        if supervisor is not None and supervisor is not threading.current_thread():
            supervisor.join()

    def status(self) -> HotkeyStatus:
        """See `HotkeyListener`."""
        with self._lock:
            return HotkeyStatus(
                backend=", ".join(dict.fromkeys(self._bound.backends.values())) or self._backend,
                chords=tuple(str(chord) for chord in self._bound.backends),
                alive=not self._problem,
                last_event_s=self._last_event_s,
                restarts=self._restarts,
                problem=self._problem,
                conflicts=self._bound.conflicts,
            )

    def _connect(self) -> ChordSource:
        source = self._new_source()
        ended = threading.Event()

        def on_end(reason: str) -> None:
            with self._lock:
                ended.set()
                self._set_problem(reason)
            self._wake.set()

        try:
            bound = source.start(self._bindings, self._fire, on_end)
        except DesktopError as problem:
            with self._lock:
                self._set_problem(str(problem))
            raise
        # In the order of the configuration, whichever backend has which.
        backends = {
            chord: bound.backends[chord] for chord in self._bindings if chord in bound.backends
        }
        with self._lock:
            known = self._bound.conflicts
            self._bound = Bound(backends, bound.refused)
            if not ended.is_set():
                self._set_problem("")
        for conflict in bound.conflicts:
            if conflict not in known:
                _log.warning("%s", conflict)
        return source

    def _set_problem(self, problem: str) -> None:
        if not self._stopped:
            self._problem = problem

    def _fire(self, chord: Chord) -> None:
        with self._lock:
            if self._stopped:
                return
            self._last_event_s = time.monotonic()
        try:
            self._bindings[chord]()
        except Exception:  # noqa: BLE001, a faulty callback must not cost every later key press
            _log.exception("what is bound to %s failed", chord)

    def _supervise(self) -> None:
        """Replace the source whenever it ends, until stopped."""
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._source is not None:
                self._source.stop()
            if self._stopped:
                return
            _log.warning("hotkey lost: %s", self._problem)
            self._source = None
            self._reconnect()

    def _reconnect(self) -> None:
        wait_s = self._back_off.first_s
        while not self._wake.wait(wait_s):
            try:
                self._source = self._connect()
            except DesktopError as problem:
                _log.debug("hotkey not back yet: %s", problem)
                wait_s = min(2 * wait_s, self._back_off.longest_s)
            else:
                with self._lock:
                    self._restarts += 1
                _log.info("hotkey is back")
                return
