"""The line that tells a person, and a script that waits for it, what works now."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speakd.desktop.api import HotkeyStatus


class Announcement:
    """Prints one line when everything is served, and a second if the key comes only later.

    A desktop may ask a person about the key; that person may be away. Any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_made = False
        self._is_ready = False

    def make(self, hotkey: HotkeyStatus) -> None:
        """Tell that everything is served, and how it stands with the key."""
        with self._lock:
            self._is_made = True
            self._say(hotkey)

    def renew(self, hotkey: HotkeyStatus) -> None:
        """Tell that the key is live now, if it was not."""
        with self._lock:
            if self._is_made and not self._is_ready and hotkey.alive:
                self._say(hotkey)

    def _say(self, hotkey: HotkeyStatus) -> None:
        self._is_ready = hotkey.alive and bool(hotkey.chords)
        if self._is_ready:
            what = f"ready, press {hotkey.chords[0]} to read the clipboard"
        else:
            what = "serving commands; there is no hotkey, `speakd read` reads the clipboard"
        print(f"speakd: {what}", file=sys.stderr, flush=True)
