"""Where a configuration came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from speakd.config.key_path import KeyPath


@dataclass(frozen=True, slots=True)
class ConfigSource:
    """The file a configuration was read from.

    Attributes:
        name: Its path as a person writes it; says so where there is no file.
        lines: Line, from 1, of every key in it.
    """

    name: str = "the defaults"
    lines: Mapping[KeyPath, int] = field(default_factory=lambda: MappingProxyType({}), repr=False)
