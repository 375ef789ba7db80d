"""Best first, with sources that a test holds in its hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.chord import parse_chord
from speakd.desktop.hotkeys.chord_source import TAKEN, BestFirst, Bound, ChordSource
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from speakd.chord import Chord

READ = parse_chord("ctrl+option+cmd+p")
STOP = parse_chord("ctrl+option+cmd+s")
ABSENT = DesktopError("it is not here", remedy="go elsewhere")


class Source(ChordSource):
    def __init__(
        self, name: str, refuses: Collection[Chord] = (), error: DesktopError | None = None
    ) -> None:
        self.name = name  # type: ignore[misc]  # each has one of its own
        self._refuses = refuses
        self._error = error
        self.asked: list[Chord] = []
        self.stopped = False
        self.end: Callable[[str], None] = lambda _: None

    def start(
        self,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
        on_end: Callable[[str], None],
    ) -> Bound:
        self.asked, self.on_chord, self.end = list(chords), on_chord, on_end
        if self._error is not None:
            raise self._error
        refused = {chord: f"{self.name} refuses" for chord in chords if chord in self._refuses}
        return Bound({each: self.name for each in chords if each not in refused}, refused)

    def stop(self) -> None:
        self.stopped = True


def start(*sources: Source) -> Bound:
    return BestFirst(*[lambda each=each: each for each in sources]).start(
        [READ, STOP], lambda _: None, lambda _: None
    )


def test_where_the_best_has_all_the_next_is_not_even_made() -> None:
    def never() -> Source:
        raise AssertionError

    bound = BestFirst(lambda: Source("best"), never).start(
        [READ, STOP], lambda _: None, lambda _: None
    )
    assert bound == Bound({READ: "best", STOP: "best"}, {})
    assert bound.conflicts == ()


def test_what_the_best_refuses_the_next_gets() -> None:
    second = Source("second")
    bound = start(Source("best", refuses=[STOP]), second)
    assert second.asked == [STOP]
    assert bound.backends == {READ: "best", STOP: "second"}
    assert bound.conflicts == (
        f"{STOP}: best refuses, second listens for it; choose another chord under [hotkeys]",
    )


def test_a_chord_that_is_taken_is_heard_by_both() -> None:
    (conflict,) = Bound({READ: "second"}, {READ: TAKEN}).conflicts
    assert conflict.startswith(f"{READ}: it is taken by another program, both will react; choose")


def test_a_best_that_is_not_there_costs_nothing() -> None:
    assert start(Source("best", error=ABSENT), Source("second")).backends == {
        READ: "second",
        STOP: "second",
    }


def test_a_chord_that_nobody_has_does_nothing_and_costs_no_other() -> None:
    bound = start(Source("best", refuses=[STOP]), Source("second", error=ABSENT))
    assert bound.backends == {READ: "best"}
    assert bound.conflicts[0].startswith(f"{STOP} does nothing: best refuses; choose another")


@pytest.mark.parametrize(
    "second", [Source("second", error=ABSENT), Source("second", refuses=[READ, STOP])]
)
def test_where_no_chord_can_be_had_that_is_an_error_and_nothing_is_left(second: Source) -> None:
    best = Source("best", refuses=[READ, STOP])
    with pytest.raises(DesktopError, match=r"p cannot be had: best refuses; choose another"):
        start(best, second)
    assert best.stopped


def test_where_nobody_can_listen_the_last_says_why() -> None:
    with pytest.raises(DesktopError, match="not here; go elsewhere"):
        start(Source("best", error=DesktopError("what?")), Source("second", error=ABSENT))


def test_all_that_were_started_are_stopped_and_any_may_end() -> None:
    ended: list[str] = []
    sources = [Source("best", refuses=[STOP]), Source("second")]
    both = BestFirst(*[lambda each=each: each for each in sources])
    both.start([READ, STOP], lambda _: None, ended.append)
    for source in sources:
        source.end(source.name)
    both.stop()
    both.stop()
    assert ended == ["best", "second"]
    assert all(source.stopped for source in sources)
