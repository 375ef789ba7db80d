"""The configuration file as something to be opened: made where it is missing, then edited."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from speakd.errors import SpeakdError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_DESKTOP_OPENERS = (("xdg-open",), ("gio", "open"))
_TERMINAL_EDITORS = ("sensible-editor", "editor", "nano", "vi")
_REMEDY = "set EDITOR to the editor that you like"
_SOON_S = 1.0
"""An opener that fails does so sooner; one that is itself the editor goes on."""


def make_if_missing(path: Path) -> bool:
    """Put the example there if there is no file: every key, commented out.

    Returns:
        Whether it was made.

    Raises:
        SpeakdError: It cannot be written there.
    """
    if path.exists():
        return False
    from speakd.config.example import example_text  # noqa: PLC0415, seldom needed

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(example_text())
    except OSError as error:
        if path.is_symlink() or path.exists():
            return False  # a link to nowhere, or somebody was faster
        raise SpeakdError(f"{path} cannot be made: {error.strerror}") from error
    return True


def terminal_editor(
    environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Sequence[str]:
    """Give the command of the editor to wait for, or nothing where the desktop has one.

    The user's own comes first; where there is no desktop, any.

    Raises:
        SpeakdError: `VISUAL` or `EDITOR` is no command.
    """
    for name in ("VISUAL", "EDITOR"):
        if chosen := environment.get(name, "").strip():
            try:
                words = shlex.split(chosen, posix=platform != "win32")
            except ValueError:
                raise SpeakdError(f"{name} lacks a closing quote", remedy=_REMEDY) from None
            return [word.strip('"') for word in words]
    if platform in {"darwin", "win32"} or _has_screen(environment):
        return ()
    return next(([name] for name in _TERMINAL_EDITORS if _is_there(name, environment)), ())


def desktop_editor(
    environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Sequence[str]:
    """Give the command that opens a text file as a click on it would.

    Args:
        environment: That of the process.
        platform: As in `sys.platform`.

    Raises:
        SpeakdError: There is none.
    """
    if platform == "darwin":
        return ("open", "-t")
    if platform == "win32":
        # By its full path: a bare name is first looked for in the folder that is the current one.
        system = environment.get("SYSTEMROOT", r"C:\Windows")
        return (rf"{system}\System32\notepad.exe",)
    if _has_screen(environment):
        for opener in _DESKTOP_OPENERS:
            if _is_there(opener[0], environment):
                return opener
    raise SpeakdError("no editor was found", remedy=_REMEDY)


def open_in_desktop(path: Path) -> None:
    """Make the file if it is missing and show it in the desktop's editor, without waiting for it.

    Takes a second at most.

    Raises:
        SpeakdError: It cannot be made, or it cannot be shown.
    """
    make_if_missing(path)
    program, *arguments = desktop_editor()
    try:
        process = subprocess.Popen(
            [program, *arguments, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what opens there outlives speakd
        )
    except OSError as error:
        raise _not_started(program, error) from error
    try:
        _expect_success(program, process.wait(_SOON_S))
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, name="editor", daemon=True).start()


def edit(path: Path) -> bool:
    """Make the file if it is missing, and have the user edit it in the editor of their choice.

    Returns:
        Whether it has been edited; in the desktop's editor it is only being so.

    Raises:
        SpeakdError: It cannot be made, or the editor failed.
    """
    make_if_missing(path)
    command = terminal_editor()
    if not command:
        open_in_desktop(path)
        return False
    try:
        status = subprocess.run([*command, str(path)], check=False).returncode
    except OSError as error:
        raise _not_started(command[0], error) from error
    _expect_success(command[0], status)
    return True


def _has_screen(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _is_there(program: str, environment: Mapping[str, str]) -> bool:
    return shutil.which(program, path=environment.get("PATH")) is not None


def _expect_success(program: str, status: int) -> None:
    if status:
        raise SpeakdError(f"{program} ended with status {status}", remedy=_REMEDY)


def _not_started(program: str, error: OSError) -> SpeakdError:
    reason = error.strerror or type(error).__name__
    return SpeakdError(f"{program} cannot be started: {reason}", remedy=_REMEDY)
