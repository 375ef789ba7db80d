from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from app.parts import Parts
from speakd.app.presence import Presence
from speakd.app.problem_watch import ProblemWatch
from speakd.app.problems import Problems
from speakd.config.schema import Config
from speakd.desktop.presence.api import TrayState, TrayView
from speakd.desktop.session import Session
from speakd.errors import DesktopError
from speakd.testing.desktop import FakeNotifier, FakeTray
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class NoTray(FakeTray):
    def start(self, look: Callable[[], TrayView]) -> None:
        del look
        raise DesktopError("no place for icons")


class Shown:
    def __init__(self, tray: FakeTray | None) -> None:
        self.parts = Parts()
        self.problems = Problems()
        self.tray = tray
        self.notifier = FakeNotifier()
        self.rehearsed = threading.Event()
        parts = self.parts
        watch = ProblemWatch(
            parts.speech, lambda: parts.hotkey, Config, self.problems, kind=Session.X11
        )
        self.presence = Presence(
            self.problems,
            watch,
            tray=tray,
            menu=lambda: TrayView(TrayState.READY, "", ()),
            notifier=self.notifier,
            is_loading=lambda: parts.is_loading,
            rehearsed=self.rehearsed,
        )
        self.presence.start()


@pytest.fixture(params=[FakeTray, NoTray, lambda: None], ids=["tray", "no place", "no tray"])
def shown(request: pytest.FixtureRequest) -> Iterator[Shown]:
    shown = Shown(request.param())
    yield shown
    shown.presence.stop()


def test_a_problem_is_shown_when_something_changes(shown: Shown) -> None:
    shown.rehearsed.set()
    shown.parts.sound_problem = "no device"
    shown.presence.refresh()
    wait_until(lambda: shown.notifier.shown == {"sound": "no device"})
    shown.parts.sound_problem = ""
    shown.presence.refresh()
    wait_until(lambda: shown.notifier.shown == {})


def test_it_ends_whether_or_not_it_has_begun(shown: Shown) -> None:
    shown.presence.stop()
    assert shown.notifier.log == []


def test_the_tray_is_asked_to_look_at_every_change() -> None:
    tray = FakeTray()
    shown = Shown(tray)
    assert tray.refreshed == 0  # the rehearsal comes first
    shown.rehearsed.set()
    wait_until(lambda: tray.refreshed)
    before = tray.refreshed
    shown.problems.report("config", "line 3")
    wait_until(lambda: tray.refreshed > before)
    shown.presence.stop()
    assert tray.stopped
    assert shown.notifier.closed


def test_while_voices_are_loaded_it_looks_by_itself() -> None:
    tray = FakeTray()
    shown = Shown(tray)
    shown.parts.is_loading = True
    shown.rehearsed.set()
    wait_until(lambda: tray.refreshed >= 3)
    shown.presence.stop()
