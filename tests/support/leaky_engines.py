"""Engines that fail, each in its own way, and say the text whenever they can.

Not imported by tests: `install` puts this file where a daemon under test finds it as a package.
"""

from __future__ import annotations

import logging
import shutil
import threading
import warnings
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from speakd.audio import AudioChunk, AudioFormat
from speakd.errors import SynthesisError
from speakd.speech import Voice
from speakd.synthesis.api import NoOptions, Synthesizer
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from speakd.cancel import CancelToken
    from speakd.speech import Segment

_FORMAT = AudioFormat(16_000)
_log = logging.getLogger("leaky")


class Raises(Synthesizer):
    """Breaks at once, with the text for a message."""

    name: ClassVar[str] = "raises"
    Options: ClassVar[type[Any]] = NoOptions

    def __init__(self, _: NoOptions | None = None) -> None:
        """Take the options that it has not."""

    def probe(self) -> None:
        """See `Synthesizer`."""

    def voices(self) -> Sequence[Voice]:
        """See `Synthesizer`."""
        return [Voice(f"{self.name}:a", "A", (LanguageTag("en"),), "MIT")]

    def warm_up(self) -> None:
        """See `Synthesizer`."""

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """See `Synthesizer`."""
        del voice
        yield from self._fail(segment.text, cancel)

    def close(self) -> None:
        """See `Synthesizer`."""

    def _fail(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        del cancel
        yield from ()
        raise ValueError(text)


class BreaksOff(Raises):
    """Breaks when it has said a little."""

    name = "breaksoff"

    def _fail(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        del cancel
        tone = 0.1 * np.sin(np.arange(3200) / 5)
        yield AudioChunk(tone.astype(np.float32), _FORMAT)
        raise RuntimeError(text)


class Quotes(Raises):
    """Makes an error of speakd's own kind of the text, and of another error with the text."""

    name = "quotes"

    def _fail(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        del cancel
        yield from ()
        raise SynthesisError(f"cannot say {text!r}", remedy=text) from KeyError(text)


class Threads(Raises):
    """Breaks in a thread of its own."""

    name = "threads"

    def _fail(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        def breaks() -> None:
            raise ValueError(text)

        thread = threading.Thread(target=breaks, name="leaky")
        thread.start()
        thread.join()
        yield from super()._fail(text, cancel)


class Talks(Raises):
    """Warns, and logs, and logs with a traceback."""

    name = "talks"

    def _fail(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        warnings.warn(text, UserWarning, stacklevel=1)
        _log.error("saying %s", text)
        try:
            int(text)
        except ValueError:
            _log.exception(text)
        yield from super()._fail(text, cancel)


class Unravels(Raises):
    """Leaves something behind that breaks when it is thrown away."""

    name = "unravels"

    def _fail(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        class Remains:
            def __del__(self) -> None:
                raise ValueError(text)

        Remains()
        yield from super()._fail(text, cancel)


class Exits(Raises):
    """Ends the program."""

    name = "exits"

    def _fail(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        del cancel
        yield from ()
        raise SystemExit(text)


class Unwilling(Raises):
    """Breaks before anything is read."""

    name = "unwilling"

    def warm_up(self) -> None:
        """See `Synthesizer`."""
        raise ValueError("not today")


class Hangs(Raises):
    """Does nothing until it is called off, and then breaks."""

    name = "hangs"

    def _fail(self, text: str, cancel: CancelToken) -> Iterator[AudioChunk]:
        cancel.wait(60)
        yield from super()._fail(text, cancel)


FAILING = (Raises, BreaksOff, Quotes, Threads, Talks, Unravels, Exits)
"""Those that fail by themselves."""


def install(folder: Path) -> None:
    """Make an installed package of this file in `folder`, for `PYTHONPATH`."""
    shutil.copy(__file__, folder / "leaky_engines.py")
    records = folder / "leaky_engines-1.dist-info"
    records.mkdir()
    (records / "METADATA").write_text("Metadata-Version: 2.1\nName: leaky-engines\nVersion: 1\n")
    lines = [
        f"{kind.name} = leaky_engines:{kind.__name__}" for kind in (*FAILING, Hangs, Unwilling)
    ]
    (records / "entry_points.txt").write_text("\n".join(["[speakd.engines]", *lines, ""]))
