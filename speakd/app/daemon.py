"""The daemon: gather, check, start in order, run, stop in reverse.

Every part has a function of its own here that starts it and leaves in `house` how it is stopped.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING

from speakd.app import logs, paths
from speakd.app.announcement import Announcement
from speakd.app.clipboard_source import clipboard_source
from speakd.app.instance import InstanceLock
from speakd.app.rehearsal import Rehearsal
from speakd.app.status import Status
from speakd.app.stop_signals import StopSignals
from speakd.app.wiring import speech
from speakd.desktop.api import ClipboardRequest
from speakd.desktop.session import clipboard as session_clipboard
from speakd.desktop.session import hotkey_listener
from speakd.desktop.unavailable import UnavailableHotkeyListener
from speakd.doors.commands import Commands
from speakd.doors.control.server import ControlServer
from speakd.doors.hotkey import bind, hotkey_actions, shortcut_names
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.app.wiring import Speech
    from speakd.config.hotkey_options import HotkeyOptions
    from speakd.config.schema import Config
    from speakd.desktop.api import Clipboard, HotkeyListener

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

        parts = _start_speech(house, config)
        clipboard = _open_clipboard(house)
        limits = ClipboardRequest(config.clipboard.timeout_s, config.reader.max_chars)
        source = clipboard_source(clipboard, limits)
        announcement = Announcement()
        actions = hotkey_actions(parts.reader, source)
        hotkey = _start_hotkey(house, config.hotkeys, actions, announcement)
        status = Status(parts, clipboard, hotkey, _languages(config))
        _open_control(house, Commands(parts.reader, source, status))

        announcement.make(hotkey.status())
        rehearsal = Rehearsal(parts, clipboard)
        rehearsal.start()
        stop.wait()
        _log.info("stopping")
    rehearsal.end_process_if_loading()
    return 0


def _start_speech(house: ExitStack, config: Config) -> Speech:
    """Make the reader with all it needs; the embedded voice can speak when this returns."""
    parts = house.enter_context(speech(config))
    parts.ladder.warm_up()
    return parts


def _open_clipboard(house: ExitStack) -> Clipboard:
    clipboard = session_clipboard()
    house.callback(clipboard.close)
    return clipboard


def _start_hotkey(
    house: ExitStack,
    options: HotkeyOptions,
    actions: Mapping[str, Callable[[], None]],
    announcement: Announcement,
) -> HotkeyListener:
    """Start the hotkey; where it cannot be had, say so in one line and go on without."""
    chords = options.bindings()
    names = shortcut_names(chords, options.descriptions())
    try:
        listener = hotkey_listener(names=names, on_change=announcement.renew)
        listener.start(bind(chords, actions))
    except DesktopError as reason:
        _log.warning("%s", reason)
        return UnavailableHotkeyListener(reason)
    house.callback(listener.stop)
    return listener


def _open_control(house: ExitStack, commands: Commands) -> None:
    server = ControlServer(paths.socket_file(), commands)
    server.start()
    house.callback(server.stop)


def _languages(config: Config) -> list[str]:
    """List the languages whose voices `status` tells."""
    return [config.voices.default_language, *config.voices.languages]
