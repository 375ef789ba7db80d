"""Collect everything that is wrong with a configuration, each with its key and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from speakd.config.key_path import dotted
from speakd.errors import ConfigError, ConfigProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speakd.config.key_path import KeyPath

MOST_PROBLEMS = 50
"""Problems that are told of one source. Whoever names a wrong file has thousands."""

_MOST_OF_KEY = 200
"""Characters of a key that are shown."""


class ProblemList:
    """The problems found so far in one source.

    Args:
        source: What messages call the source.
        lines: Line, from 1, of every key in it.
    """

    def __init__(self, source: str, lines: Mapping[KeyPath, int]) -> None:
        self._source = source
        self._lines = lines
        self._problems: list[ConfigProblem] = []

    def add(self, path: KeyPath, message: str, suggestion: str = "") -> None:
        """Note a problem with the value at `path`.

        Raises:
            ConfigError: There are so many that the source must be something else.
        """
        key = dotted(path)
        if len(key) > _MOST_OF_KEY:
            key = f"{key[:_MOST_OF_KEY]}..."
        self._take(ConfigProblem(key, self._line(path), message, suggestion))

    def take(self, error: ConfigError) -> None:
        """Note the problems that have been found elsewhere.

        Raises:
            ConfigError: As in `add`.
        """
        for problem in error.problems:
            self._take(problem)

    def raise_if_any(self) -> None:
        """End with all problems in the order of their lines, if there are any.

        Raises:
            ConfigError: There are problems.
        """
        if self._problems:
            self._raise()

    def _take(self, problem: ConfigProblem) -> None:
        if len(self._problems) == MOST_PROBLEMS:
            self._raise(ConfigProblem("", None, "there are more; is this a file of speakd?"))
        self._problems.append(problem)

    def _raise(self, *last: ConfigProblem) -> NoReturn:
        told = sorted(self._problems, key=lambda each: each.line or 0)
        raise ConfigError(self._source, [*told, *last])

    def _line(self, path: KeyPath) -> int | None:
        for end in range(len(path), 0, -1):
            if path[:end] in self._lines:
                return self._lines[path[:end]]
        return None
