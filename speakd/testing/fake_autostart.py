"""A login entry without a login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.api import Autostart, AutostartStatus

if TYPE_CHECKING:
    from speakd.errors import DesktopError


class FakeAutostart(Autostart):
    """Remembers whether it is enabled.

    Args:
        program: What it starts.

    Attributes:
        enabled: Whether it is.
        started: How often it was started in this session.
        problem: What `status` tells of an enabled entry; nothing, if empty.
        error: Raised by every method while it is set.
    """

    name = "fake"

    def __init__(self, program: str = "/usr/bin/speakd") -> None:
        self._program = program
        self.enabled = False
        self.started = 0
        self.problem = ""
        self.error: DesktopError | None = None

    def enable(self, *, start_now: bool = False) -> bool:
        """See `Autostart`."""
        self._fail_on_demand()
        was_started = start_now and not self.started
        self.enabled = True
        self.started += was_started
        return was_started

    def disable(self) -> None:
        """See `Autostart`."""
        self._fail_on_demand()
        self.enabled = False
        self.started = 0

    def status(self) -> AutostartStatus:
        """See `Autostart`."""
        self._fail_on_demand()
        return AutostartStatus(
            backend=self.name,
            enabled=self.enabled,
            entry="nowhere",
            program=self._program if self.enabled else "",
            problem=self.problem if self.enabled else "",
        )

    def _fail_on_demand(self) -> None:
        if self.error is not None:
            raise self.error
