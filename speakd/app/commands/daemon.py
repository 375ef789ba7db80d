"""`speakd run`: the daemon in the foreground."""

from __future__ import annotations

from contextlib import closing

from speakd.app import daemon
from speakd.app.paths import config_file
from speakd.app.supervision.run_keeper import CrashLoopError


def run(config: str | None) -> int:
    """Serve until a signal says stop.

    Args:
        config: What `--config` says.

    Raises:
        SpeakdError: It cannot start.
    """
    try:
        return daemon.run(config_file(config))
    except CrashLoopError as error:
        if error.is_news:
            _say_farewell(str(error))
        raise


def _say_farewell(line: str) -> None:
    from speakd.app.supervision.farewell import (  # noqa: PLC0415, hardly ever needed
        say_farewell,
        speakers,
    )
    from speakd.desktop.presence.session_presence import notifier  # noqa: PLC0415, likewise

    with closing(notifier(None)) as shown:
        say_farewell(lambda told: shown.show("crash-loop", told), line, speakers())
