"""Is the desktop session still there that speakd was started in?"""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.desktop.bounded_call import CallTimedOutError
from speakd.desktop.bounded_process import run_bounded
from speakd.desktop.session import Session, session
from speakd.desktop.x11_connection import reachable_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_KNOCK_S = 1.0
_ANSWER_S = 2.0


def display_gone(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> str:
    """Say what does not answer of that which the environment names; empty where it does.

    A display of another machine is believed to be there.

    Args:
        environment: That of the process, if None.
        platform: Named as in `sys.platform`.
    """
    environment = os.environ if environment is None else environment
    kind = session(environment, platform)
    if kind is Session.X11:
        name = environment["DISPLAY"]
        try:
            reachable_name(name)
        except OSError:
            return f"no X server answers at {name}"
    elif kind in {Session.WAYLAND, Session.WAYLAND_WITH_X11}:
        name = environment["WAYLAND_DISPLAY"]
        with socket.socket(socket.AF_UNIX) as end:
            end.settimeout(_KNOCK_S)
            try:
                end.connect(str(Path(environment.get("XDG_RUNTIME_DIR", "/"), name)))
            except OSError:
                return f"no compositor answers at {name}"
    return ""


def session_is_over(
    environment: Mapping[str, str] | None = None, platform: str = sys.platform
) -> bool:
    """Tell whether a person has logged out of the session.

    Most desktops end what they have started; Xfce, MATE and others leave that to logind, which many
    systems tell to end nothing. The next session could then have no speakd of its own.

    Args:
        environment: That of the process, if None.
        platform: Named as in `sys.platform`.
    """
    environment = os.environ if environment is None else environment
    number = environment.get("XDG_SESSION_ID", "")
    if not number or not display_gone(environment, platform):
        return False
    said = bytearray()

    def take(piece: bytes) -> bool:
        said.extend(piece)
        return True

    command = ("loginctl", "show-session", "--property=State", "--", number)
    try:
        run_bounded(command, take, time.monotonic() + _ANSWER_S)
    except (OSError, CallTimedOutError):
        return False
    return bytes(said).strip() == b"State=closing"
