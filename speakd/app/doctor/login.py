"""Is speakd there after the next login?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, note, ok, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.desktop.api import Autostart


def check_login(autostart: Autostart) -> Iterator[Finding]:
    """Look at the login entry.

    Raises:
        DesktopError: It cannot be read.
    """
    status = autostart.status()
    if not status.enabled:
        yield note("speakd is not started at login", "run `speakd autostart enable`")
    elif status.problem:
        yield problem(f"{status.backend}: {status.problem}")
    else:
        yield ok(f"started at login by the {status.backend} {status.entry}")
