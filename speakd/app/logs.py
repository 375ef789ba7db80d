"""Write down what happens, never what is read."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import ExitStack, contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from speakd.app import paths
from speakd.app.log_format import ConsoleFormatter, FileFormatter
from speakd.app.withholding import text_withheld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from speakd.config.schema import LogOptions

MAX_BYTES = 1_000_000
"""Size at which a new log file is begun."""

KEPT_FILES = 3
"""Old log files that are kept."""

_log = logging.getLogger(__name__)


@contextmanager
def logging_to(options: LogOptions, stderr: TextIO | None = None) -> Iterator[Logs]:
    """Log to the file that `options` name and, what is worth it, to standard error.

    A log that cannot be written is said once on standard error and is no reason to stop. Errors
    that nobody caught in threads and callbacks are logged as well, without their messages.

    Args:
        options: What to log and where to.
        stderr: Standard error; there may be none where no terminal is.

    Yields:
        What changes the options later.
    """
    with ExitStack() as undo:
        for logger in (logging.getLogger(), logging.getLogger("speakd")):
            undo.callback(logger.setLevel, logger.level)
        written = Logs(stderr if stderr is not None else sys.stderr)
        undo.callback(written.close)
        written.configure(options)
        undo.enter_context(text_withheld())
        yield written


class Logs:
    """The handlers of the process's root logger that are speakd's.

    Args:
        console: Standard error, if there is one.
    """

    def __init__(self, console: TextIO | None) -> None:
        self._console = console
        self._handlers: list[logging.Handler] = []
        self._find_reading: Callable[[], int | None] = lambda: None

    def number_by(self, find_reading: Callable[[], int | None]) -> None:
        """Put the number of the reading under way before what is logged in the course of it.

        Args:
            find_reading: Tells it; any thread.
        """
        self._find_reading = find_reading

    def configure(self, options: LogOptions) -> None:
        """Log so from now on; any thread. Nothing that is logged meanwhile is lost."""
        level = logging.getLevelNamesMapping()[options.level.upper()]
        root = logging.getLogger()
        root.setLevel(logging.WARNING)
        logging.getLogger("speakd").setLevel(level)
        before, self._handlers = self._handlers, list(self._make(options, level))
        for handler in self._handlers:
            root.addHandler(handler)
        _remove(before)

    def close(self) -> None:
        """Log nothing more."""
        _remove(self._handlers)

    def _reading_number(self) -> int | None:
        return self._find_reading()

    def _make(self, options: LogOptions, level: int) -> Iterator[logging.Handler]:
        if self._console is not None:
            stream = Console(self._console)
            # A terminal gets what a user must know; all of it when something is being looked for.
            stream.setLevel(level if level == logging.DEBUG else max(level, logging.WARNING))
            stream.setFormatter(ConsoleFormatter())
            yield stream
        if (path := log_path(options)) is not None:
            file = LogFile(path, self._console)
            file.setFormatter(FileFormatter(self._reading_number))
            yield file


def _remove(handlers: Iterable[logging.Handler]) -> None:
    for handler in handlers:
        logging.getLogger().removeHandler(handler)
        handler.close()


def log_path(options: LogOptions) -> Path | None:
    """Name the log file; None where none is wanted."""
    if options.file == "none":
        return None
    return paths.log_file() if options.file == "default" else Path(options.file).expanduser()


class LogFile(RotatingFileHandler):
    """A log file that starts anew when it is full, and that may fail.

    Args:
        path: The file; its folder is made if missing.
        console: Where a failure is said, once until it works again.
    """

    def __init__(self, path: Path, console: TextIO | None) -> None:
        super().__init__(
            path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )
        self._console = console
        self._failed = False
        self._failure_was_said = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        self._failed = False
        super().emit(record)
        if not self._failed:
            self._failure_was_said = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002, logging's name and signature
        """Say that a record could not be written."""
        self._failed = True
        if self._failure_was_said or self._console is None:
            return
        self._failure_was_said = True
        error = sys.exc_info()[1]
        reason = error.strerror if isinstance(error, OSError) else type(error).__name__
        with suppress(OSError, ValueError):  # there is nobody left to tell
            self._console.write(
                f"speakd: the log {self.baseFilename} cannot be written: {reason}; speakd goes on "
                "without it\n"
            )
            self._console.flush()

    def close(self) -> None:
        """Close the file; what cannot be written any more is lost."""
        stream: TextIO | None = self.stream
        self.stream = None
        if stream is not None:
            with suppress(OSError):
                stream.close()
        super().close()

    def _open(self) -> Any:
        path = Path(self.baseFilename)
        path.parent.mkdir(parents=True, exist_ok=True)
        return open(
            path, self.mode, encoding=self.encoding, errors=self.errors, opener=_open_private
        )


def _open_private(path: str, flags: int) -> int:
    """Open a log for its user alone; a pipe that nobody reads fails, and is not waited for."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
    if sys.platform != "win32":
        os.set_blocking(descriptor, True)
    return descriptor


class Console(logging.StreamHandler[TextIO]):
    """Standard error, which may be closed."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, logging's name
        """Let a record go that nobody can see."""
