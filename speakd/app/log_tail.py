"""Read the end of a log, and what is added to it, while it is rotated."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.app.logs import KEPT_FILES
from speakd.errors import SpeakdError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file that may have another name by now.

    Attributes:
        file: Which file: its device and number there.
        offset: Bytes before the place.
    """

    file: tuple[int, int]
    offset: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The last lines of a log.

    Attributes:
        text: Every line with its end.
        end: The place after them.
    """

    text: str
    end: Place


def last_lines(path: Path, count: int) -> Lines | None:
    """Read the last lines of a log, those set aside included; None if there is no log.

    Args:
        path: The file that is written now.
        count: How many lines.

    Raises:
        SpeakdError: It cannot be read.
    """
    found = _read(path, Place((0, 0), 0))
    if found is None:
        return None
    content, end = found
    lines = content.splitlines(keepends=True)
    for number in range(1, KEPT_FILES + 1):
        if len(lines) >= count:
            break
        older = _read(_set_aside(path, number), Place((0, 0), 0))
        lines = [*(older[0].splitlines(keepends=True) if older else ()), *lines]
    return Lines(_decode(b"".join(lines[len(lines) - min(count, len(lines)) :])), end)


class LogTail:
    """Reads what is added to a log. Nothing is kept open: Windows could not rotate it.

    Args:
        path: The file that is written now.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._place = Place((0, 0), 0)
        self._begun = b""

    def skip(self, place: Place) -> None:
        """Go on from there."""
        self._place = place

    def read(self) -> str:
        """Read the lines that were added since the last call; without a line that is half there.

        Raises:
            SpeakdError: It cannot be read.
        """
        content = self._begun
        before = self._place
        found = _read(self._path, before)
        if found is None:
            return ""
        added, self._place = found
        if before.file not in {(0, 0), self._place.file}:
            # It was rotated; its last lines are in the file that was set aside.
            rest = _read(_set_aside(self._path, 1), before)
            if rest is not None and rest[1].file == before.file:
                content += rest[0]
        content += added
        whole, line_end, self._begun = content.rpartition(b"\n")
        return _decode(whole + line_end)


def _read(path: Path, place: Place) -> tuple[bytes, Place] | None:
    """Read a file from `place` on, or from its beginning if it is another file or has shrunk."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SpeakdError(
                f"{path} is not a file", remedy="name another in `[log] file` of the configuration"
            )
        with path.open("rb") as opened:
            status = os.fstat(opened.fileno())
            file = (status.st_dev, status.st_ino)
            offset = place.offset if place.file == file else 0
            if status.st_size < offset:
                offset = 0
            opened.seek(offset)
            content = opened.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SpeakdError(
            f"{path} cannot be read: {reason}", remedy="see who owns the file and its folder"
        ) from error
    return content, Place(file, offset + len(content))


def _set_aside(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def _decode(content: bytes) -> str:
    return content.decode("utf-8", "replace")
