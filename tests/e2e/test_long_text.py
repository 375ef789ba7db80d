"""Ten megabytes are read like ten words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from support.sentences import SENTENCES
from support.speakd import CHORD

if TYPE_CHECKING:
    from support.clipboard import ClipboardOwner
    from support.recording import Recording
    from support.speakd import Home
    from support.xserver import XServer

MEGABYTE = 1_000_000
PARAGRAPH = " ".join(SENTENCES) + "\n"


def test_a_huge_text_starts_soon_and_does_not_grow(
    home: Home, x_server: XServer, clipboard: ClipboardOwner, recording: Recording
) -> None:
    daemon = home.start()
    clipboard.copy(PARAGRAPH)
    pressed_s = time.monotonic()
    x_server.key(CHORD)
    recording.wait_for_sound(pressed_s)
    home.speakd("stop")
    recording.wait_for_silence(0.5)
    small = daemon.resident_bytes

    clipboard.copy(PARAGRAPH * (10 * MEGABYTE // len(PARAGRAPH)))
    pressed_s = time.monotonic()
    x_server.key(CHORD)
    began_s = recording.wait_for_sound(pressed_s, 20)
    # Ten megabytes have to come through the X server's small window; nothing else takes time.
    assert began_s - pressed_s < 3
    recording.listen(0.5)
    first = daemon.resident_bytes
    assert first - small < 80 * MEGABYTE
    recording.listen(4)
    assert daemon.resident_bytes - first < 8 * MEGABYTE
    home.speakd("stop")
    recording.wait_for_silence(0.5)
