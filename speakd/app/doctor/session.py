"""What kind of desktop is this?"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, note, ok, problem
from speakd.desktop.session import Session, session
from speakd.desktop.x11_connection import X11Connection
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def check_session(environment: Mapping[str, str], platform: str) -> Iterator[Finding]:
    """Name the session, and see whether it is still there."""
    kind = session(environment, platform)
    if kind is Session.NONE:
        yield note(
            "there is no desktop here: neither DISPLAY nor WAYLAND_DISPLAY is set",
            "run this in a terminal of your desktop",
        )
        return
    desktop = environment.get("XDG_CURRENT_DESKTOP", "")
    name = f"{kind.value}{f', {desktop}' if desktop else ''}"
    if gone := _gone(kind, environment):
        yield problem(
            f"{name}, but {gone}",
            "run this in a terminal of your desktop: this one may be from an earlier session",
        )
    else:
        yield ok(name)


def _gone(kind: Session, environment: Mapping[str, str]) -> str:
    """Say what does not answer of that which the environment names; nothing where it does."""
    if kind is Session.X11:
        try:
            X11Connection(environment["DISPLAY"], remedy="").close()
        except DesktopError as error:
            return error.message
    elif kind in {Session.WAYLAND, Session.WAYLAND_WITH_X11}:
        name = environment["WAYLAND_DISPLAY"]
        with socket.socket(socket.AF_UNIX) as end:
            try:
                end.connect(str(Path(environment.get("XDG_RUNTIME_DIR", "/"), name)))
            except OSError:
                return f"no compositor answers at {name}"
    return ""
