"""An engine that hangs or crashes as the file says that `SPEAKD_TEST_FAULT` names.

It is installed into a daemon that is under test; otherwise it cannot speak, so that the next voice
does. A fault happens once: the file is removed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from speakd.app.supervision import watchdog
from speakd.errors import SynthesisError
from speakd.speech import Voice
from speakd.synthesis.api import NoOptions, Synthesizer
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import AudioChunk
    from speakd.cancel import CancelToken
    from speakd.speech import Segment
    from support.speakd import Home

_FAULT = "SPEAKD_TEST_FAULT"


class FaultySynthesizer(Synthesizer):
    """Does what the file says, once."""

    name: ClassVar[str] = "faulty"
    Options = NoOptions

    def __init__(self, options: NoOptions = NoOptions()) -> None:  # noqa: B008, it is frozen
        del options
        # The same watchdog, with less patience: a test does not wait for half a minute. Here, in
        # the daemon, and not where this module is imported: that is done by the tests, too.
        watchdog.PATIENT_TICKS = 1
        watchdog.LOCK_HELD_S = 3.0

    def probe(self) -> None:
        """It can run everywhere, unless that is the fault."""
        if _file().exists() and _file().read_text() == "crash when asked":
            signal.raise_signal(signal.SIGSEGV)

    def voices(self) -> Sequence[Voice]:
        return (Voice("faulty:voice", "faulty", (LanguageTag("en"),)),)

    def warm_up(self) -> None:
        """Crash, if that is the fault."""
        if _file().exists() and _file().read_text() == "crash at every start":
            signal.raise_signal(signal.SIGSEGV)

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Hang or crash, or fail as an engine should."""
        del segment, voice, cancel
        yield from ()
        fault = _file().read_text() if _file().exists() else ""
        _file().unlink(missing_ok=True)
        if fault == "deaf":
            hang_for_ever()
        elif fault == "lock":
            keep_the_lock()
        elif fault == "crash":
            signal.raise_signal(signal.SIGSEGV)
        raise SynthesisError("it cannot speak")

    def close(self) -> None:
        """Nothing to give back."""


def hang_for_ever() -> None:
    """Hear of no cancel."""
    threading.Event().wait()


def keep_the_lock() -> None:
    """Let no other Python thread run."""
    ctypes.PyDLL(None).sleep(600)


def install(home: Home) -> None:
    """Have the daemons of `home` speak English with this engine, if with any."""
    site = home.folder / "site"
    info = site / "faulty-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[speakd.engines]\nfaulty = support.faulty_engine:FaultySynthesizer\n"
    )
    home.environment["PYTHONPATH"] = os.pathsep.join([str(site), str(Path(__file__).parents[1])])
    home.environment[_FAULT] = str(home.folder / "fault")
    home.configure('[voices.languages]\nen = "faulty:voice"\n"*" = "faulty:voice"\n')


def set_fault(home: Home, fault: str) -> None:
    """Have the engine do this when it is next asked to speak."""
    (home.folder / "fault").write_text(fault)


def _file() -> Path:
    return Path(os.environ[_FAULT])
