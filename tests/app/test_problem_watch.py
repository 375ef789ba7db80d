from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from app.parts import Parts
from speakd.app.problem_watch import ProblemWatch
from speakd.app.problems import Problems
from speakd.config.schema import Config
from speakd.config.voice_options import VoiceOptions
from speakd.desktop.session import Session
from speakd.errors import PlaybackError, SynthesisError
from speakd.reader.reading import Outcome
from speakd.reader.states import State
from speakd.synthesis.rung import RungState, RungStatus


class Watched:
    def __init__(self, kind: Session = Session.X11) -> None:
        self.parts = Parts()
        self.problems = Problems()
        self.config = Config()
        self.now_s = 0.0
        self.hotkey_tries = 0
        self.watch = ProblemWatch(
            self.parts.speech,
            lambda: self.parts.hotkey,
            lambda: self.config,
            self.problems,
            try_hotkey=self._try_hotkey,
            kind=kind,
            clock=lambda: self.now_s,
        )

    def _try_hotkey(self) -> None:
        self.hotkey_tries += 1

    def look(self, times: int = 1) -> tuple[str, ...]:
        for _ in range(times):
            self.watch.look()
        return self.problems.lines

    def want(self, **languages: str) -> None:
        voices = VoiceOptions(languages={"*": "coqui", **languages})
        self.config = replace(self.config, voices=voices)


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_where_all_is_well_nothing_is_said(watched: Watched) -> None:
    assert watched.look(3) == ()


def test_a_lost_key_is_said_once_it_stays_lost(watched: Watched) -> None:
    watched.look()
    watched.parts.lose_hotkey()
    assert watched.watch.look()  # it wants to look again soon
    assert watched.problems.lines == ()
    assert not watched.watch.look()
    assert watched.problems.lines == ("the hotkey does not work: the X server is gone",)


def test_a_key_that_comes_back_at_once_is_not_worth_a_word(watched: Watched) -> None:
    well = watched.parts.hotkey
    watched.parts.lose_hotkey()
    watched.look()
    watched.parts.hotkey = well
    assert watched.look(2) == ()


def test_a_key_that_comes_back_ends_the_problem(watched: Watched) -> None:
    well = watched.parts.hotkey
    watched.parts.lose_hotkey()
    assert watched.look(2) != ()
    watched.parts.hotkey = well
    assert watched.look(2) == ()


def test_a_key_that_was_never_there_is_tried_again(watched: Watched) -> None:
    watched.parts.lose_hotkey()
    for watched.now_s in range(0, 600, 10):
        watched.look()
    assert 15 < watched.hotkey_tries < 25
    assert watched.parts.tries == 0


@pytest.mark.parametrize("kind", [Session.NONE, Session.MACOS])
def test_where_no_key_comes_by_itself_none_is_tried(kind: Session) -> None:
    watched = Watched(kind)
    watched.parts.lose_hotkey()
    for watched.now_s in range(0, 600, 10):
        watched.look()
    assert watched.hotkey_tries == 0


def test_a_conflict_is_said(watched: Watched) -> None:
    line = "ctrl+p is held by another program; choose another key"
    watched.parts.hotkey = replace(watched.parts.hotkey, conflicts=(line,))
    assert watched.look(2) == (line,)


@pytest.mark.parametrize("kind", [Session.WAYLAND, Session.NONE])
def test_where_no_program_has_keys_their_absence_is_no_news(kind: Session) -> None:
    watched = Watched(kind)
    watched.parts.lose_hotkey()
    assert watched.look(3) == ()


def test_a_key_that_was_there_on_wayland_is_missed() -> None:
    watched = Watched(Session.WAYLAND)
    watched.look()
    watched.parts.lose_hotkey("the portal is gone")
    assert watched.look(2) == ("the hotkey does not work: the portal is gone",)


def test_missing_sound_is_said_until_it_is_back(watched: Watched) -> None:
    watched.parts.sound_problem = "no sound device; connect one"
    watched.parts.last = SimpleNamespace(outcome=Outcome.FAILED, error=PlaybackError("no device"))
    assert watched.look() == ("no sound device; connect one",)
    watched.parts.sound_problem = ""
    watched.parts.last = SimpleNamespace(outcome=Outcome.FINISHED, error=None)
    assert watched.look() == ()


def test_missing_sound_is_tried_again_ever_more_seldom(watched: Watched) -> None:
    watched.parts.sound_problem = "no sound device; connect one"
    tries = []
    for watched.now_s in range(0, 3600, 10):
        watched.look()
        tries.append(watched.parts.tries)
    assert tries[:10] == [0, 1, 2, 2, 3, 3, 3, 3, 4, 4]
    assert tries[-1] - tries[-61] == 2  # in ten minutes


def test_nothing_is_tried_while_something_is_read(watched: Watched) -> None:
    watched.parts.sound_problem = "no sound device; connect one"
    watched.parts.state = State.PREPARING
    for watched.now_s in range(0, 3600, 10):
        watched.look()
    assert watched.parts.tries == 0


def test_sound_that_is_back_is_left_alone(watched: Watched) -> None:
    watched.look()
    watched.now_s = 3600
    watched.look()
    assert watched.parts.tries == 0


def test_a_reading_that_failed_is_said_until_one_succeeds(watched: Watched) -> None:
    error = SynthesisError("the engine died", remedy="restart it")
    watched.parts.last = SimpleNamespace(outcome=Outcome.FAILED, error=error)
    assert watched.look(2) == ("reading failed: the engine died; restart it",)
    watched.parts.last = SimpleNamespace(outcome=Outcome.FINISHED, error=None)
    assert watched.look() == ()


def test_an_engine_of_the_defaults_may_be_missing(watched: Watched) -> None:
    watched.parts.engines.append(RungStatus("coqui", RungState.UNAVAILABLE, "no torch"))
    assert watched.look() == ()


def test_a_voice_that_was_asked_for_may_not(watched: Watched) -> None:
    watched.want(de="coqui:thorsten")
    reason = "no torch; install speakd[neural]"
    watched.parts.engines.append(RungStatus("coqui", RungState.UNAVAILABLE, reason))
    watched.parts.is_loading = True
    assert watched.look() == ()
    watched.parts.is_loading = False
    assert watched.look() == (f"no voice for 'de': {reason}",)


def test_a_voice_that_its_engine_lacks_is_said(watched: Watched) -> None:
    watched.want(en="espeak:en-moon")
    line = "there is no voice 'espeak:en-moon' for 'en': see `speakd voices list`"
    assert watched.look() == (line,)
    watched.want(en="espeak:en-gb", de="espeak")
    assert watched.look() == ()


def test_an_engine_that_rests_comes_back_by_itself(watched: Watched) -> None:
    watched.want(de="coqui:thorsten")
    watched.parts.engines.append(RungStatus("coqui", RungState.RESTING, "it failed"))
    assert watched.look() == ()
