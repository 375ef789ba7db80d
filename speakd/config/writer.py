"""Write values and whole configurations as TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from speakd.config.key_path import format_key, format_string
from speakd.config.options import declared_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.config.schema import Config


def format_value(value: object) -> str:
    """Write a value of one of TOML's types, on one line.

    Raises:
        TypeError: TOML has no such type.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return format_string(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(format_value(item) for item in value)}]"
    if is_dataclass(value):
        value = dict(_items(value))
    if isinstance(value, Mapping):
        items = (f"{format_key(key)} = {format_value(item)}" for key, item in value.items())
        return f"{{ {', '.join(items)} }}" if value else "{}"
    raise TypeError(f"TOML has no type for {type(value).__name__}")


def format_config(config: Config) -> str:
    """Write the configuration with every value that is in force."""
    tables = [f"[{path}]\n{body}" if path else body for path, body in _tables("", config) if body]
    return "\n".join(tables)


def _tables(path: str, node: Any) -> Iterator[tuple[str, str]]:
    plain: list[str] = []
    inner: list[tuple[str, object]] = []
    for name, value in _items(node):
        if value is None:
            continue
        if is_dataclass(value) or isinstance(value, Mapping):
            inner.append((name, value))
        else:
            plain.append(f"{format_key(name)} = {format_value(value)}\n")
    yield path, "".join(plain)
    for name, value in inner:
        yield from _tables(f"{path}.{format_key(name)}" if path else format_key(name), value)


def _items(node: Any) -> list[tuple[str, object]]:
    if isinstance(node, Mapping):
        return list(node.items())
    return [(each.name, getattr(node, each.name)) for each in declared_options(type(node))]
