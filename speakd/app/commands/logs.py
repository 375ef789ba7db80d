"""`speakd logs`: what the daemon has written down, and what it writes."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from speakd.app import terminal
from speakd.app.commands.settings import load_config
from speakd.app.log_tail import LogTail, last_lines
from speakd.app.logs import log_path
from speakd.config.schema import LogOptions
from speakd.errors import ConfigError, SpeakdError

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK_S = 0.2

_NO_LOG = SpeakdError(
    'the configuration says `[log] file = "none"`, so nothing is written',
    remedy='set it to "default" and start speakd again; a systemd unit has `journalctl --user`',
)


def run(
    config: str | None,
    lines: int,
    *,
    follow: bool,
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Print the last lines of the log.

    Args:
        config: What `--config` says.
        lines: How many lines.
        follow: Go on with what is written, until ctrl+c or until nobody reads it.
        pause: Waits for some seconds.

    Raises:
        SpeakdError: There is no log, or it cannot be read; what to do.
    """
    path = log_path(_options(config))
    if path is None:
        raise _NO_LOG
    tail = LogTail(path)
    shown = last_lines(path, lines)
    if shown is None:
        missing = f"{path} is not there: nothing has been written yet"
        if not follow:
            raise SpeakdError(missing, remedy="start speakd with `speakd run`")
        print(f"speakd: {missing}", file=sys.stderr, flush=True)
    else:
        # Not among the lines: they may go to a program or a file.
        print(f"speakd: {path}", file=sys.stderr, flush=True)
        tail.skip(shown.end)
        print(shown.text, end="", flush=True)
    while follow and terminal.is_read():
        print(tail.read(), end="", flush=True)
        pause(_LOOK_S)
    return 0


def _options(config: str | None) -> LogOptions:
    """Load where the log is; the usual place where the configuration cannot be used.

    It may be the log that somebody needs to see why nothing works.
    """
    try:
        return load_config(config).log
    except ConfigError as error:
        print(
            f"speakd: the configuration is wrong, see `speakd config check`: {error}",
            file=sys.stderr,
        )
        return LogOptions()
