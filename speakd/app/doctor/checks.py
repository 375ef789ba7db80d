"""The checks, in the order in which a press of the key goes through what they look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.app import paths
from speakd.app.clipboard_source import source_options
from speakd.app.commands.autostart import login_entry
from speakd.app.commands.models import models_folder
from speakd.app.commands.settings import load_config
from speakd.app.daemon_socket import found_socket
from speakd.app.doctor import models
from speakd.app.doctor.apart import SENTENCE_S, SOUND_S, Apart
from speakd.app.doctor.check import Check, Finding, note
from speakd.app.doctor.clipboard import check_clipboard, check_selection
from speakd.app.doctor.configuration import check_configuration, config_or_defaults
from speakd.app.doctor.daemon import (
    ask_daemon,
    check_daemon,
    daemon_process,
    fall_silent,
    is_heard,
)
from speakd.app.doctor.hotkey import PRESS_S, HotkeyCheck, Person
from speakd.app.doctor.login import check_login
from speakd.app.doctor.network import check_network
from speakd.app.doctor.permissions import MacosPermissions, check_permissions
from speakd.app.doctor.session import check_session
from speakd.desktop.login.autostart import program
from speakd.desktop.session import Session, clipboard, hotkey_listener, selection, session
from speakd.desktop.shortcut_steps import ShortcutSteps, shortcut_steps
from speakd.doors.hotkey import shortcut_names
from speakd.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from speakd.chord import Chord

_SPARE_S = 10.0
_DIALOG_S = 15.0
"""Seconds that a person has to answer a desktop that asks about the keys."""
_CLIPBOARD_SPARE_S = 3.0


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the checks are to look at.

    Attributes:
        config_argument: What `--config` says.
        environment: The session's.
        platform: As in `sys.platform`.
        version: Of this speakd.
        is_silent: Whether no sound may be made.
        person: Who can be asked to press a key, if anybody.
    """

    config_argument: str | None
    environment: Mapping[str, str]
    platform: str
    version: str
    is_silent: bool
    person: Person | None


def doctors_checks(around: Circumstances) -> Iterator[Check]:
    """List the checks. Each makes what it needs when it runs."""
    environment, platform = around.environment, around.platform
    argument = around.config_argument
    config = config_or_defaults(argument)
    socket = found_socket(environment)
    lock = paths.lock_beside(socket)
    request = source_options(config).request
    chords = config.hotkeys.bindings()
    names = shortcut_names(chords, config.hotkeys.descriptions())
    hotkey = HotkeyCheck(
        [chord for chord, action in chords.items() if action == "read"],
        lambda: ask_daemon(socket),
        lambda: hotkey_listener(environment, platform, names=names, patience_s=_DIALOG_S),
        lambda chord: _steps(around, chord),
        around.person,
        silence=lambda: fall_silent(socket),
        others=[chord for chord, action in chords.items() if action != "read"],
    )
    file = paths.config_file(argument, environment)
    yield Check("config", lambda: check_configuration(file, lambda: load_config(argument)))
    yield Check("daemon", lambda: check_daemon(socket, lock, around.version))
    yield Check("session", lambda: check_session(environment, platform))
    if platform == "darwin":
        yield Check("permissions", lambda: check_permissions(MacosPermissions()))
    yield Check("hotkey", hotkey, _DIALOG_S + PRESS_S + _SPARE_S)
    yield Check(
        "clipboard",
        lambda: check_clipboard(lambda: clipboard(environment, platform), request),
        request.longest_s + _CLIPBOARD_SPARE_S,
    )
    yield Check("selection", lambda: check_selection(lambda: selection(environment, platform)))
    # What engines and sound systems bring is foreign code, which may crash.
    is_busy = not around.is_silent and is_heard(socket)
    apart = Apart(argument, around.is_silent or is_busy)
    yield Check("voices", apart.voices, apart.voices_limit_s())
    yield Check("sound", lambda: _try_sound(apart, is_busy=is_busy), SOUND_S + _SPARE_S)
    yield Check(
        "sentence",
        lambda: apart.one("sentence", SENTENCE_S, "name another voice in `[voices.languages]`"),
        SENTENCE_S + _SPARE_S,
    )
    yield Check("models", lambda: models.check_models(models_folder(config)), models.LIMIT_S)
    yield Check("login", lambda: check_login(login_entry(argument)))
    yield Check("network", lambda: check_network(_daemons_process(socket, lock), environment))


def _try_sound(apart: Apart, *, is_busy: bool) -> Iterator[Finding]:
    if is_busy:
        yield note(
            "speakd is reading, so nothing else is to be heard now",
            "run this again afterwards to hear a tone and a sentence",
        )
    yield from apart.one("sound", SOUND_S, "restart the sound server, or set `output.backend`")


def _steps(around: Circumstances, chord: Chord) -> ShortcutSteps:
    """Write the steps for the desktop; none where there is no desktop, or none to choose from."""
    if session(around.environment, around.platform) is Session.NONE:
        return ShortcutSteps("", ())
    return shortcut_steps(around.environment, chord, (*program(), "read"))


def _daemons_process(socket: Path, lock: Path) -> int | None:
    """Find the daemon's process. The lock file still names the one before, where none is left."""
    try:
        return None if ask_daemon(socket) is None else daemon_process(lock)
    except ControlError:
        return daemon_process(lock)
