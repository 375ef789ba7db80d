"""The hotkey on Wayland: the desktop binds the keys and tells of presses."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from speakd.desktop.api import HotkeyListener, HotkeyStatus
from speakd.desktop.hotkeys.portal_bus import PortalLostError
from speakd.desktop.hotkeys.portal_session import PortalSession
from speakd.desktop.hotkeys.portal_shortcuts import SET_A_KEY, Triggers, offer, shortcut_ids
from speakd.desktop.hotkeys.supervised_hotkey import BackOff
from speakd.desktop.session_bus import connect_to_bus, interrupt
from speakd.errors import DesktopError, describe_bug

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jeepney.io.blocking import DBusConnection

    from speakd.chord import Chord
    from speakd.desktop.api import ShortcutName

_log = logging.getLogger(__name__)

_BACKEND = "GlobalShortcuts portal"

_BACK_OFF = BackOff(first_s=0.05, longest_s=30.0)
"""A portal that fails again and again may be showing a dialog each time."""

_ASKING = "the desktop is asking which keys speakd may have; answer its dialog"
_NO_KEY = f"the desktop has given speakd no key; {SET_A_KEY}"
_SILENT = "the desktop portal does not answer; log out and in again, or restart xdg-desktop-portal"
_LOST = "the desktop portal has ended the session; speakd asks for another"


class PortalHotkeyListener(HotkeyListener):
    """Listens through the GlobalShortcuts portal.

    The desktop, or the person in front of it, decides which keys speakd gets. `start` waits for
    that decision for a moment only; a dialog may stay open for as long as it likes, and `status`
    tells how it stands. A portal that ends, or comes after speakd, is met again when it is there.

    Args:
        names: What the desktop remembers and shows for each chord.
        environment: The session's; that of the process, if None.
        patience_s: Seconds that `start` waits for the desktop's decision.
        back_off: How long to wait before another session.
        on_change: Called on the listener's thread with what `status` tells, when that is new.
    """

    def __init__(
        self,
        names: Mapping[Chord, ShortcutName] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        patience_s: float = 1.0,
        back_off: BackOff = _BACK_OFF,
        on_change: Callable[[HotkeyStatus], None] = lambda _: None,
    ) -> None:
        self._names = dict(names or {})
        self._environment = environment
        self._patience_s = patience_s
        self._back_off = back_off
        self._on_change = on_change
        self._lock = threading.Lock()
        self._bindings: Mapping[Chord, Callable[[], None]] = {}
        self._triggers = Triggers({})
        self._connection: DBusConnection | None = None
        self._thread: threading.Thread | None = None
        self._decided = threading.Event()
        self._stopped = threading.Event()
        self._backend = _BACKEND
        self._problem = "not started"
        self._told: tuple[object, ...] = ()
        self._sessions = 0
        self._last_event_s: float | None = None

    def start(self, bindings: Mapping[Chord, Callable[[], None]]) -> None:
        """See `HotkeyListener`. A listener is started once; make a new one to start again."""
        if self._thread is not None or self._stopped.is_set():
            raise RuntimeError("a hotkey listener is started once")
        self._bindings = dict(bindings)
        self._triggers = Triggers(shortcut_ids(bindings, self._names))
        self._connection = connect_to_bus(self._environment)
        self._thread = threading.Thread(
            target=self._run, args=(self._connection,), name="speakd-portal", daemon=True
        )
        self._thread.start()
        self._decided.wait(self._patience_s)

    def stop(self) -> None:
        """See `HotkeyListener`. No callback begins once this has returned."""
        with self._lock:
            self._stopped.set()
            self._problem = "stopped"
            thread, self._thread = self._thread, None
            if self._connection is not None:
                interrupt(self._connection)
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def status(self) -> HotkeyStatus:
        """See `HotkeyListener`."""
        with self._lock:
            problem = self._problem or ("" if self._triggers.given else _NO_KEY)
            return HotkeyStatus(
                backend=self._backend,
                chords=() if problem else self._triggers.given,
                alive=not problem,
                last_event_s=self._last_event_s,
                restarts=max(0, self._sessions - 1),
                problem=problem,
                conflicts=() if problem else self._triggers.conflicts,
            )

    def _run(self, connection: DBusConnection | None) -> None:
        """Hold one session after the other, until stopped."""
        wait_s = self._back_off.first_s
        while True:
            began_s = time.monotonic()
            if connection is not None:
                self._use(connection)
            if time.monotonic() - began_s > self._back_off.longest_s:
                wait_s = self._back_off.first_s
            if self._stopped.wait(wait_s):
                return
            wait_s = min(2 * wait_s, self._back_off.longest_s)
            connection = self._connect()

    def _connect(self) -> DBusConnection | None:
        try:
            connection = connect_to_bus(self._environment)
        except DesktopError as problem:
            self._tell(str(problem))
            return None
        with self._lock:
            self._connection = connection
            if self._stopped.is_set():  # meanwhile, when there was nothing to interrupt
                interrupt(connection)
        return connection

    def _use(self, connection: DBusConnection) -> None:
        """Hold a session over a connection, then close it."""
        with connection:
            try:
                self._hold_session(connection)
            except TimeoutError:
                self._tell(_SILENT)
            except PortalLostError:
                self._tell(_LOST)
            except Exception as error:  # noqa: BLE001, a portal may send anything at all
                _log.exception("the portal was not understood")
                self._tell(f"the desktop portal was not understood: {describe_bug(error)}")

    def _hold_session(self, connection: DBusConnection) -> None:
        """Get a session and keys, and stay with them, or with what came of it, until it is lost."""
        session = PortalSession(connection, self._fire, self._take_triggers)
        try:
            version = session.open()
            with self._lock:
                self._backend = f"{_BACKEND} (version {version})"
        except DesktopError as problem:
            self._tell(str(problem))
            session.wait_for_portal()
        self._bind(session)
        session.listen()

    def _bind(self, session: PortalSession) -> None:
        chords = self._triggers.chords
        if not chords.keys() <= set(session.known()):
            self._tell(_ASKING, is_decision=False)
        try:
            given = session.bind(
                offer(identifier, chord, self._names) for identifier, chord in chords.items()
            )
        except DesktopError as problem:
            # The session goes on: a key may still be set in the desktop's own settings.
            self._tell(str(problem))
        else:
            with self._lock:
                self._sessions += 1
                self._triggers = Triggers(chords)
                self._triggers.update(given)
            self._tell("")

    def _take_triggers(self, given: Mapping[str, str]) -> None:
        with self._lock:
            self._triggers.update(given)
        self._tell("")

    def _fire(self, identifier: str) -> None:
        with self._lock:
            chord = self._triggers.chords.get(identifier)
            if self._stopped.is_set() or chord is None:
                return
            self._last_event_s = time.monotonic()
            is_news = self._triggers.pressed(identifier) or bool(self._problem)
        try:
            self._bindings[chord]()
        except Exception:  # noqa: BLE001, a faulty callback must not cost every later key press
            _log.exception("what is bound to %s failed", chord)
        if is_news:
            self._tell("")

    def _tell(self, problem: str, *, is_decision: bool = True) -> None:
        """Take note of how it stands now, and pass it on."""
        with self._lock:
            if self._stopped.is_set():
                return
            self._problem = problem
        status = self.status()
        news = (status.problem, status.chords, status.conflicts)
        if news != self._told:
            self._told = news
            self._pass_on(status, is_decision=is_decision)
        if is_decision:
            self._decided.set()

    def _pass_on(self, status: HotkeyStatus, *, is_decision: bool) -> None:
        for line in filter(None, (status.problem, *status.conflicts)):
            _log.log(logging.WARNING if is_decision else logging.INFO, "%s", line)
        if status.alive:
            _log.info("the desktop has bound %s", ", ".join(status.chords))
        self._on_change(status)
