"""Generate `config.example.toml` from the schema.

`python -m speakd.config.example > config.example.toml` brings the file up to date.
"""

from __future__ import annotations

import sys
import textwrap
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from speakd.config.key_path import format_key
from speakd.config.options import declared_options
from speakd.config.schema import Config
from speakd.config.writer import format_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speakd.config.options import DeclaredOption, Option

_HEADER = (
    "The configuration of speakd. Every key is here with its default, commented out: remove the "
    "'#' before a key to set it. `speakd config path` says where the file belongs, `speakd "
    "config check` whether it is right. A running speakd follows each change."
)


def example_text() -> str:
    """Write the example file."""
    return "\n".join([*_comment(_HEADER), *_table("", Config())]) + "\n"


def _table(path: str, node: Any) -> Iterator[str]:
    later: list[tuple[DeclaredOption, Any]] = []
    for declared in declared_options(type(node)):
        value = getattr(node, declared.name)
        if is_dataclass(value) or isinstance(value, dict):
            later.append((declared, value))
            continue
        yield ""
        yield from _comment(f"{declared.option.help}{_limits(declared.option)}")
        yield f"#{format_key(declared.name)} = {format_value(value)}"
    for declared, value in later:
        name = f"{path}.{declared.name}" if path else declared.name
        yield ""
        yield from _comment(declared.option.help)
        yield f"[{name}]"
        yield from _mapping(value) if isinstance(value, dict) else _table(name, value)


def _mapping(values: Mapping[str, object]) -> Iterator[str]:
    for key, value in values.items():
        yield f"#{format_key(key)} = {format_value(value)}"


def _limits(option: Option) -> str:
    if option.choices:
        return f" One of {', '.join(format_value(choice) for choice in option.choices)}."
    if option.minimum is not None and option.maximum is not None:
        return f" From {format_value(option.minimum)} to {format_value(option.maximum)}."
    return ""


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, 100, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )


if __name__ == "__main__":
    sys.stdout.write(example_text())
