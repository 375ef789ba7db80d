"""What kind of desktop is this?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, note, ok, problem
from speakd.desktop.session import Session, session
from speakd.desktop.session_end import display_gone

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
    if gone := display_gone(environment, platform):
        yield problem(
            f"{name}, but {gone}",
            "run this in a terminal of your desktop: this one may be from an earlier session",
        )
    else:
        yield ok(name)
