"""Every sentence of `speakd.desktop.presence.api.Notifier` as a test."""

# ruff: noqa: D102, a test's name says what it shows

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.desktop.presence.api import Notifier

_PATIENCE_S = 10.0
_AT_ONCE_S = 0.5
"""Far longer than posting takes, far shorter than a service that does not answer is waited for."""


class NotifierConformance:
    """Inherit, override what raises `NotImplementedError`, and pytest does the rest."""

    can_withdraw = True
    """Whether the service can take back what it has shown, or put another line in its place."""

    one_at_a_time = False
    """Whether the service shows the latest line only."""

    def make_notifier(self) -> Notifier:
        """Make the backend to be tested."""
        raise NotImplementedError

    def shown(self) -> Sequence[str]:
        """List the lines that can be seen now, the oldest first."""
        raise NotImplementedError

    def break_service(self) -> None:
        """Have the service refuse or hang from now on."""
        raise NotImplementedError

    @pytest.fixture
    def notifier(self) -> Iterator[Notifier]:
        """The backend; closed after the test."""
        notifier = self.make_notifier()
        yield notifier
        notifier.close()

    def test_a_problem_is_shown_as_it_is_written(self, notifier: Notifier) -> None:
        line = "-x <b>5 & \"6\"</b> 'é' 声 `rm` $HOME \\; do this"
        notifier.show("sound", line)
        self._expect(line)

    def test_problems_stand_beside_each_other(self, notifier: Notifier) -> None:
        notifier.show("sound", "no device")
        self._expect("no device")
        notifier.show("hotkey", "lost")
        self._expect("no device", "lost")

    def test_another_line_takes_the_place_of_the_one_before(self, notifier: Notifier) -> None:
        notifier.show("sound", "no device")
        self._expect("no device")
        notifier.show("sound", "device lost")
        self._expect(*[] if self.can_withdraw else ["no device"], "device lost")

    def test_a_problem_that_has_gone_is_taken_back(self, notifier: Notifier) -> None:
        notifier.show("sound", "no device")
        notifier.show("hotkey", "lost")
        self._expect("no device", "lost")
        notifier.withdraw("sound")
        notifier.show("config", "line 3")
        self._expect(*[] if self.can_withdraw else ["no device"], "lost", "line 3")

    def test_taking_back_what_is_not_there_does_nothing(self, notifier: Notifier) -> None:
        notifier.withdraw("sound")
        notifier.show("hotkey", "lost")
        notifier.withdraw("sound")
        self._expect("lost")

    def test_a_broken_service_costs_nothing(self, notifier: Notifier) -> None:
        self.break_service()
        began_s = time.monotonic()
        for number in range(1000):
            notifier.show("sound", f"no device, {number}")
            notifier.withdraw("hotkey")
        assert time.monotonic() - began_s < _AT_ONCE_S

    def test_what_was_asked_for_before_the_end_is_still_shown(self, notifier: Notifier) -> None:
        notifier.show("start", "it failed five times; it is not tried again")
        notifier.close()
        self._expect("it failed five times; it is not tried again")

    def test_nothing_is_shown_after_the_end(self, notifier: Notifier) -> None:
        notifier.show("sound", "no device")
        notifier.close()
        notifier.close()
        notifier.show("hotkey", "lost")
        notifier.withdraw("sound")
        self._expect("no device")

    def _expect(self, *lines: str) -> None:
        if self.one_at_a_time:
            lines = lines[-1:]
        pause, deadline_s = threading.Event(), time.monotonic() + _PATIENCE_S
        while (seen := list(self.shown())) != list(lines) and time.monotonic() < deadline_s:
            pause.wait(0.01)
        assert seen == list(lines)
