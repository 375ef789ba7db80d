"""Every sentence of `speakd.desktop.api.HotkeyListener` as a test."""

# ruff: noqa: D102, a test's name says what it shows

from __future__ import annotations

import queue
import time
from typing import TYPE_CHECKING

import pytest

from speakd.chord import parse_chord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.chord import Chord
    from speakd.desktop.api import HotkeyListener

READ = parse_chord("ctrl+option+cmd+p")
STOP = parse_chord("ctrl+option+cmd+s")
BEYOND = parse_chord("ctrl+option+shift+cmd+p")
BARE = parse_chord("ctrl+p")
OTHER = parse_chord("ctrl+option+cmd+x")
_PATIENCE_S = 10.0


class HotkeyConformance:
    """Inherit, override what raises `NotImplementedError`, and pytest does the rest."""

    def make_listener(self) -> HotkeyListener:
        """Make the backend to be tested, not yet started."""
        raise NotImplementedError

    def press(self, chord: Chord) -> None:
        """Press a chord and let it go, as a person would."""
        raise NotImplementedError

    @pytest.fixture
    def fired(self) -> queue.SimpleQueue[str]:
        """What has fired, in order."""
        return queue.SimpleQueue()

    @pytest.fixture
    def listener(self, fired: queue.SimpleQueue[str]) -> Iterator[HotkeyListener]:
        """The backend, listening for `READ` and `STOP`; stopped after the test."""
        listener = self.make_listener()
        listener.start({READ: lambda: fired.put("read"), STOP: lambda: fired.put("stop")})
        yield listener
        listener.stop()

    @pytest.mark.usefixtures("listener")
    def test_a_press_fires_as_soon_as_it_has_started(self, fired: queue.SimpleQueue[str]) -> None:
        self.press(READ)
        assert fired.get(timeout=_PATIENCE_S) == "read"

    @pytest.mark.usefixtures("listener")
    def test_every_press_fires_once_and_in_order(self, fired: queue.SimpleQueue[str]) -> None:
        for chord in (READ, READ, STOP, READ, STOP):
            self.press(chord)
        found = [fired.get(timeout=_PATIENCE_S) for _ in range(5)]
        assert found == ["read", "read", "stop", "read", "stop"]
        assert fired.empty()

    @pytest.mark.usefixtures("listener")
    def test_it_wants_exactly_its_modifiers_and_key(self, fired: queue.SimpleQueue[str]) -> None:
        for chord in (BEYOND, BARE, OTHER, STOP):
            self.press(chord)
        assert fired.get(timeout=_PATIENCE_S) == "stop"
        assert fired.empty()

    def test_a_callback_that_raises_costs_one_press_only(
        self, fired: queue.SimpleQueue[str]
    ) -> None:
        def fail() -> None:
            fired.put("failed")
            raise RuntimeError

        listener = self.make_listener()
        listener.start({READ: fail, STOP: lambda: fired.put("stop")})
        try:
            for chord in (READ, READ, STOP):
                self.press(chord)
            found = [fired.get(timeout=_PATIENCE_S) for _ in range(3)]
        finally:
            listener.stop()
        assert found == ["failed", "failed", "stop"]

    def test_status_tells_what_is_bound_and_when_it_fired(
        self, listener: HotkeyListener, fired: queue.SimpleQueue[str]
    ) -> None:
        before = listener.status()
        assert (before.alive, before.problem, before.restarts) == (True, "", 0)
        assert set(before.chords) == {str(READ), str(STOP)}
        assert before.backend
        assert before.conflicts == ()
        assert before.last_event_s is None
        pressed_s = time.monotonic()
        self.press(READ)
        fired.get(timeout=_PATIENCE_S)
        last_event_s = listener.status().last_event_s
        assert last_event_s is not None
        assert pressed_s <= last_event_s <= time.monotonic()

    def test_before_its_start_it_is_not_alive(self) -> None:
        listener = self.make_listener()
        status = listener.status()
        listener.stop()
        assert not status.alive
        assert status.problem

    def test_once_stopped_it_is_silent_and_says_so(
        self, listener: HotkeyListener, fired: queue.SimpleQueue[str]
    ) -> None:
        listener.stop()
        listener.stop()
        self.press(READ)
        status = listener.status()
        assert not status.alive
        assert status.problem
        with pytest.raises(queue.Empty):
            fired.get(timeout=0.1)

    def test_another_may_follow_at_once(
        self, listener: HotkeyListener, fired: queue.SimpleQueue[str]
    ) -> None:
        listener.stop()
        follower = self.make_listener()
        follower.start({READ: lambda: fired.put("follower")})
        try:
            assert follower.status().conflicts == ()
            self.press(READ)
            assert fired.get(timeout=_PATIENCE_S) == "follower"
        finally:
            follower.stop()
