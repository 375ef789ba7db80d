"""Does a press of the key arrive?"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Protocol

from speakd.app.doctor.check import Finding, note, ok, problem
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from speakd.chord import Chord
    from speakd.desktop.api import HotkeyListener
    from speakd.desktop.shortcut_steps import ShortcutSteps

PRESS_S = 15.0
"""Seconds that a person has to press the key."""

_POLL_S = 0.1
_NO_BACKEND = (None, "", "none")
_NOT_PRESSED = "nobody was asked to press it: that takes a terminal"
_HELD = "if you pressed it, another program may hold it: choose another under [hotkeys]"


def _do_nothing() -> None:
    """What other keys do while one is tried."""


class Person(Protocol):
    """Whoever sits at the terminal."""

    def invite(self, invitation: str) -> None:
        """Ask for something."""

    def declines(self, wait_s: float) -> bool:
        """Wait a little; tell whether the answer is no."""


class HotkeyCheck:
    """Tries the key of the daemon, or without one a listener of its own.

    Args:
        chords: The chords that read.
        ask_daemon: Gives the daemon's status; None without one.
        make_listener: Makes the listener that fits the session.
        steps: Writes the steps for the desktop's own settings, for a chord.
        person: Who is invited to press; None if nobody is there.
        silence: Ends the reading that a press of the daemon's key has begun: nobody would make out
            beside it what is to be heard next.
        others: Chords of other actions. A desktop that binds keys itself is asked for all of them,
            for it may forget those that it is not asked for.
    """

    def __init__(
        self,
        chords: Sequence[Chord],
        ask_daemon: Callable[[], Mapping[str, object] | None],
        make_listener: Callable[[], HotkeyListener],
        steps: Callable[[Chord], ShortcutSteps],
        person: Person | None,
        *,
        silence: Callable[[], None] = _do_nothing,
        others: Sequence[Chord] = (),
    ) -> None:
        self._chords = chords
        self._others = others
        self._ask_daemon = ask_daemon
        self._make_listener = make_listener
        self._steps = steps
        self._person = person
        self._silence = silence

    def __call__(self) -> Iterator[Finding]:
        """Try it."""
        if not self._chords:
            yield note("no key is bound to read", "set `read` under [hotkeys]")
            return
        hotkey = self._daemons_hotkey()
        yield from self._try_own() if hotkey is None else self._try_daemons(hotkey)

    def _daemons_hotkey(self) -> Mapping[str, object] | None:
        status = self._ask_daemon()
        hotkey = status.get("hotkey") if status is not None else None
        return hotkey if isinstance(hotkey, dict) else None

    def _try_daemons(self, hotkey: Mapping[str, object]) -> Iterator[Finding]:
        if not hotkey.get("alive"):
            backend, why = hotkey.get("backend"), hotkey.get("problem")
            why = why or "the daemon is not listening"
            yield self._impossible(f"{backend}: {why}" if backend not in _NO_BACKEND else f"{why}")
            return
        bound = _lines(hotkey.get("chords"))
        conflicts = _lines(hotkey.get("conflicts"))
        yield from self._conflicts(conflicts, bound)
        ago_s = hotkey.get("last_event_s_ago")
        seen = "never pressed yet" if ago_s is None else f"last pressed {ago_s} s ago"
        listening = (
            f"the daemon listens for {', '.join(bound)} through {hotkey.get('backend')}, {seen}"
        )
        asked_s = time.monotonic()

        def has_arrived() -> bool:
            ago_s = (self._daemons_hotkey() or {}).get("last_event_s_ago")
            return isinstance(ago_s, int | float) and ago_s < time.monotonic() - asked_s

        key, effect = self._key(bound, conflicts), "; what it begins to read is stopped at once"
        yield self._wait_for_press(key, listening, has_arrived, effect, self._silence)

    def _try_own(self) -> Iterator[Finding]:
        arrived = threading.Event()
        try:
            listener = self._make_listener()
            try:
                ours: dict[Chord, Callable[[], None]] = dict.fromkeys(self._chords, arrived.set)
                listener.start(ours | dict.fromkeys(self._others, _do_nothing))
                status = listener.status()
                if not status.alive:
                    yield self._impossible(f"{status.backend}: {status.problem}")
                    return
                yield from self._conflicts(status.conflicts, status.chords)
                listening = (
                    f"{', '.join(status.chords)} can be listened for through {status.backend}"
                )
                key = self._key(status.chords, status.conflicts)
                yield self._wait_for_press(key, listening, arrived.is_set)
            finally:
                listener.stop()
        except DesktopError as error:
            yield self._impossible(error.message, error.remedy)

    def _conflicts(self, conflicts: Iterable[str], bound: Collection[str]) -> Iterator[Finding]:
        """Tell which chords are not as they should be; one that reads and is not bound is worst."""
        unbound = tuple(str(chord) for chord in self._chords if str(chord) not in bound)
        for line in conflicts:
            what, _, remedy = line.rpartition("; ")
            tell = problem if unbound and line.startswith(unbound) else note
            yield tell(what or line, remedy if what else "")

    def _key(self, bound: Sequence[str], conflicts: Iterable[str]) -> str:
        """Word the key to be pressed; a desktop that binds keys itself has words of its own."""
        wanted = str(self._chords[0])
        is_unbound = any(line.startswith(f"{wanted} ") for line in conflicts)
        return wanted if wanted in bound or is_unbound or not bound else bound[0]

    def _impossible(self, reason: str, remedy: str = "") -> Finding:
        desktop, steps = self._steps(self._chords[0])
        if steps:
            steps = (f"to bind `speakd read` to a key{desktop and f' in {desktop}'}:", *steps)
        return problem(reason, remedy, steps)

    def _wait_for_press(
        self,
        key: str,
        listening: str,
        has_arrived: Callable[[], bool],
        effect: str = "",
        then: Callable[[], None] = _do_nothing,
    ) -> Finding:
        if self._person is None:
            return ok(f"{listening}; {_NOT_PRESSED}")
        self._person.invite(f"press {key} within {PRESS_S:g} s, or Enter to pass{effect}")
        deadline_s = time.monotonic() + PRESS_S
        while time.monotonic() < deadline_s:
            if has_arrived():
                then()
                return ok(f"{listening}; your press has arrived")
            if self._person.declines(_POLL_S):
                return note(f"{listening}; it was not pressed")
        return problem(f"{listening}, but no press arrived within {PRESS_S:g} s", _HELD)


def _lines(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
