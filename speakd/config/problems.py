"""Collect everything that is wrong with a configuration, each with its key and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.config.writer import format_key
from speakd.errors import ConfigError, ConfigProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

KeyPath = tuple[str | int, ...]
"""Where a value is: keys of tables and, from 0, positions in arrays."""


def dotted(path: KeyPath) -> str:
    """Write a path as a person would: `voices.languages."*"`, `hotkeys.read[1]`."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            written += f".{format_key(part)}" if written else format_key(part)
    return written


class ProblemList:
    """The problems found so far in one source.

    Args:
        lines: Line, from 1, of every key in the source.
    """

    def __init__(self, lines: Mapping[KeyPath, int]) -> None:
        self._lines = lines
        self._problems: list[ConfigProblem] = []

    def add(self, path: KeyPath, message: str, suggestion: str = "") -> None:
        """Note a problem with the value at `path`."""
        self._problems.append(ConfigProblem(dotted(path), self._line(path), message, suggestion))

    def raise_if_any(self, source: str) -> None:
        """End with all problems in the order of their lines, if there are any.

        Raises:
            ConfigError: There are problems.
        """
        if self._problems:
            raise ConfigError(source, sorted(self._problems, key=lambda each: each.line or 0))

    def _line(self, path: KeyPath) -> int | None:
        for end in range(len(path), 0, -1):
            if path[:end] in self._lines:
                return self._lines[path[:end]]
        return None
