"""Speak one text in this process, where no daemon is running."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from speakd.app.stop_signals import StopSignals
from speakd.app.wiring import speech
from speakd.app.withholding import forbid_core_dumps, text_withheld
from speakd.doors.commands import voice_is_missing
from speakd.types import language_tag

if TYPE_CHECKING:
    from speakd.config.schema import Config

_LOOK_S = 0.1
"""How often to look whether a signal came while the text is spoken."""


def say_once(config: Config, text: str, language: str | None = None) -> int:
    """Speak `text` in this process, with no daemon, and wait until it has been heard.

    Raises:
        SpeakdError: It could not be spoken.
        KeyboardInterrupt: A signal ended it.
    """
    # What fails is raised and then printed once; without a handler, logging would print it too.
    logging.getLogger().addHandler(logging.NullHandler())
    forbid_core_dumps()
    with text_withheld(), StopSignals() as stop, speech(config) as parts:
        tag = language_tag(language) if language else None
        if tag is not None and not parts.speaks(tag):
            print(f"speakd: {voice_is_missing(tag)}", file=sys.stderr)
        reading = parts.reader.read(lambda _: text, language=tag)
        while not reading.wait(_LOOK_S) and not stop.received:
            pass
    if stop.received:
        raise KeyboardInterrupt
    if reading.error is not None:
        raise reading.error
    return 0
