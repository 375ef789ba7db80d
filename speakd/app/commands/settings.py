"""`speakd config`: find, show, check and edit the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.paths import config_file
from speakd.errors import ConfigError, EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speakd.config.schema import Config


def load_config(argument: str | None) -> Config:
    """Load the configuration that is meant.

    Args:
        argument: What `--config` says.

    Raises:
        ConfigError: It cannot be used.
    """
    from speakd.config.load import load  # noqa: PLC0415, of no use to the client

    path, is_chosen = config_file(argument)
    return load(path, must_exist=is_chosen)


def show_path(argument: str | None) -> int:
    """Print where the configuration file is, or would be."""
    print(config_file(argument).path)
    return 0


def show(argument: str | None) -> int:
    """Print every value that is in force, as TOML.

    Raises:
        ConfigError: The configuration cannot be used.
    """
    from speakd.config.writer import format_config  # noqa: PLC0415, of no use to the client

    print(format_config(load_config(argument)), end="")
    return 0


def edit(argument: str | None) -> int:
    """Open the configuration file in an editor, made from the example if need be, and check it.

    Raises:
        ConfigError: Every problem in what was saved.
        SpeakdError: It cannot be opened.
    """
    from speakd.app import config_file as file  # noqa: PLC0415, of no use to the client

    path = config_file(argument).path
    if file.edit(path):
        return check(argument)
    print(f"{path} is open; a running speakd follows each change")
    return 0


def check(argument: str | None) -> int:
    """Say whether the configuration is right, the engines' own tables included.

    Raises:
        ConfigError: Every problem in it.
    """
    config = load_config(argument)
    for line in check_engines(config):
        print(line)
    path = config_file(argument).path
    is_there = bool(config.source.lines) or path.exists()
    print(f"{path}: right" if is_there else f"{path} does not exist: the defaults are in force")
    return 0


def check_engines(config: Config) -> list[str]:
    """Check what only the installed engines know: their own tables, and their names.

    Returns:
        A line for each table that cannot be checked.

    Raises:
        ConfigError: Every problem in it.
    """
    from speakd.config.load import read_engine_options  # noqa: PLC0415, of no use to the client
    from speakd.config.problems import ProblemList  # noqa: PLC0415, likewise
    from speakd.synthesis.registry import find_engines  # noqa: PLC0415, likewise

    engines = find_engines()
    problems = ProblemList(config.source.name, config.source.lines)
    unchecked: list[str] = []
    for name in config.engines:
        if name not in engines:
            problems.add(("engines", name), "not an installed engine", _nearest(name, engines))
            continue
        try:
            read_engine_options(engines[name].load().Options, config, name)
        except ConfigError as error:
            problems.take(error)
        except EngineUnavailable as reason:
            # Its options are its own and cannot be known without it.
            unchecked.append(f"engines.{name} is not checked: {reason}")
    voices = config.voices
    named: list[tuple[tuple[str, ...], str]] = [
        *((("voices", "languages", tag), name) for tag, name in voices.languages.items()),
        *((("voices", "fallback"), name) for name in voices.fallback),
    ]
    for path, name in named:
        engine, colon, voice = name.partition(":")
        if engine not in engines:
            near = _nearest(engine, engines)
            meant = f"{near}{colon}{voice}" if near else ""
            problems.add(path, f"{engine!r} is not an installed engine", meant)
    problems.raise_if_any()
    return unchecked


def _nearest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415, of no use to the client

    return next(iter(get_close_matches(name, list(known), n=1)), "")
