"""What a hotkey backend is: one connection to whoever notices chords."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from speakd.chord import Chord

_log = logging.getLogger(__name__)

CHOOSE_ANOTHER = "choose another chord under [hotkeys]"
TAKEN = "it is taken by another program"
"""Why a chord is refused that somebody else holds."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What has come of chords that a source was asked for.

    Attributes:
        backends: For each chord that is listened for, the backend that does.
        refused: For each chord that is not to be had as asked, why, in half a sentence. Another
            backend may listen for it all the same.
    """

    backends: Mapping[Chord, str]
    refused: Mapping[Chord, str]

    @property
    def conflicts(self) -> tuple[str, ...]:
        """A line for each chord that is not as it should be; see `HotkeyStatus`."""
        return tuple(f"{self._conflict(chord)}; {CHOOSE_ANOTHER}" for chord in self.refused)

    def _conflict(self, chord: Chord) -> str:
        why = self.refused[chord]
        if chord not in self.backends:
            return f"{chord} does nothing: {why}"
        effect = "both will react" if why == TAKEN else f"{self.backends[chord]} listens for it"
        return f"{chord}: {why}, {effect}"

    def failure(self) -> DesktopError:
        """Give the error for a start that none of the chords has come through."""
        chord, why = next(iter(self.refused.items()))
        return DesktopError(f"{chord} cannot be had: {why}", remedy=CHOOSE_ANOTHER)


class ChordSource(ABC):
    """One connection to whoever notices chords, from its start to its end; never started twice."""

    name: ClassVar[str]
    """Name of the backend."""

    @abstractmethod
    def start(
        self,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
        on_end: Callable[[str], None],
    ) -> Bound:
        """Begin to listen; return once a press would be noticed. One bad chord costs no other.

        Args:
            chords: What to listen for.
            on_chord: Called on the source's thread for each press: once, not while held, and
                only with exactly the chord's modifiers. It is quick and does not raise.
            on_end: Called on any thread when a source that had started can hear no more, or has to
                be started anew, though nobody stopped it; with the reason in one line.

        Raises:
            DesktopError: It cannot listen here at all; why, and what to do. Nothing is left
                running.
        """

    @abstractmethod
    def stop(self) -> None:
        """Stop listening and hold no chord any more. Calling it again does nothing."""


class BestFirst(ChordSource):
    """Asks the best source for every chord, and the next for those that are left.

    Args:
        sources: Make the sources, best first. One is not made before it is needed.
    """

    name: ClassVar[str] = "best first"

    def __init__(self, *sources: Callable[[], ChordSource]) -> None:
        self._sources = sources
        self._started: list[ChordSource] = []

    def start(
        self,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
        on_end: Callable[[str], None],
    ) -> Bound:
        """See `ChordSource`. It ends when any of its sources does."""
        backends: dict[Chord, str] = {}
        refused: dict[Chord, str] = {}
        failure: DesktopError | None = None
        for make in self._sources:
            if not (left := [chord for chord in chords if chord not in backends]):
                break
            source = make()
            try:
                bound = source.start(left, on_chord, on_end)
            except DesktopError as problem:
                _log.debug("no hotkey through %s: %s", source.name, problem)
                failure = problem
                continue
            self._started.append(source)
            backends |= bound.backends
            refused = {**bound.refused, **refused}  # the better source's word counts
        if failure is not None:
            if not self._started:
                raise failure
            _log.info("no hotkey through a better backend: %s", failure)
        bound = Bound(backends, refused)
        if chords and not backends:
            self.stop()
            raise bound.failure()
        return bound

    def stop(self) -> None:
        """See `ChordSource`."""
        started, self._started = self._started, []
        for source in reversed(started):
            source.stop()
