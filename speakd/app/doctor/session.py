"""What kind of desktop is this?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, note, ok
from speakd.desktop.session import Session, session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def check_session(environment: Mapping[str, str], platform: str) -> Iterator[Finding]:
    """Name the session."""
    kind = session(environment, platform)
    if kind is Session.NONE:
        yield note(
            "there is no desktop here: neither DISPLAY nor WAYLAND_DISPLAY is set",
            "run this in a terminal of your desktop",
        )
        return
    desktop = environment.get("XDG_CURRENT_DESKTOP", "")
    yield ok(f"{kind.value}{f', {desktop}' if desktop else ''}")
