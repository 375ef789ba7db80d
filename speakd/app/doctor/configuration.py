"""Is the configuration right?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.commands.settings import check_engines, load_config
from speakd.app.doctor.check import Finding, note, ok, problem
from speakd.config.schema import Config
from speakd.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.app.paths import ConfigFile


def check_configuration(file: ConfigFile, load: Callable[[], Config]) -> Iterator[Finding]:
    """Read the configuration.

    Args:
        file: Which one is meant.
        load: Loads it.
    """
    remedy = "until it is right, the defaults are tried"
    try:
        config = load()
        remedy = "until it is right, other voices stand in"
        unchecked = check_engines(config)
    except ConfigError as error:
        for each in error.problems:
            yield problem(f"{error.source}: {each}", remedy)
        return
    for line in unchecked:
        yield note(line)
    if file.path.exists():
        yield ok(f"{file.path} is right")
    else:
        yield ok(f"the defaults are in force; {file.path} does not exist")


def config_or_defaults(argument: str | None) -> Config:
    """Load the configuration; the check of it tells what is wrong with one that is not right."""
    try:
        return load_config(argument)
    except ConfigError:
        return Config()
