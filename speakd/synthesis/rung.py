"""One engine as a rung of the fallback ladder: is it ready, and when to try it again."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from speakd.errors import EngineError, describe_bug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.speech import Voice
    from speakd.synthesis.api import Synthesizer

_FIRST_RETRY_S = 5.0
_LAST_RETRY_S = 300.0

_MEMORY = 0.7
"""How much of the measured speed is remembered from one segment to the next."""

_log = logging.getLogger(__name__)


class RungState(Enum):
    """What an engine is doing, as `status` shows it."""

    COLD = "cold"
    LOADING = "loading"
    READY = "ready"
    RESTING = "resting"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class RungStatus:
    """How an engine is doing.

    Attributes:
        name: The engine.
        state: What it is doing.
        reason: Why it rests or is unavailable, or what of it cannot be used, with the remedy.
        real_time_factor: Seconds of work for a second of sound: as it was lately, or that of its
            slowest voice at warm-up; None where nobody has measured.
    """

    name: str
    state: RungState
    reason: str = ""
    real_time_factor: float | None = None


class Rung:
    """Watches over one engine. Any thread may ask; the engine itself has one user at a time.

    Args:
        synthesizer: The engine.
        clock: Monotonic seconds.
    """

    def __init__(
        self, synthesizer: Synthesizer, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.synthesizer = synthesizer
        self._clock = clock
        self._lock = threading.Lock()
        self._state = RungState.COLD
        self._reason = ""
        self._voices: tuple[Voice, ...] = ()
        self._retry_delay_s = _FIRST_RETRY_S
        self._retry_at_s = 0.0
        self._real_time_factor: float | None = None
        self._users = 0
        self._is_retired = self._is_closing = False
        self._closed = threading.Event()

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.synthesizer.name

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The engine's voices; empty until it has been warmed up."""
        return self._voices

    def status(self) -> RungStatus:
        """Tell how the engine is doing."""
        with self._lock:
            state, reason = self._state, self._reason
        if state is not RungState.READY:
            return RungStatus(self.name, state, reason)
        reason = " | ".join(self.synthesizer.problems())
        return RungStatus(self.name, state, reason, self._slowest_factor())

    def warm_up(self) -> bool:
        """Load the engine unless it is loaded or being loaded; return whether it is ready."""
        with self._lock:
            if self._state in {RungState.READY, RungState.RESTING}:
                return True
            if self._state is RungState.LOADING or self._is_retired:
                return False
            self._state = RungState.LOADING
        with self.used():
            try:
                self.synthesizer.probe()
                self.synthesizer.warm_up()
                self._voices = tuple(self.synthesizer.voices())
            except (Exception, SystemExit) as error:  # noqa: BLE001, no engine may keep the rest from starting
                known = isinstance(error, EngineError)
                reason = str(error) if known else f"it broke with {describe_bug(error)}"
                self._set(RungState.UNAVAILABLE, reason)
                _log.info("engine %s cannot be used: %s", self.name, reason)
                return False
            self._set(RungState.READY)
            return True

    @contextmanager
    def used(self) -> Iterator[None]:
        """Keep the engine from being closed meanwhile."""
        with self._lock:
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
            self._close_if_due()

    def retire(self) -> None:
        """Close the engine as soon as nobody loads or uses it."""
        with self._lock:
            self._is_retired = True
        self._close_if_due()

    def wait_until_closed(self, timeout_s: float) -> bool:
        """Wait until it is closed, at most `timeout_s` seconds; return whether it is."""
        return self._closed.wait(timeout_s)

    def can_be_tried(self) -> bool:
        """Whether to try it now: ready, or rested long enough.

        A cold engine is warmed up, unless that takes long: whoever loads it does so elsewhere.
        """
        with self._lock:
            state, rested = self._state, self._clock() >= self._retry_at_s
        if state is RungState.COLD:
            return not self.synthesizer.loads_slowly and self.warm_up()
        return state is RungState.READY or (state is RungState.RESTING and rested)

    def real_time_factor(self, voice: Voice) -> float | None:
        """Give the seconds of work for a second of sound: as it was lately, else at warm-up."""
        if self._real_time_factor is not None or voice.engine != self.name:
            return self._real_time_factor
        return self.synthesizer.real_time_factor(voice)

    def _slowest_factor(self) -> float | None:
        if self._real_time_factor is not None:
            return self._real_time_factor
        factors = (self.synthesizer.real_time_factor(voice) for voice in self._voices)
        return max((factor for factor in factors if factor is not None), default=None)

    def worked(self, work_s: float, sound_s: float) -> None:
        """Note how long it worked for how much sound."""
        if sound_s > 0:
            factor = work_s / sound_s
            with self._lock:
                before = self._real_time_factor
                self._real_time_factor = (
                    factor if before is None else _MEMORY * before + (1 - _MEMORY) * factor
                )

    def failed(self, error: EngineError) -> None:
        """Note a failure: it rests twice as long as the last time, or for good."""
        if not error.retryable:
            self._set(RungState.UNAVAILABLE, str(error))
        else:
            self._set(RungState.RESTING, str(error))
            with self._lock:
                self._retry_at_s = self._clock() + self._retry_delay_s
                self._retry_delay_s = min(2 * self._retry_delay_s, _LAST_RETRY_S)
        _log.warning("engine %s failed: %s", self.name, error)

    def succeeded(self) -> None:
        """Note that it spoke: it is trusted again."""
        with self._lock:
            self._state, self._reason = RungState.READY, ""
            self._retry_delay_s = _FIRST_RETRY_S

    def _set(self, state: RungState, reason: str = "") -> None:
        with self._lock:
            self._state, self._reason = state, reason

    def _close_if_due(self) -> None:
        with self._lock:
            if self._users or not self._is_retired or self._is_closing:
                return
            self._is_closing = True
        try:
            self.synthesizer.close()
        except Exception as error:  # noqa: BLE001, a speaking thread may be the last to leave
            _log.error("engine %s could not be closed: %s", self.name, describe_bug(error))
        self._closed.set()
