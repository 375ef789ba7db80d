"""Say that speakd is not started again, to whoever listens: by notification and by voice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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
)
# The embedded voice; what has failed may be just that, so it comes last.
_OURSELVES = (sys.executable, "-P", "-m", "speakd", "say", "-")


def speakers(
    platform: str = sys.platform, environment: Mapping[str, str] = os.environ
) -> Iterator[Sequence[str]]:
    """Name programs that speak what they read from standard input, and wait until they have."""
    if platform == "win32":
        # By its full path: a bare name is first looked for in the folder that is the current one.
        system = environment.get("SYSTEMROOT", r"C:\Windows")
        shell = rf"{system}\System32\WindowsPowerShell\v1.0\powershell.exe"
        yield (shell, "-NoProfile", "-NonInteractive", "-Command", _POWERSHELL)
    else:
        yield from _SPEAKERS
    yield _OURSELVES


def say_farewell(
    notify: Callable[[str], None], line: str, speakers: Iterable[Sequence[str]]
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
