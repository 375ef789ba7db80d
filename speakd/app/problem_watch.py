"""Looks for the problems that a person has to mend, and sees them go."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from speakd.config.voice_options import VoiceOptions
from speakd.desktop.session import Session, session
from speakd.errors import EngineError
from speakd.reader.reading import Outcome
from speakd.reader.states import State
from speakd.synthesis.rung import RungState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.app.problems import Problems
    from speakd.app.wiring import Speech
    from speakd.config.schema import Config
    from speakd.desktop.api import HotkeyStatus

_NO_KEYS_FOR_PROGRAMS = frozenset({Session.WAYLAND, Session.NONE})
"""Where it is usual to have no hotkey of one's own; `speakd doctor` says what to do instead."""

_KEYS_MAY_COME_LATE = frozenset({Session.X11, Session.WAYLAND, Session.WAYLAND_WITH_X11})
"""Where a key that cannot be had may come by itself. macOS might ask a person each time."""

_FIRST_TRY_S = 5.0
"""Seconds before the first attempt to have back what is missing."""

_LAST_SOUND_TRY_S = 300.0
"""Seconds between attempts to have the sound back, at most: each is a line in the log."""

_LAST_HOTKEY_TRY_S = 30.0
"""Seconds between attempts to have a hotkey after all, at most."""


class ProblemWatch:
    """Looks at the key, the sound, the last reading and the voices. One thread at a time.

    Args:
        speech: What reads.
        hotkey: Tells whether a key press would be noticed.
        config: The configuration in force.
        problems: Where they are reported.
        try_hotkey: Tries to have a hotkey that could not be had when speakd began.
        kind: The kind of session.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        speech: Speech,
        hotkey: Callable[[], HotkeyStatus],
        config: Callable[[], Config],
        problems: Problems,
        *,
        try_hotkey: Callable[[], None] = lambda: None,
        kind: Session | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._speech = speech
        self._hotkey = hotkey
        self._config = config
        self._problems = problems
        self._kind = session() if kind is None else kind
        self._hotkey_was_alive = False
        self._seen_once = ""
        self._try_hotkey = try_hotkey
        self._hotkey_attempts = _Attempts(_LAST_HOTKEY_TRY_S, clock)
        self._sound_attempts = _Attempts(_LAST_SOUND_TRY_S, clock)

    def look(self) -> bool:
        """Report what is wrong and clear what is not any more.

        Returns:
            Whether to look again soon, since something may pass by itself.
        """
        for key, line in (("sound", self._sound()), ("reading", self._reading())):
            self._tell(key, line)
        self._try_again()
        if not self._speech.ladder.is_loading:
            self._tell("voice", next(self._missing_voices(), ""))
        problem = self._hotkey_problem()
        may_pass = problem != self._seen_once
        if not may_pass:
            self._tell("hotkey", problem)
        self._seen_once = problem
        return may_pass

    def _tell(self, key: str, line: str) -> None:
        if line:
            self._problems.report(key, line)
        else:
            self._problems.clear(key)

    def _hotkey_problem(self) -> str:
        status = self._hotkey()
        self._hotkey_was_alive = self._hotkey_was_alive or status.alive
        if status.alive:
            return status.conflicts[0] if status.conflicts else ""
        if self._kind in _NO_KEYS_FOR_PROGRAMS and not self._hotkey_was_alive:
            return ""
        return f"the hotkey does not work: {status.problem}"

    def _sound(self) -> str:
        return self._speech.output.status().problem

    def _try_again(self) -> None:
        """See whether what was missing has come, as it does soon after a login."""
        if not self._sound():
            self._sound_attempts.forget()
        elif self._speech.reader.state is State.IDLE and self._sound_attempts.is_due():
            self._speech.output.warm_up()
        if self._hotkey().alive or self._kind not in _KEYS_MAY_COME_LATE:
            self._hotkey_attempts.forget()
        elif self._hotkey_attempts.is_due():
            self._try_hotkey()

    def _reading(self) -> str:
        """Tell why the last reading failed, unless the sound is to blame, which is told already."""
        last = self._speech.reader.last
        if last is None or last.outcome is not Outcome.FAILED or self._sound():
            return ""
        return f"reading failed: {last.error}"

    def _missing_voices(self) -> Iterator[str]:
        """List the voices that the configuration asks for by name and that are not there."""
        defaults = VoiceOptions().languages.items()
        statuses = {each.name: each for each in self._speech.ladder.statuses()}
        wanted = [pair for pair in self._config().voices.languages.items() if pair not in defaults]
        for language, voice in wanted:
            engine, _, name = voice.partition(":")
            status = statuses.get(engine)
            if status is None or status.state in {RungState.RESTING, RungState.LOADING}:
                continue
            reason = status.reason or "see `speakd voices list`"
            if status.state is RungState.UNAVAILABLE:
                yield f"no voice for {language!r}: {reason}"
            elif name and status.state is RungState.READY and voice not in self._voice_ids():
                yield f"there is no voice {voice!r} for {language!r}: {reason}"

    def _voice_ids(self) -> set[str]:
        try:
            return {each.id for each in self._speech.ladder.voices()}
        except EngineError:
            return set()


class _Attempts:
    """Tells when to try again what fails, ever more seldom.

    Args:
        last_s: Seconds between two attempts, at most.
        clock: Monotonic seconds.
    """

    def __init__(self, last_s: float, clock: Callable[[], float]) -> None:
        self._last_s = last_s
        self._clock = clock
        self.forget()

    def forget(self) -> None:
        """Begin anew with the next failure."""
        self._every_s = _FIRST_TRY_S
        self._at_s: float | None = None

    def is_due(self) -> bool:
        """Tell, of what fails now, whether to try it."""
        now_s = self._clock()
        if self._at_s is None:
            self._at_s = now_s + self._every_s
        elif now_s >= self._at_s:
            self._every_s = min(2 * self._every_s, self._last_s)
            self._at_s = now_s + self._every_s
            return True
        return False
