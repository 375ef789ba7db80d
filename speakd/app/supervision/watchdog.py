"""Notice a thread that hangs, write down where, and end the process for its supervisor.

Many hangs are survived inside the process: an engine that gives no sound is called off, a sound
device that does not close is left behind. This is for what they cannot cure.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from speakd.app.supervision.stacks import stacks
from speakd.app.supervision.statuses import HUNG

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    from speakd.app.supervision.dead_man import DeadMan

TICK_S = 2.0
PATIENT_TICKS = 5
"""A thread may take ten seconds for what must be over soon."""

LOCK_HELD_S = 30.0
"""So long may foreign code keep the interpreter's lock. Loading a model from a slow disk holds it
for a while, and is no hang."""

_LAST_WORDS_S = 5.0
_LATE = 1.5

_log = logging.getLogger(__name__)


class Watchdog:
    """Looks at what the threads have begun, while anything is being done.

    Nothing is looked at while all is idle: `wake` begins it, and it ends by itself. What a thread
    has begun is told by objects: one that is still there five looks later is a hang. A look that
    comes late begins the count anew, so neither a laptop that slept nor a busy computer is one.

    Args:
        dead_man: Ends the process where not even this can run.
        tick_s: Seconds between two looks.
        end: Ends the process at once.
    """

    def __init__(
        self,
        dead_man: DeadMan,
        *,
        tick_s: float = TICK_S,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self._dead_man = dead_man
        self._is_working: Callable[[], bool] = bool
        self._unfinished: tuple[Callable[[], Mapping[str, object]], ...] = ()
        self._tick_s = tick_s
        self._end = end
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="watchdog", daemon=True)

    def watch(self, unfinished: Callable[[], Mapping[str, object]]) -> None:
        """Watch some threads more.

        Args:
            unfinished: Tells what they have begun and must end soon, by thread; None is nothing.
        """
        self._unfinished += (unfinished,)

    def work_is_under_way(self, is_working: Callable[[], bool]) -> None:
        """Keep looking as long as `is_working`, though nothing has to end soon."""
        self._is_working = is_working

    def wake(self) -> None:
        """Begin to look, for something is being done now; any thread, and it takes no time."""
        if not self._woken.is_set():
            self._woken.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._woken.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._closing.is_set():
            self._woken.wait()
            # Before the look: who wakes it from now on is either seen or wakes it again.
            self._woken.clear()
            self._look_until_idle()
        self._dead_man.let_go()

    def _look_until_idle(self) -> None:
        seen: dict[str, tuple[object, int]] = {}
        while not self._closing.is_set():
            self._dead_man.hold(LOCK_HELD_S)
            unfinished = self._now_unfinished()
            if not unfinished and not self._is_working():
                self._dead_man.let_go()
                return
            seen = {
                name: (begun, seen[name][1] + 1 if name in seen and seen[name][0] is begun else 0)
                for name, begun in unfinished.items()
            }
            for name, (_, ticks) in seen.items():
                if ticks >= PATIENT_TICKS:
                    self._hang(name)
                    return
            asleep_s = time.monotonic()
            self._closing.wait(self._tick_s)
            if time.monotonic() - asleep_s > _LATE * self._tick_s:
                seen = {}

    def _now_unfinished(self) -> dict[str, object]:
        return {
            name: begun
            for tell in self._unfinished
            for name, begun in tell().items()
            if begun is not None
        }

    def _hang(self, name: str) -> None:
        # Whoever hangs may hold the log's lock, too.
        self._dead_man.hold(_LAST_WORDS_S)
        with suppress(Exception):
            _log.critical(
                "the %s thread has hung for %.0f s; ending, to be started again\n%s",
                name,
                PATIENT_TICKS * self._tick_s,
                stacks(),
            )
        self._end(HUNG)
