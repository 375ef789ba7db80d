"""Do unheard what a first reading does, then load what takes long."""

from __future__ import annotations

import logging
import os
import sys
import threading
from typing import TYPE_CHECKING

from speakd.app.priority import lower_priority
from speakd.app.wiring import rehearse
from speakd.errors import SpeakdError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from speakd.app.wiring import Speech
    from speakd.desktop.api import CopiedText

_log = logging.getLogger(__name__)


class Rehearsal:
    """Makes the first reading as fast as any, with the embedded voice on duty meanwhile.

    Args:
        parts: What is rehearsed.
        places: Where text will come from.

    Attributes:
        over: Set when the first reading has been made fast, before models are loaded.
    """

    def __init__(self, parts: Speech, places: Sequence[CopiedText]) -> None:
        self._parts = parts
        self._places = places
        self._threads: list[threading.Thread] = []
        self.over = threading.Event()

    def start(self) -> None:
        """Begin, in the background."""
        self._begin(self._run)

    def load_engines(self) -> None:
        """Load, in the background, those of other engines that load slowly."""
        self._begin(self._load)

    def end_process_if_loading(self) -> None:
        """End the process here where a model is still being loaded.

        Python would wait for it, or pull libraries from under it.
        """
        if any(thread.is_alive() for thread in self._threads):
            if sys.stderr is not None:  # pythonw has none
                sys.stderr.flush()
            os._exit(0)

    def _begin(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="rehearsal", daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()]
        self._threads.append(thread)
        thread.start()

    def _run(self) -> None:
        parts = self._parts
        parts.output.warm_up()
        rehearse(parts.front_end, parts.notices)
        for place in self._places:
            try:
                place.probe()
            except SpeakdError as error:
                _log.info("%s", error)
        self.over.set()
        self._load()

    def _load(self) -> None:
        lower_priority()
        self._parts.ladder.load_slow_engines()
