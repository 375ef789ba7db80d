"""How fast speakd is on this computer, with its own voices and its own sound device.

Everything is what the daemon does, but unheard: the volume is 0 and the text is one of ours. What
the keyboard adds before and the sound hardware after cannot be seen from here.
"""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardRequest
from speakd.errors import SpeakdError
from speakd.reader.reading import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from speakd.app.wiring import Speech
    from speakd.desktop.api import Clipboard
    from speakd.types import LanguageTag

_TEXT = (
    "This sentence is spoken so quietly that nobody hears it, and it is long enough to be stopped "
    "while it is spoken. "
) * 3
_SOUND_S = 60.0
"""How long a slow voice may take to its first sound."""

_LOOK_S = 0.0005
"""How often the device is asked; the accuracy of what it says."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One thing that was measured several times.

    Attributes:
        what: What it is.
        times_ms: Milliseconds, one for each round.
    """

    what: str
    times_ms: Sequence[float]

    @property
    def median_ms(self) -> float:
        """The middle one."""
        return statistics.median(self.times_ms)

    @property
    def p95_ms(self) -> float:
        """The one that one in twenty exceeds."""
        return sorted(self.times_ms)[math.ceil(0.95 * len(self.times_ms)) - 1]


def measure_clipboard(clipboard: Clipboard, rounds: int) -> Measurement:
    """Read what was copied last, and forget it.

    Raises:
        DesktopError: It cannot be read.
    """

    def read() -> None:
        clipboard.read(ClipboardRequest(), CancelToken())

    read()  # the first connects
    return Measurement("clipboard read", [_milliseconds(read) for _ in range(rounds)])


def measure_voice(parts: Speech, language: LanguageTag, rounds: int) -> Iterator[Measurement]:
    """Read and stop, again and again, with the voice that reads `language` now.

    Args:
        parts: A reader whose volume is 0.
        language: The language of the text.
        rounds: How often.

    Raises:
        SpeakdError: A reading failed.
    """
    sounds, stops = [], []
    for turn in range(rounds + 1):
        to_sound_ms, to_silence_ms = _read_and_stop(parts, language)
        if turn:  # the first opens the device
            sounds.append(to_sound_ms)
            stops.append(to_silence_ms)
    yield Measurement("request until the device plays sound", sounds)
    yield Measurement("stop until the device is silent", stops)


def _read_and_stop(parts: Speech, language: LanguageTag) -> tuple[float, float]:
    reading = parts.reader.read(lambda _: _TEXT, language=language)
    began_s = time.monotonic()
    # Before the first sound is written, the output tells of the reading before.
    while reading.timeline.first_written is None or not parts.output.progress().heard:
        if reading.wait(_LOOK_S) or time.monotonic() - began_s > _SOUND_S:
            break
    to_sound_ms = 1000 * (time.monotonic() - began_s)

    def stop() -> None:
        reading.stop()
        reading.wait()

    to_silence_ms = _milliseconds(stop)
    if reading.error is not None:
        raise reading.error
    if reading.outcome is not Outcome.STOPPED or to_sound_ms > 1000 * _SOUND_S:
        raise SpeakdError(
            f"no sound within {_SOUND_S:.0f} s", remedy="`speakd doctor` looks for the reason"
        )
    return to_sound_ms, to_silence_ms


def _milliseconds(work: Callable[[], None]) -> float:
    began_s = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began_s)
