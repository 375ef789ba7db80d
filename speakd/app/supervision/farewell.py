"""Say that speakd is not started again, to whoever listens: by notification and by voice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SENTENCE = "speakd failed several times and was not started again."

_LIMIT_S = 15.0
_POWERSHELL = (
    "Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)
_SPEAKERS = (
    ("say",),
    ("espeak-ng", "--stdin"),
    ("espeak", "--stdin"),
    ("spd-say", "--wait", "--pipe-mode"),
    ("powershell", "-NoProfile", "-NonInteractive", "-Command", _POWERSHELL),
    # The embedded voice; what has failed may be just that, so it comes last.
    (sys.executable, "-P", "-m", "speakd", "say", "-"),
)
"""Programs that speak what they read from standard input, and wait until they have."""


def say_farewell(
    notify: Callable[[str], None], line: str, speakers: Iterable[Sequence[str]] = _SPEAKERS
) -> None:
    """Tell a person who may look at no terminal, and may not see. Whatever fails is passed over.

    Nothing of speakd itself is used for it, for something in there has failed.

    Args:
        notify: Shows a line on the desktop.
        line: What to show.
        speakers: Programs to speak with, the first that works.
    """
    with suppress(Exception):
        notify(line)
    for speaker in speakers:
        if shutil.which(speaker[0]) and _speaks(speaker):
            return


def _speaks(speaker: Sequence[str]) -> bool:
    try:
        done = subprocess.run(
            speaker,
            input=SENTENCE.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_LIMIT_S,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
