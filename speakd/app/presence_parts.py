"""Where what a person sees of speakd is made, off the way of a start."""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING

from speakd.app.config_file import open_in_desktop
from speakd.app.logs import log_path
from speakd.app.presence import Presence
from speakd.app.presence_words import PresenceWords
from speakd.app.problem_watch import ProblemWatch
from speakd.app.problems import Problems
from speakd.app.tray_menu import TrayMenu
from speakd.app.wiring import own_language
from speakd.desktop.presence.session_presence import notifier, tray
from speakd.desktop.session_end import session_is_over
from speakd.desktop.unavailable import UnavailableNotifier
from speakd.errors import SpeakdError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from speakd.app.live_config import LiveConfig
    from speakd.app.live_hotkey import LiveHotkey
    from speakd.app.wiring import Speech
    from speakd.config.schema import Config

_log = logging.getLogger(__name__)


class LivePresence:
    """The tray and the notifications that the configuration asks for. One thread at a time.

    Args:
        live: The configuration.
        speech: What reads.
        hotkey: What listens for the key.
        actions: What a key can do, by the name that it has in `[hotkeys]`.
        rehearsed: Set when it may begin.
    """

    def __init__(
        self,
        live: LiveConfig,
        speech: Speech,
        hotkey: LiveHotkey,
        actions: Mapping[str, Callable[[], None]],
        rehearsed: threading.Event,
    ) -> None:
        self._live = live
        self._speech = speech
        self._hotkey = hotkey
        self._actions = actions
        self._rehearsed = rehearsed
        self._problems = Problems()
        self._presence = self._make(live.config)
        speech.reader.observe(self._changed)
        live.on_problem(self._tell_config)
        live.follow("desktop", _what_is_shown, self.use)

    def start(self) -> None:
        """Begin, once the rehearsal is over."""
        self._presence.start()

    def use(self, config: Config) -> None:
        """Show so from now on."""
        self._presence.stop()
        self._presence = self._make(config)
        self._presence.start()

    def stop(self) -> None:
        """Take everything away."""
        self._presence.stop()

    def report(self, key: str, line: str) -> None:
        """Show a problem; see `Problems.report`."""
        self._problems.report(key, line)

    def clear(self, key: str) -> None:
        """Take a problem back; see `Problems.clear`."""
        self._problems.clear(key)

    def _changed(self) -> None:
        self._presence.refresh()

    def _make(self, config: Config) -> Presence:
        icon = tray() if config.desktop.tray else None
        words = PresenceWords(lambda: own_language(config))
        menu = TrayMenu(
            self._speech,
            self._hotkey.status,
            self._problems,
            actions=self._actions,
            commands=_commands(self._live, self._problems),
            chosen_voices=self._speech.chosen_voices,
            default_language=lambda: self._live.config.voices.default_language,
            words=words,
            with_share=icon is not None and icon.looks_on_opening,
        )
        return Presence(
            self._problems,
            ProblemWatch(
                self._speech,
                self._hotkey.status,
                lambda: self._live.config,
                self._problems,
                try_hotkey=self._hotkey.try_again,
            ),
            tray=icon,
            menu=menu,
            notifier=(
                notifier(icon, heading=words.heading)
                if config.desktop.notifications
                else UnavailableNotifier()
            ),
            is_loading=lambda: self._speech.ladder.is_loading,
            rehearsed=self._rehearsed,
            leave=self._leave,
        )

    def _leave(self) -> None:
        """End where a person has logged out; with a key that is heard nobody has."""
        if not self._hotkey.status().alive and session_is_over():
            _log.info("the session is over")
            quit_daemon()

    def _tell_config(self, problem: str) -> None:
        if problem:
            self._problems.report("config", f"the configuration: {problem}")
        else:
            self._problems.clear("config")


def _what_is_shown(config: Config) -> object:
    """Name what is made anew for, if it changes: what is wanted, and in which language."""
    return config.desktop, config.reader.spoken_language, config.voices.default_language


def quit_daemon() -> None:
    """Have the daemon end as it does when asked by a signal: in order, and with success.

    What restarts it after a failure leaves it alone then.
    """
    signal.raise_signal(signal.SIGTERM)


def _commands(live: LiveConfig, problems: Problems) -> Mapping[str, Callable[[], None]]:
    def open_config() -> None:
        _open(live.path, problems)

    def open_log() -> None:
        log = log_path(live.config.log)
        if (
            log is not None and log.is_file()
        ):  # else it would be made, as if it were a configuration
            _open(log, problems)
        else:
            problems.report("opening", "there is no log; see `[log]` in the configuration")

    return {
        "open_config": lambda: _in_background(open_config),
        "show_log": lambda: _in_background(open_log),
        "quit": quit_daemon,
    }


def _open(path: Path, problems: Problems) -> None:
    """Show a file in the desktop's editor; what fails is a problem until it works."""
    try:
        open_in_desktop(path)
    except SpeakdError as error:
        _log.warning("%s", error)
        problems.report("opening", str(error))
    else:
        problems.clear("opening")


def _in_background(act: Callable[[], None]) -> None:
    threading.Thread(target=act, name="opening", daemon=True).start()
