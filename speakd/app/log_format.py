"""How a log record is written, and what of it is not."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    _ExceptionInfo = (
        tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    )


class PrivateFormatter(logging.Formatter):
    """Leaves out whatever others may have written text into.

    Our own messages are known to hold none. Messages of exceptions and those of other packages
    are not known, so only the place is named they come from.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as one line, and the way to the error, if any, below it."""
        record = logging.makeLogRecord(record.__dict__)
        record.exc_text = None  # what another formatter made of the error is kept there
        if record.name != "speakd" and not record.name.startswith("speakd."):
            record.msg = f"a message at {record.filename}:{record.lineno} is not shown"
            record.args = ()
        return super().format(record)

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802, logging's name
        """Write the way to an error without the error's message."""
        error = ei[1]
        lines: list[str] = []
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            way = [f"  {each.filename}:{each.lineno} in {each.name}" for each in frames]
            lines = [*way, type(error).__name__, *lines]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


_THREADS_OF_A_READING = frozenset({"reader", "synthesis", "speakd-playback", "espeak"})


class FileFormatter(PrivateFormatter):
    """`2026-01-31 23:59:59.999 WARNING speakd.synthesis.rung: reading 3: ...`.

    Args:
        find_reading: Tells the number of the reading under way. It is put before what the threads
            log that are at it, whose rooms do not know it.
    """

    def __init__(self, find_reading: Callable[[], int | None] = lambda: None) -> None:
        super().__init__(
            "%(asctime)s.%(msecs)03d %(levelname)-7s %(name)s: %(reading)s%(message)s",
            "%Y-%m-%d %H:%M:%S",
        )
        self._find_reading = find_reading

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as one line, and the way to the error, if any, below it."""
        record = logging.makeLogRecord(record.__dict__)
        record.reading = ""
        if record.threadName in _THREADS_OF_A_READING and not _is_numbered(record):
            number = self._find_reading()
            record.reading = "" if number is None else f"reading {number}: "
        return super().format(record)


def _is_numbered(record: logging.LogRecord) -> bool:
    return str(record.msg).startswith("reading ")


class ConsoleFormatter(PrivateFormatter):
    """`speakd: ...`, for a person at a terminal; the file has the details."""

    def __init__(self) -> None:
        super().__init__("speakd: %(message)s")

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802, logging's name
        """Name the kind of error and nothing else."""
        return "" if ei[0] is None else f"({ei[0].__name__})"
