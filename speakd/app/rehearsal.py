"""Do unheard what a first reading does, then load what takes long."""

from __future__ import annotations

import logging
import os
import sys
import threading
from typing import TYPE_CHECKING

from speakd.app.priority import lower_priority
from speakd.errors import SpeakdError
from speakd.speech import Prosody

if TYPE_CHECKING:
    from speakd.app.wiring import Speech
    from speakd.desktop.api import Clipboard

_log = logging.getLogger(__name__)


class Rehearsal:
    """Makes the first reading as fast as any, with the embedded voice on duty meanwhile.

    Args:
        parts: What is rehearsed.
        clipboard: Where text will come from.
    """

    def __init__(self, parts: Speech, clipboard: Clipboard) -> None:
        self._parts = parts
        self._clipboard = clipboard
        self._thread = threading.Thread(target=self._run, name="rehearsal", daemon=True)

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def end_process_if_loading(self) -> None:
        """End the process here where a model is still being loaded.

        Python would wait for it, or pull libraries from under it.
        """
        if self._thread.is_alive():
            if sys.stderr is not None:  # pythonw has none
                sys.stderr.flush()
            os._exit(0)

    def _run(self) -> None:
        parts = self._parts
        parts.output.warm_up()
        list(parts.front_end.segments("Ready.", None, Prosody))
        parts.front_end.warm_up()
        parts.notices.warm_up()
        try:
            self._clipboard.probe()
        except SpeakdError as error:
            _log.info("%s", error)
        lower_priority()
        parts.ladder.load_slow_engines()
