"""Read the configuration file and check it as a whole."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from speakd.config.bounded_file import NotAFileError, read_bounded
from speakd.config.lines import find_lines
from speakd.config.problems import ProblemList
from speakd.config.schema import Config
from speakd.config.source import ConfigSource
from speakd.config.tables import read_table
from speakd.errors import ConfigError, ConfigProblem

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.config.key_path import KeyPath

MAX_BYTES = 1 << 18
"""A configuration is a page or two, and some thousand words with their pronunciation; whatever is
larger was named by mistake."""

_MOST_PARTS = 64
_KEY_PART = r"""(?:(?<![A-Za-z0-9_-])[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
_LONG_KEY = re.compile(rf"(?:{_KEY_PART}\.[ \t]*+){{{_MOST_PARTS}}}")
"""A key that `tomllib` would spend minutes on: its time grows with the square of the parts."""

_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")

T = TypeVar("T")


def load(path: Path | None, *, must_exist: bool = True) -> Config:
    """Read a configuration.

    Args:
        path: The file; None gives the defaults.
        must_exist: Whether a missing file is a problem. It is one when a user named it, and
            means the defaults when it is only the usual place.

    Raises:
        ConfigError: The file cannot be read or used; every problem in it.
    """
    if path is None:
        return Config()
    name = str(path)
    try:
        data = _read(path)
    except FileNotFoundError:
        if must_exist:
            _fail(name, "there is no such file")
        return Config()
    except OSError as error:
        _fail(name, f"cannot be read: {error.strerror or type(error).__name__}")
    return parse(data, name)


def parse(data: bytes, name: str) -> Config:
    """Read a configuration from the bytes of a file.

    Args:
        data: TOML in UTF-8.
        name: What messages call the file.

    Raises:
        ConfigError: Every problem in it.
    """
    text = _decode(data, name)
    tables, lines = _parse_toml(text, name)
    problems = ProblemList(name, lines)
    config = read_table(Config, tables, (), problems)
    problems.raise_if_any()
    return replace(config, source=ConfigSource(name, lines))


def read_engine_options(cls: type[T], config: Config, name: str) -> T:
    """Read `[engines.<name>]` as the options of that engine.

    Args:
        cls: The engine's `Options`.
        config: The configuration.
        name: The engine's name.

    Raises:
        ConfigError: Every problem in that table.
    """
    problems = ProblemList(config.source.name, config.source.lines)
    options = read_table(cls, config.engines.get(name, {}), ("engines", name), problems)
    problems.raise_if_any()
    return options


def _read(path: Path) -> bytes:
    try:
        data = read_bounded(path, MAX_BYTES + 1)
    except NotAFileError as error:
        _fail(str(path), str(error))
    if len(data) > MAX_BYTES:
        _fail(str(path), f"is larger than {MAX_BYTES >> 10} KiB, too large for a configuration")
    return data


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        what = "is UTF-16" if is_utf16 else "is not UTF-8"
        line = None if is_utf16 else data.count(b"\n", 0, error.start) + 1
        _fail(name, f"{what}; save it as UTF-8", line)


def _parse_toml(text: str, name: str) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    text = text.replace("\r\n", "\n")
    if (found := _LONG_KEY.search(text)) is not None:
        before = text.count("\n", 0, found.start())
        _fail(name, f"a key may have {_MOST_PARTS} parts at most", before + 1)
    try:
        return tomllib.loads(text), find_lines(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        line, column = None, ""
        if place is not None:
            message = message[: place.start()]
            line = int(place["line"] or text.rstrip().count("\n") + 1)
            column = f" at column {place['column']}" if place["column"] else " at the end"
        _fail(name, f"not TOML{column}: {message[:1].lower()}{message[1:]}", line)
    except ValueError:
        _fail(name, "not TOML: a number is too long")
    except RecursionError:
        _fail(name, "not TOML: nested too deeply")


def _fail(name: str, message: str, line: int | None = None) -> NoReturn:
    raise ConfigError(name, [ConfigProblem("", line, message)]) from None
