"""Engines of others may put the text into their errors, whatever their contract says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.errors import EngineError, SynthesisError, describe_bug

if TYPE_CHECKING:
    from speakd.speech import Segment
    from speakd.synthesis.api import Synthesizer

_WORD = re.compile(r"\w{4,}")
_OWN = "speakd."


def engine_error(error: BaseException, segment: Segment, engine: Synthesizer) -> EngineError:
    """Make an error that can be logged and shown of what an engine raised while it spoke.

    The message of an error that is not of ours may quote the text; its type and place never do.
    One of ours is passed on, unless an engine that is not ours made it of words of the text.

    Args:
        error: What was raised.
        segment: What was being spoken.
        engine: Which engine raised it.
    """
    if not isinstance(error, EngineError):
        return SynthesisError(f"it broke with {describe_bug(error)}")
    if type(engine).__module__.startswith(_OWN) or not _quotes(str(error), segment.text):
        return error
    return SynthesisError(f"it failed with {describe_bug(error)}", retryable=error.retryable)


def _quotes(message: str, text: str) -> bool:
    """Tell whether a message holds a word of a text, or all of a text without longer words."""
    said = message.casefold()
    words = {word.casefold() for word in _WORD.findall(text)}
    return any(word in said for word in words) if words else text.strip().casefold() in said
