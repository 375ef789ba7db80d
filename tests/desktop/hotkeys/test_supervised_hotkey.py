"""Supervision, with sources that live and die on demand."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from speakd.chord import parse_chord
from speakd.desktop.hotkeys.chord_source import TAKEN, Bound, ChordSource
from speakd.desktop.hotkeys.key_events import KeyEvent, KeySource
from speakd.desktop.hotkeys.pynput_hotkey import PynputChords
from speakd.desktop.hotkeys.supervised_hotkey import BackOff, SupervisedHotkeyListener
from speakd.errors import DesktopError
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from speakd.chord import Chord

READ = parse_chord("ctrl+option+cmd+p")
QUICK = BackOff(first_s=0.001, longest_s=0.004)


class Source(KeySource):
    """A source that a test holds in its hand."""

    def __init__(self, error: DesktopError | None = None, dies_as_it_starts: str = "") -> None:
        self._error = error
        self._dies_as_it_starts = dies_as_it_starts
        self.stopped = False

    def start(
        self,
        keys: Collection[str],
        on_event: Callable[[KeyEvent], None],
        on_end: Callable[[str], None],
    ) -> None:
        self.keys = keys
        self.on_event = on_event
        self.die = on_end
        if self._error is not None:
            raise self._error
        if self._dies_as_it_starts:
            on_end(self._dies_as_it_starts)

    def stop(self) -> None:
        self.stopped = True

    def press(self) -> None:
        now_s = time.monotonic()
        self.on_event(KeyEvent("p", pressed=True, modifiers=READ.modifiers, time_s=now_s))
        self.on_event(KeyEvent("p", pressed=False, modifiers=READ.modifiers, time_s=now_s))


class Desk:
    """A listener over sources that come in a given order; the last one again and again."""

    def __init__(self, *sources: Source, back_off: BackOff = QUICK) -> None:
        self.made: list[Source] = []
        self.made_s: list[float] = []
        self._sources = list(sources)
        self.listener = SupervisedHotkeyListener(
            lambda: PynputChords(self._next), "pynput", back_off
        )

    def _next(self) -> Source:
        source = self._sources.pop(0) if len(self._sources) > 1 else self._sources[0]
        self.made.append(source)
        self.made_s.append(time.monotonic())
        return source


@pytest.fixture
def fired() -> threading.Event:
    return threading.Event()


def test_a_dead_source_is_stopped_and_replaced(fired: threading.Event) -> None:
    first, second = Source(), Source()
    desk = Desk(first, second)
    desk.listener.start({READ: fired.set})
    first.die("the cable was cut")
    wait_until(lambda: desk.listener.status().restarts == 1)
    assert first.stopped
    second.press()
    status = desk.listener.status()
    desk.listener.stop()
    assert fired.is_set()
    assert (status.alive, status.problem) == (True, "")
    assert second.stopped


def test_while_it_is_dead_it_says_why() -> None:
    first, never = Source(), Source(DesktopError("no display", remedy="plug it in"))
    desk = Desk(first, never)
    desk.listener.start({READ: lambda: None})
    first.die("the cable was cut")
    wait_until(lambda: len(desk.made) > 3)
    status = desk.listener.status()
    desk.listener.stop()
    assert (status.alive, status.restarts) == (False, 0)
    assert status.problem == "no display; plug it in"


def test_one_that_dies_as_it_starts_is_replaced_too() -> None:
    first, frail, third = Source(), Source(dies_as_it_starts="too weak"), Source()
    desk = Desk(first, frail, third)
    desk.listener.start({READ: lambda: None})
    first.die("the cable was cut")
    wait_until(lambda: desk.made[-1] is third and desk.listener.status().alive)
    desk.listener.stop()
    assert frail.stopped


def test_attempts_are_made_at_ever_longer_intervals() -> None:
    first, never = Source(), Source(DesktopError("no display"))
    desk = Desk(first, never, back_off=BackOff(first_s=0.02, longest_s=0.08))
    desk.listener.start({READ: lambda: None})
    first.die("the cable was cut")
    wait_until(lambda: len(desk.made_s) > 5)
    desk.listener.stop()
    waits_s = [later - earlier for earlier, later in pairwise(desk.made_s)]
    assert all(
        wait_s >= least_s
        for wait_s, least_s in zip(waits_s, (0.02, 0.04, 0.08, 0.08), strict=False)
    )


def test_stopping_interrupts_the_wait_for_the_next_attempt() -> None:
    first, never = Source(), Source(DesktopError("no display"))
    desk = Desk(first, never, back_off=BackOff(first_s=60.0, longest_s=60.0))
    desk.listener.start({READ: lambda: None})
    first.die("the cable was cut")
    began_s = time.monotonic()
    desk.listener.stop()
    assert time.monotonic() - began_s < 5


def test_a_source_that_ends_because_of_stop_is_not_replaced() -> None:
    source = Source()
    desk = Desk(source)
    desk.listener.start({READ: lambda: None})
    desk.listener.stop()
    source.die("as asked")
    assert len(desk.made) == 1
    assert desk.listener.status().problem == "stopped"


def test_nothing_fires_after_stop(fired: threading.Event) -> None:
    source = Source()
    desk = Desk(source)
    desk.listener.start({READ: fired.set})
    desk.listener.stop()
    source.press()
    assert not fired.is_set()


def test_it_may_be_stopped_by_its_own_callback() -> None:
    source = Source()
    desk = Desk(source)
    desk.listener.start({READ: desk.listener.stop})
    source.press()
    assert not desk.listener.status().alive
    wait_until(lambda: source.stopped)


def test_it_is_started_once() -> None:
    desk = Desk(Source())
    desk.listener.start({READ: lambda: None})
    with pytest.raises(RuntimeError):
        desk.listener.start({READ: lambda: None})
    desk.listener.stop()


def test_only_keys_of_chords_are_asked_for() -> None:
    source = Source()
    desk = Desk(source)
    desk.listener.start({READ: lambda: None, parse_chord("f5"): lambda: None})
    desk.listener.stop()
    assert set(source.keys) == {"p", "f5"}


class Refuser(ChordSource):
    """Has one chord, and refuses the other."""

    name = "refuser"

    def start(
        self,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
        on_end: Callable[[str], None],
    ) -> Bound:
        del on_chord
        self.end = on_end
        read, *others = chords
        return Bound(dict.fromkeys(others, "second") | {read: "first"}, {read: TAKEN})

    def stop(self) -> None:
        """Nothing is left to do."""


def test_conflicts_are_told_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    sources: list[Refuser] = []

    def new_source() -> Refuser:
        sources.append(Refuser())
        return sources[-1]

    stop = parse_chord("ctrl+s")
    listener = SupervisedHotkeyListener(new_source, "either", QUICK)
    assert listener.status().backend == "either"
    with caplog.at_level("WARNING", "speakd"):
        listener.start({READ: lambda: None, stop: lambda: None})
        sources[0].end("the layout has changed")
        wait_until(lambda: listener.status().restarts)
    status = listener.status()
    listener.stop()
    assert (status.backend, status.chords) == ("first, second", (str(READ), str(stop)))
    assert [f"{READ}: {TAKEN}" in line for line in status.conflicts] == [True]
    assert sum(TAKEN in record.message for record in caplog.records) == 1
