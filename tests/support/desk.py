"""A person at a desk: copies, presses keys, listens."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.clipboard import ClipboardOwner
from support.recognise import Recogniser
from support.sentences import NOTICES, SENTENCES
from support.speakd import CHORD, Home
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.recording import Recording
    from support.sound import SoundServer
    from support.xserver import XServer


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a press of the key goes through, and somebody who listens."""

    home: Home
    x_server: XServer
    clipboard: ClipboardOwner
    recording: Recording
    recogniser: Recogniser

    def press(self, chord: str = CHORD) -> float:
        """Press a chord; return when, as `time.monotonic()`."""
        pressed_s = time.monotonic()
        self.x_server.key(chord)
        return pressed_s

    def hear(self, since_s: float) -> str | None:
        """Wait until something has been said, to its end, and tell which sentence it was."""
        began_s = self.recording.wait_for_sound(since_s)
        ended_s = self.recording.wait_for_silence(0.6)
        said = self.recording.samples(began_s, ended_s)
        return self.recogniser.listen(said, self.recording.rate_hz).sentence

    def press_and_hear(self) -> str | None:
        """Press the key that reads, once nothing is being read, and tell what was said."""
        self.wait_until_idle()
        return self.hear(self.press())

    def copy_and_hear(self, text: str) -> str | None:
        """Copy, press, listen."""
        self.clipboard.copy(text)
        return self.press_and_hear()

    def wait_until_idle(self) -> None:
        """Wait until the daemon says that it reads nothing."""
        wait_until(lambda: '"idle"' in self.home.speakd("status", "--json").stdout, 20, "idleness")

    def stop(self) -> None:
        """Ask for silence and wait for it."""
        done = self.home.speakd("stop")
        if done.returncode:
            raise AssertionError(f"speakd stop: {done.stderr}")
        self.recording.wait_for_silence(1.0)


@contextmanager
def furnished_desk(x_server: XServer, sound_server: SoundServer) -> Iterator[Desk]:
    """Put a desk together from a keyboard and a loudspeaker that are there already."""
    environment = {**sound_server.environment, **x_server.environment}
    with (
        Home(environment) as home,
        ClipboardOwner(x_server.display) as clipboard,
        sound_server.record() as recording,
    ):
        recogniser = Recogniser((*SENTENCES, *NOTICES))
        yield Desk(home, x_server, clipboard, recording, recogniser)
