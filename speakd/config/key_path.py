"""Where a value is in a configuration, and how that is written."""

from __future__ import annotations

import json
import re

KeyPath = tuple[str | int, ...]
"""Where a value is: keys of tables and, from 0, positions in arrays."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def dotted(path: KeyPath) -> str:
    """Write a path as a person would: `voices.languages."*"`, `hotkeys.read[1]`."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            written += f".{format_key(part)}" if written else format_key(part)
    return written


def format_key(key: str) -> str:
    """Write a key as TOML, in quotes where it needs them."""
    return key if _BARE_KEY.fullmatch(key) else format_string(key)


def format_string(text: str) -> str:
    """Write a string as TOML, on one line."""
    # JSON's escapes are TOML's; only DEL must be escaped in the one and not in the other.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
