"""One reading: the handle that whoever asked for it holds on to."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.cancel import CancelToken
    from speakd.errors import SpeakdError
    from speakd.reader.fetching import FetchedAhead, Fetcher
    from speakd.reader.source import Fetched, TextSource
    from speakd.reader.tape import SegmentTape
    from speakd.types import LanguageTag


class Outcome(Enum):
    """How a reading ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    REFUSED = "refused"
    FAILED = "failed"


class Policy(Enum):
    """What a request to read does while another reading is under way."""

    STOP = "stop"
    RESTART = "restart"
    QUEUE = "queue"
    IGNORE = "ignore"


@dataclass(slots=True)
class Timeline:
    """When each step of a reading was reached, in seconds of `time.monotonic()`.

    Attributes:
        requested: The key was pressed, or the command arrived.
        text: The text was there.
        first_chunk: The engine gave the first sound.
        first_written: The output took it.
    """

    requested: float = field(default_factory=time.monotonic)
    text: float | None = None
    first_chunk: float | None = None
    first_written: float | None = None

    def milliseconds(self) -> dict[str, float | None]:
        """Give each step as milliseconds after the request, rounded to 0.1."""
        steps = {
            "text": self.text,
            "first_chunk": self.first_chunk,
            "first_written": self.first_written,
        }
        return {
            name: None if at is None else round(1000 * (at - self.requested), 1)
            for name, at in steps.items()
        }


class Reading:
    """A request to read, from the moment it was made until it has ended.

    Args:
        number: Its number, never used again.
        source: Where its text comes from.
        policy: What it does while another is under way.
        language: The language of all of its text; None to have it detected.
        announces: Whether to say how long it takes, where that is long.
        stop: Asks the reader to end it.

    Attributes:
        text: What it reads, once fetched; None before, and where there was none. Never logged.
        is_html: Whether that is HTML for sure.
        tape: The segments of the text, once fetched. It belongs to the synthesis thread.
    """

    def __init__(
        self,
        number: int,
        source: TextSource,
        policy: Policy,
        language: LanguageTag | None,
        stop: Callable[[Reading], None],
        *,
        announces: bool = True,
    ) -> None:
        self.number = number
        self.source = source
        self.policy = policy
        self.language = language
        self.announces = announces
        self.timeline = Timeline()
        self.text: str | None = None
        self.is_html = False
        self.tape: SegmentTape | None = None
        self._stop = stop
        self._ended = threading.Event()
        self._outcome: Outcome | None = None
        self._error: SpeakdError | None = None
        self._ahead: FetchedAhead | None = None

    @property
    def done(self) -> bool:
        """Whether it has ended, however."""
        return self._ended.is_set()

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it has not."""
        return self._outcome

    @property
    def error(self) -> SpeakdError | None:
        """Why it failed, if it did."""
        return self._error

    def stop(self) -> None:
        """Ask the reader to end this reading; another one is left alone."""
        self._stop(self)

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it has ended, at most `timeout_s` seconds; return whether it has."""
        return self._ended.wait(timeout_s)

    def fetch_ahead(self, fetcher: Fetcher) -> None:
        """Have its text fetched now, for it has to wait. By the reader's own thread."""
        self._ahead = fetcher.ahead(self.source)

    def fetch(self, fetcher: Fetcher, cancel: CancelToken) -> Fetched:
        """Fetch its text, or give what was fetched ahead; what the source raises is raised here."""
        if self._ahead is not None:
            return self._ahead()
        return fetcher.fetch(self.source, cancel)

    def end(self, outcome: Outcome, error: SpeakdError | None = None) -> None:
        """Note how it ended. Called once, by the reader's own thread."""
        if self._ahead is not None:
            self._ahead.cancel()
        self._outcome, self._error = outcome, error
        self._ended.set()
