"""What standard output is: a terminal that is so wide and may show colours, or no terminal."""

from __future__ import annotations

import os
import re
import select
import shutil
import sys
import textwrap

_LEAST_WIDTH = 40
_COMMAND = re.compile(r"`[^`]*`")
_GLUE = "\0"


def width() -> int | None:
    """How many characters a line of the terminal has; None where the output goes elsewhere.

    Programs and files get their lines whole.
    """
    if not _is_terminal():
        return None
    return max(_LEAST_WIDTH, shutil.get_terminal_size().columns)


def is_coloured() -> bool:
    """Whether colours are shown, and wanted."""
    return _is_terminal() and not os.environ.get("NO_COLOR")


def is_read() -> bool:
    """Whether the output goes to anybody; a pipe's reader may be gone before a line is written."""
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
    except (AttributeError, OSError):  # closed, no file, or Windows, which cannot be asked
        return True
    # POLLNVAL is no answer: macOS gives it for a device that cannot be asked.
    return not any(told & (select.POLLERR | select.POLLHUP) for _, told in poll.poll(0))


def wrapped(line: str, columns: int | None, indent: int) -> str:
    """Break a line between words so that it fits; what follows is indented.

    Paths, ids and commands in backticks stay whole, however long, for they are copied from here.

    Args:
        line: One line; what is before `indent` belongs to it.
        columns: How wide it may be; None leaves it whole.
        indent: How many blanks the lines after the first begin with.
    """
    if columns is None:
        return line
    return textwrap.fill(
        _COMMAND.sub(lambda found: found[0].replace(" ", _GLUE), line),
        columns,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    ).replace(_GLUE, " ")


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()
