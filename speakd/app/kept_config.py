"""The last good configuration, kept for a daemon that is started again after it broke down."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from speakd.config.bounded_file import read_bounded
from speakd.config.load import MAX_BYTES, parse
from speakd.config.writer import format_config
from speakd.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.config.schema import Config

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL

_log = logging.getLogger(__name__)


class KeptConfig:
    """A copy that is there only while a daemon runs, or after one that could not remove it.

    Args:
        path: The copy.
        source: The file that it is the configuration of; a copy for another is passed over.
    """

    def __init__(self, path: Path, source: Path) -> None:
        self._path = path
        self._title = f"# in force, of {os.fspath(source.absolute())!r}\n"

    def read(self) -> Config | None:
        """Read it; None where it is missing or cannot be used."""
        try:
            text = read_bounded(self._path, MAX_BYTES).decode()
            if text.startswith(self._title):
                return parse(text.encode(), str(self._path))
        except (OSError, ValueError, ConfigError) as error:
            _log.debug("no last good configuration: %s", type(error).__name__)
        return None

    def write(self, config: Config) -> None:
        """Write it whole or not at all; where it cannot be written there is none."""
        partial = self._path.with_name(f".{self._path.name}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                partial.unlink()  # made anew, with its permissions
            with os.fdopen(os.open(partial, _NEW, 0o600), "w", encoding="utf-8") as file:
                file.write(self._title + format_config(config))
            partial.replace(self._path)
        except (OSError, ValueError) as error:
            _log.info("the configuration in force cannot be kept: %s", type(error).__name__)

    def remove(self) -> None:
        """Remove it: the daemon ends in order."""
        with suppress(OSError):
            self._path.unlink()
