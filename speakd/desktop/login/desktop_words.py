"""What Linux desktops show of speakd where they list programs, in the languages of their users."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def localised(key: str, name: str) -> Iterator[str]:
    """Write the lines of a key in a desktop file, one for each locale.

    Args:
        key: Of the Desktop Entry Specification.
        name: Of the words in `desktop_entry.toml`.
    """
    for locale, texts in _words().items():
        yield f"{key}[{locale}]={texts[name]}" if locale else f"{key}={texts[name]}"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    table = resources.files(__package__).joinpath("desktop_entry.toml")
    return tomllib.loads(table.read_text("utf-8"))
