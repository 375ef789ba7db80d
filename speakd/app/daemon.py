"""The daemon: gather, check, start in order, run, stop in reverse."""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from speakd.app import logs, paths
from speakd.app.clipboard_source import clipboard_source
from speakd.app.instance import InstanceLock
from speakd.app.priority import lower_priority
from speakd.app.status import Status
from speakd.app.stop_signals import StopSignals
from speakd.app.wiring import speech
from speakd.desktop.api import ClipboardLimits
from speakd.desktop.session import clipboard as session_clipboard
from speakd.desktop.session import hotkey_listener
from speakd.desktop.unavailable import UnavailableHotkeyListener
from speakd.doors.commands import Commands
from speakd.doors.control.server import ControlServer
from speakd.doors.hotkey import bind, hotkey_actions
from speakd.errors import DesktopError, SpeakdError
from speakd.reader.reading import Outcome
from speakd.speech import Prosody
from speakd.types import language_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.app.wiring import Speech
    from speakd.chord import Chord
    from speakd.config.schema import Config
    from speakd.desktop.api import Clipboard, HotkeyListener

_LOOK_S = 0.1
"""How often to look whether a signal came while one text is spoken."""

_log = logging.getLogger(__name__)


def run(config: Config) -> int:
    """Serve until a signal says stop.

    Raises:
        SpeakdError: It cannot start; one line says why and what to do.
    """
    with ExitStack() as house:
        stop = house.enter_context(StopSignals())
        house.enter_context(InstanceLock(paths.lock_file()))
        house.enter_context(logs.logging_to(config.log))
        parts = house.enter_context(speech(config))
        parts.ladder.warm_up()

        clipboard = session_clipboard()
        house.callback(clipboard.close)
        limits = ClipboardLimits(config.clipboard.timeout_s, config.reader.max_chars)
        source = clipboard_source(clipboard, limits)

        hotkey = _listen(bind(config.hotkeys.bindings(), hotkey_actions(parts.reader, source)))
        house.callback(hotkey.stop)

        languages = [config.voices.default_language, *config.voices.languages]
        status = Status(parts, clipboard, hotkey, languages)
        server = ControlServer(paths.socket_file(), Commands(parts.reader, source, status))
        server.start()
        house.callback(server.stop)

        print(f"speakd: {_what_is_served(hotkey)}", file=sys.stderr, flush=True)
        rehearsal = threading.Thread(
            target=_rehearse, args=(parts, clipboard), name="rehearsal", daemon=True
        )
        rehearsal.start()
        stop.wait()
        _log.info("stopping")
    if rehearsal.is_alive():
        # A model is still being loaded: Python would wait for it, or pull libraries from under it.
        if sys.stderr is not None:  # pythonw has none
            sys.stderr.flush()
        os._exit(0)
    return 0


def say_once(config: Config, text: str, language: str | None = None) -> int:
    """Speak `text` in this process, with no daemon, and wait until it has been heard.

    Raises:
        SpeakdError: It could not be spoken.
    """
    # What fails is raised and then printed once; without a handler, logging would print it too.
    logging.getLogger().addHandler(logging.NullHandler())
    with StopSignals() as stop, speech(config) as parts:
        tag = language_tag(language) if language else None
        reading = parts.reader.read(lambda _: text, language=tag)
        while not reading.wait(_LOOK_S) and not stop.received:
            pass
    if reading.error is not None:
        raise reading.error
    return 0 if reading.outcome is Outcome.FINISHED else 1


def _listen(bindings: Mapping[Chord, Callable[[], None]]) -> HotkeyListener:
    """Start the hotkey; where it cannot be had, say so in one line and go on without."""
    try:
        listener = hotkey_listener()
        listener.start(bindings)
    except DesktopError as reason:
        _log.warning("%s", reason)
        return UnavailableHotkeyListener(reason)
    return listener


def _what_is_served(hotkey: HotkeyListener) -> str:
    """Word the line that tells a person, and a script that waits for it, what works now."""
    chords = hotkey.status().chords
    if not chords:
        return "serving commands; there is no hotkey, `speakd read` reads the clipboard"
    return f"ready, press {chords[0]} to read the clipboard"


def _rehearse(parts: Speech, clipboard: Clipboard) -> None:
    """Do what a first reading does, but unheard, so that the first is as fast as any.

    Then load what takes long, with the embedded voice on duty.
    """
    parts.output.warm_up()
    list(parts.front_end.segments("Ready.", None, Prosody))
    parts.front_end.warm_up()
    try:
        clipboard.probe()
    except SpeakdError as error:
        _log.info("%s", error)
    lower_priority()
    parts.ladder.load_slow_engines()
