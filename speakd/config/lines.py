"""Find the line of every key in a TOML document.

`tomllib` tells values and no places. This scanner tells places and no values, and relies on
`tomllib` having accepted the document: it never has to judge whether something is valid.
"""

from __future__ import annotations

import bisect
import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speakd.config.key_path import KeyPath

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[^\s,\[\]{}#=]+(?: [0-9:.Zz+-]+)?")  # a date may be parted from its time
_STRING = re.compile(
    r'"""(?:\\.|[^"\\]|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:\\.|[^"\\])*+"'
    r"|'[^']*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def find_lines(source: str) -> dict[KeyPath, int]:
    """Map the path of every key, table and array item in `source` to its line, from 1.

    Args:
        source: A document that `tomllib` accepts.
    """
    return _Scanner(source).scan()


class _Scanner:
    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self._lines: dict[KeyPath, int] = {}
        self._array_lengths: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._position < len(self._source):
            if self._peek() == "[":
                table = self._header()
            else:
                self._key_and_value(table)
            self._skip(_BLANK)
        return self._lines

    def _header(self) -> KeyPath:
        start = self._position
        is_array = self._source.startswith("[[", start)
        self._position += 2 if is_array else 1
        names = self._key()
        self._position += 2 if is_array else 1
        path = self._resolve(names[:-1])
        path = (*path, names[-1])
        if is_array:
            self._note(path, start)
            index = self._array_lengths.get(path, 0)
            self._array_lengths[path] = index + 1
            path = (*path, index)
        else:
            path = self._resolve(names)
        self._note(path, start)
        return path

    def _resolve(self, names: tuple[str, ...]) -> KeyPath:
        """Follow `names`; an array of tables on the way stands for its last table."""
        path: KeyPath = ()
        for name in names:
            path = (*path, name)
            if path in self._array_lengths:
                path = (*path, self._array_lengths[path] - 1)
        return path

    def _key_and_value(self, table: KeyPath) -> None:
        start = self._position
        names = self._key()
        self._position += 1  # the equals sign
        path = (*table, *names)
        self._note(path, start)
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        """Read a key with its dots and the blanks after it."""
        names: list[str] = []
        while True:
            self._skip(_BLANK)
            if self._peek() in "\"'":
                quoted = self._skip(_STRING)
                names.append(tomllib.loads(f"key = {quoted}")["key"])
            else:
                names.append(self._skip(_BARE_KEY))
            self._skip(_BLANK)
            if self._peek() != ".":
                return tuple(names)
            self._position += 1

    def _value(self, path: KeyPath) -> None:
        self._skip(_BLANK)
        opening = self._peek()
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            self._skip(_STRING if opening in "\"'" else _BARE)

    def _array(self, path: KeyPath) -> None:
        index = 0
        while self._next_item("]"):
            self._note((*path, index), self._position)
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: KeyPath) -> None:
        while self._next_item("}"):
            self._key_and_value(path)

    def _next_item(self, closing: str) -> bool:
        """Step over the opening bracket or a comma; whether an item follows."""
        self._skip(_BLANK)
        if self._peek() != closing:
            self._position += 1
            self._skip(_BLANK)
        if self._peek() not in {closing, ""}:
            return True
        self._position += 1
        return False

    def _note(self, path: KeyPath, position: int) -> None:
        line = bisect.bisect_right(self._line_starts, position)
        for end in range(1, len(path) + 1):
            self._lines.setdefault(path[:end], line)

    def _peek(self) -> str:
        return self._source[self._position : self._position + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._position)
        if match is None:
            return ""
        self._position = match.end()
        return match.group()
