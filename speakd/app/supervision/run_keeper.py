"""Remember across an end without order: live settings, and how often that happened in a row."""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
from typing import TYPE_CHECKING

from speakd.app.supervision.record import Record, read_record, write_record
from speakd.app.supervision.statuses import FAILURES, MOST_FAILURES, SHORT_RUN_S, SUPERVISOR
from speakd.errors import SpeakdError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

_WRITE_AFTER_S = 0.3
"""A key that is held changes a setting many times."""

_GIVEN_UP_FOR_S = 60.0
"""A supervisor that does not know our exit statuses is refused for that long at a time."""

REMEDY = "`speakd logs` and `speakd doctor` say more; `speakd run` in a terminal tries again"

_log = logging.getLogger(__name__)


class CrashLoopError(SpeakdError):
    """It is not started again, for it would fail again.

    Attributes:
        is_news: Whether nobody has been told yet.
    """

    def __init__(self, failures: int, *, is_news: bool) -> None:
        super().__init__(
            f"speakd has failed {failures} times in a row and is not started again", remedy=REMEDY
        )
        self.is_news = is_news


class RunKeeper:
    """Keeps the record of this run while it is under way. One process at a time.

    A record that cannot be written costs what it is for, and one line in the log.

    Args:
        path: The record.
        environment: That of the process; a supervisor of ours counts failures by itself.
        is_person: Whether somebody at a terminal starts this run, who may try as often as he likes.
        socket: Where this run is to be reached.
        now: Seconds since 1970.
        short_run_s: A run that lived longer is no part of a crash loop.
    """

    def __init__(
        self,
        path: Path,
        environment: Mapping[str, str],
        *,
        is_person: bool,
        socket: str = "",
        now: Callable[[], float] = time.time,
        short_run_s: float = SHORT_RUN_S,
    ) -> None:
        self._path = path
        counted = environment.get(FAILURES, "")
        self._counted = int(counted) if counted.isdecimal() else None
        self._is_person = is_person and SUPERVISOR not in environment
        self._socket = socket
        self._now = now
        self._lock = threading.Lock()
        self._is_over = False
        self._failure_was_said = False
        self._previous = self._record = Record()
        self._survival = threading.Timer(short_run_s, self._survived)
        self._survival.daemon = True
        self._on_survival: Callable[[], None] | None = None
        self._writing: threading.Timer | None = None

    @property
    def restarts(self) -> int:
        """How many times in a row it was started after a run that did not end in order."""
        return self._record.restarts

    def on_survival(self, listener: Callable[[], None]) -> None:
        """Have `listener` called once this run has lived too long for a crash loop."""
        self._on_survival = listener

    def settings(self, configured_rate: float, configured_volume: float) -> tuple[float, float]:
        """Give the rate and the volume to begin with.

        Those of the run before, if that did not end in order, as far as the configuration says
        what it said then; else the configured ones.
        """
        before = self._previous
        rate, volume = configured_rate, configured_volume
        if not before.in_order:
            if before.rate and before.configured_rate == configured_rate:
                rate = before.rate
            if before.volume and before.configured_volume == configured_volume:
                volume = before.volume
        return rate, volume

    def keep(
        self, rate: float, volume: float, configured_rate: float, configured_volume: float
    ) -> None:
        """Note the settings that are in force, in a moment and on another thread; any thread.

        Where nothing has changed, as most often, this takes no time.
        """
        record = self._record
        rate = 0.0 if rate == configured_rate else rate
        volume = 0.0 if volume == configured_volume else volume
        if (rate, volume) == (record.rate, record.volume):
            return
        with self._lock:
            self._record = dataclasses.replace(
                self._record,
                rate=rate,
                volume=volume,
                configured_rate=configured_rate,
                configured_volume=configured_volume,
            )
            if self._writing is None and not self._is_over:
                self._writing = threading.Timer(_WRITE_AFTER_S, self._write_settings)
                self._writing.daemon = True
                self._writing.start()

    def begin(self) -> None:
        """Note that a run is under way.

        Raises:
            CrashLoopError: Too many before it have failed.
        """
        before = self._previous = read_record(self._path)
        failed = not before.in_order and not before.gave_up_at_s
        short_runs = before.short_runs + 1 if failed else 0
        if self._counted is not None:
            short_runs = self._counted
        elif self._is_person:
            short_runs = 0
        elif before.gave_up_at_s and 0 <= self._now() - before.gave_up_at_s < _GIVEN_UP_FOR_S:
            raise CrashLoopError(before.short_runs, is_news=False)
        if short_runs >= MOST_FAILURES:
            given_up = dataclasses.replace(
                before, in_order=False, short_runs=short_runs, gave_up_at_s=self._now()
            )
            self._write(given_up)
            raise CrashLoopError(short_runs, is_news=True)
        self._record = dataclasses.replace(
            before,
            in_order=False,
            restarts=before.restarts + 1 if failed else 0,
            short_runs=short_runs,
            gave_up_at_s=0.0,
            socket=self._socket,
        )
        if before.in_order:
            self._record = dataclasses.replace(self._record, rate=0.0, volume=0.0)
        if failed:
            _log.warning("the run before did not end in order (%d in a row)", self.restarts)
        self._write(self._record)
        self._survival.start()

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._survival.cancel()
        with self._lock:
            self._is_over = True
            if self._writing is not None:
                self._writing.cancel()
        # What is no `SpeakdError` nor ctrl+c is a mistake of ours: no end in order.
        if error is None or isinstance(error, SpeakdError | KeyboardInterrupt):
            self._write(Record())

    def _survived(self) -> None:
        with self._lock:
            if self._is_over:
                return
            self._record = dataclasses.replace(self._record, short_runs=0)
            self._write(self._record)
        if self._on_survival is not None:
            self._on_survival()

    def _write_settings(self) -> None:
        with self._lock:
            self._writing = None
            if not self._is_over:
                self._write(self._record)

    def _write(self, record: Record) -> None:
        try:
            write_record(self._path, record)
        except OSError as error:
            if not self._failure_was_said:
                self._failure_was_said = True
                reason = error.strerror or type(error).__name__
                _log.info("%s cannot be written: %s", self._path, reason)
