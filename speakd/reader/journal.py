"""What the log says of readings: numbers of readings and milliseconds; never what is read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speakd.reader.reading import Reading
    from speakd.reader.run import Run

_log = logging.getLogger(__name__)


class Journal:
    """Logs what becomes of readings. For the reader's thread."""

    def __init__(self) -> None:
        self._sounded: Reading | None = None

    def note(self, run: Run | None, what: str) -> None:
        """Note what is done with the reading under way, if there is one."""
        if run is not None:
            _log.info("reading %d: %s", run.reading.number, what)

    def sounds(self, run: Run) -> None:
        """Note the first sound of a run; of a reading's first one, how long it took."""
        reading = run.reading
        if self._sounded is reading:
            self.note(run, f"goes on at sentence {max(0, run.first) + 1}")
            return
        self._sounded = reading
        _log.info(
            "reading %d: first sound after %s ms (text %s, first of the voice %s)",
            reading.number,
            *map(reading.timeline.milliseconds().get, ("first_written", "text", "first_chunk")),
        )
