"""The daemon: gather, check, start in order, run, stop in reverse.

Every part has a function of its own here that starts it and leaves in `house` how it is stopped.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING

from speakd.app import logs, paths
from speakd.app.announcement import Announcement
from speakd.app.clipboard_source import clipboard_source, places_in_use, source_options
from speakd.app.daemon_socket import check_that_none_runs_elsewhere
from speakd.app.engines import check_engine_tables
from speakd.app.follow import follow_hotkeys, follow_log, follow_speech
from speakd.app.instance import InstanceLock
from speakd.app.kept_config import KeptConfig
from speakd.app.live_config import LiveConfig
from speakd.app.live_hotkey import LiveHotkey
from speakd.app.presence_parts import LivePresence
from speakd.app.private_folder import is_unwritable
from speakd.app.rehearsal import Rehearsal
from speakd.app.status import Status
from speakd.app.stop_signals import StopSignals
from speakd.app.supervision.watch_over import (
    record_run,
    start_watchdog,
    tell_of_restart,
    watch_over,
)
from speakd.app.wiring import speech
from speakd.app.withholding import forbid_core_dumps
from speakd.desktop.session import clipboard as session_clipboard
from speakd.desktop.session import main_loop
from speakd.desktop.session import selection as session_selection
from speakd.doors.commands import Commands
from speakd.doors.control.server import ControlServer
from speakd.doors.hotkey import hotkey_actions
from speakd.errors import ControlError

if TYPE_CHECKING:
    from speakd.app.paths import ConfigFile
    from speakd.app.wiring import Speech
    from speakd.config.schema import Config
    from speakd.desktop.api import Clipboard, Selection
    from speakd.reader.source import TextSource
    from speakd.types import ReadFrom

_log = logging.getLogger(__name__)


def run(file: ConfigFile) -> int:
    """Serve until a signal says stop.

    Args:
        file: The configuration, which is followed when it is edited.

    Raises:
        SpeakdError: It cannot start; one line says why and what to do.
    """
    kept = KeptConfig(paths.state_folder() / "config-in-force.toml", file.path)
    live = LiveConfig(file, check_engine_tables, kept)
    config = live.config
    forbid_core_dumps()
    with ExitStack() as house:
        stop = house.enter_context(StopSignals())
        check_that_none_runs_elsewhere()
        lock = house.enter_context(InstanceLock(paths.lock_file()))
        written = house.enter_context(logs.logging_to(config.log))

        keeper = record_run(house)
        watchdog = start_watchdog(house, live)

        parts = _start_speech(house, config)
        watch_over(parts, live, keeper, watchdog)
        written.number_by(lambda: each.number if (each := parts.reader.current) else None)
        clipboard, selection = _open_clipboard(house), _open_selection(house)

        def sources(read_from: ReadFrom | None) -> TextSource:
            return clipboard_source(clipboard, selection, source_options(live.config, read_from))

        announcement = Announcement()
        actions = hotkey_actions(parts.reader, sources)
        hotkey = LiveHotkey(config.hotkeys, actions, announcement.renew)
        hotkey.start()
        house.callback(hotkey.stop)
        status = Status(parts, clipboard, hotkey, live, keeper)
        _open_control(house, Commands(parts.reader, sources, status, parts.speaks), lock.problem)

        announcement.make(hotkey.status())
        rehearsal = Rehearsal(parts, places_in_use(clipboard, selection, config))
        rehearsal.start()
        presence = LivePresence(live, parts, hotkey, actions, rehearsal.over)
        tell_of_restart(keeper, presence.report, presence.clear)
        _show_presence(house, presence)
        follow_log(live, written)
        follow_hotkeys(live, hotkey)
        follow_speech(live, parts, rehearsal)
        house.enter_context(live)
        stop.wait(main_loop())
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


def _open_selection(house: ExitStack) -> Selection:
    selection = session_selection()
    house.callback(selection.close)
    return selection


def _show_presence(house: ExitStack, presence: LivePresence) -> None:
    """Show an icon and what is wrong, later; nothing that is needed for reading waits for it."""
    presence.start()
    house.callback(presence.stop)


def _open_control(house: ExitStack, commands: Commands, no_place: str) -> None:
    """Listen for commands; where no file can be written, say so in one line and go on without."""
    server = ControlServer(paths.socket_file(), commands)
    if not no_place:
        try:
            server.start()
        except ControlError as error:
            if not is_unwritable(error.__cause__):
                raise
            no_place = error.message
    if no_place:
        _log.warning("%s; the key works, `speakd read` and other commands do not", no_place)
        return
    house.callback(server.stop)
