"""Chords held by `XGrabKey`: which grabs a chord takes, and the taking of them."""

from __future__ import annotations

from itertools import chain, combinations, product
from typing import TYPE_CHECKING, TypeAlias

from speakd.desktop.hotkeys.chord_source import TAKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from speakd.chord import Chord
    from speakd.desktop.hotkeys.x11_keyboard import X11Keyboard
    from speakd.desktop.x11_connection import X11Connection

Plan: TypeAlias = "Mapping[Chord, frozenset[tuple[int, int]]]"
"""For each chord its grabs: pairs of key code and state."""


def plan_grabs(chords: Collection[Chord], keyboard: X11Keyboard) -> Plan:
    """Work out the grabs of chords.

    A grab fires in one state of the modifiers only, so each chord takes one for every state that
    the lock keys can be in. Keys are grabbed by their code; 0, which the protocol takes for "any
    key", is none.
    """
    return {
        chord: frozenset(
            product(
                [code for code, key in keyboard.names.items() if key == chord.key and code],
                _states(chord, keyboard),
            )
        )
        for chord in chords
    }


def _states(chord: Chord, keyboard: X11Keyboard) -> Iterator[int]:
    by_name = [
        [bit for bit, name in keyboard.modifier_bits.items() if name == modifier]
        for modifier in chord.modifiers
    ]
    held = product(*(list(_subsets(bits, 1)) for bits in by_name))
    for modifiers, locks in product(list(held), list(_subsets(keyboard.lock_bits, 0))):
        yield sum(1 << bit for bit in chain(*modifiers, locks))


def _subsets(bits: Collection[int], smallest: int) -> Iterator[tuple[int, ...]]:
    sizes: Iterable[int] = range(smallest, len(bits) + 1)
    return chain.from_iterable(combinations(bits, size) for size in sizes)


class Grabs:
    """The grabs that a connection holds on the root window. One thread.

    While another program grabs the whole keyboard, as an open menu or a screen lock does, the
    server tells no other grab of anything: there our chords are silent.

    Args:
        connection: The connection to the X server.
        chords: What to grab.
    """

    def __init__(self, connection: X11Connection, chords: Collection[Chord]) -> None:
        self._connection = connection
        self._chords = chords
        self._plan: Plan = {}
        self.keyboard: X11Keyboard
        self.refused: Mapping[Chord, str] = {}

    def take(self) -> None:
        """Grab all chords as the keyboard is now; what cannot be had is in `refused`.

        A chord of which one grab is refused is not grabbed at all: whoever listens for it instead
        shall be the only one.
        """
        self.keyboard = self._connection.keyboard({chord.key for chord in self._chords})
        plan = plan_grabs(self._chords, self.keyboard)
        if plan == self._plan:
            return
        self._ungrab(self._plan)
        self._plan = plan
        errors = self._grab(plan)
        self.refused = {chord: why for chord in plan if (why := errors(chord))}
        self._ungrab({chord: plan[chord] for chord in self.refused})

    def give_back(self) -> None:
        """Hold none any more; the server has heard of it when this returns."""
        self._ungrab(self._plan)
        self._plan = {}
        self._connection.ask("GetInputFocus")

    def _grab(self, plan: Plan) -> Callable[[Chord], str]:
        from Xlib import error  # noqa: PLC0415, lazily: X11 only

        caught = {chord: error.CatchError() for chord in plan}
        asynchronous = self._connection.X.GrabModeAsync
        for chord, grabs in plan.items():
            for code, state in grabs:
                self._connection.ask(
                    "GrabKey",
                    onerror=caught[chord],
                    owner_events=False,
                    grab_window=self._connection.root,
                    modifiers=state,
                    key=code,
                    pointer_mode=asynchronous,
                    keyboard_mode=asynchronous,
                )
        self._connection.ask("GetInputFocus")  # errors come before this reply

        def why(chord: Chord) -> str:
            if not plan[chord]:
                return "the keyboard layout has no such key or modifier"
            problem = caught[chord].get_error()
            if problem is None or isinstance(problem, error.BadAccess):
                return "" if problem is None else TAKEN
            return f"the X server refuses it ({type(problem).__name__})"

        return why

    def _ungrab(self, plan: Plan) -> None:
        for code, state in chain.from_iterable(plan.values()):
            self._connection.ask(
                "UngrabKey", grab_window=self._connection.root, modifiers=state, key=code
            )
