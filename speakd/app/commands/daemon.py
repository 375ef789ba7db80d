"""`speakd run`: the daemon in the foreground."""

from __future__ import annotations

from speakd.app import daemon
from speakd.app.paths import config_file


def run(config: str | None) -> int:
    """Serve until a signal says stop.

    Args:
        config: What `--config` says.

    Raises:
        SpeakdError: It cannot start.
    """
    return daemon.run(config_file(config))
