"""What `speakd status` tells. Numbers and names only; never text that is read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from speakd.app.version import installed_version
from speakd.errors import EngineError
from speakd.types import language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speakd.app.live_config import LiveConfig
    from speakd.app.live_hotkey import LiveHotkey
    from speakd.app.supervision.run_keeper import RunKeeper
    from speakd.app.wiring import Speech
    from speakd.desktop.api import Clipboard
    from speakd.types import LanguageTag


class Status:
    """Asks every part how it is doing, when asked itself; any thread.

    Args:
        speech: What it reads, with which engines, and how it sounds.
        clipboard: Where text comes from.
        hotkey: Whether a key press would be noticed.
        live: The configuration in force.
        run: What is known of runs before this one.
    """

    def __init__(
        self,
        speech: Speech,
        clipboard: Clipboard,
        hotkey: LiveHotkey,
        live: LiveConfig,
        run: RunKeeper,
    ) -> None:
        self._speech = speech
        self._clipboard = clipboard
        self._hotkey = hotkey
        self._version = installed_version()  # now, not after an upgrade
        self._live = live
        self._run = run

    def __call__(self) -> Mapping[str, object]:
        """Tell everything, as `speakd status --json` prints it."""
        last = self._speech.reader.current or self._speech.reader.last
        return {
            "state": self._speech.reader.state.value,
            "ready": True,
            "version": self._version,
            "restarts": self._run.restarts,
            "config": self._live.status(),
            "hotkey": self._hotkey_status(),
            "clipboard": self._clipboard.name,
            "voices": {language: self._voice(language) for language in self._languages()},
            "engines": [
                {
                    "name": each.name,
                    "status": each.state.value,
                    "reason": each.reason,
                    "real_time_factor": each.real_time_factor and round(each.real_time_factor, 3),
                }
                for each in self._speech.ladder.statuses()
            ],
            "rate": self._speech.reader.rate,
            "volume": self._speech.reader.volume,
            "output": self._output_status(),
            "reading": self._reading(),
            "waiting": self._speech.reader.waiting,
            "last": None
            if last is None
            else {"number": last.number} | last.timeline.milliseconds(),
        }

    def _languages(self) -> Iterator[LanguageTag]:
        voices = self._live.config.voices
        for each in (voices.default_language, *voices.languages):
            if each != "*":
                yield language_tag(each)

    def _hotkey_status(self) -> Mapping[str, object]:
        status = self._hotkey.status()
        last_s = status.last_event_s
        return {
            "backend": status.backend,
            "chords": list(status.chords),
            "alive": status.alive,
            "last_event_s_ago": None if last_s is None else round(time.monotonic() - last_s, 1),
            "restarts": status.restarts,
            "problem": status.problem,
            "conflicts": list(status.conflicts),
        }

    def _output_status(self) -> Mapping[str, object]:
        status, progress = self._speech.output.status(), self._speech.output.progress()
        return {
            "backend": status.backend,
            "open": status.is_open,
            "underruns": status.underruns,
            "heard_s": round(progress.format.seconds(progress.heard), 2),
            "problem": status.problem,
        }

    def _reading(self) -> Mapping[str, object] | None:
        reader = self._speech.reader
        if (reading := reader.current) is None:
            return None
        share = reader.heard_share
        return {
            "number": reading.number,
            "characters": len(reading.text or ""),
            "heard_share": None if share is None else round(share, 3),
        }

    def _voice(self, language: LanguageTag) -> str:
        try:
            return self._speech.choose_voice(language).id
        except EngineError as error:
            return str(error)
