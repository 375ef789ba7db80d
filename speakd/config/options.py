"""Declare one option of a configuration table as a dataclass field.

```python
@dataclass(frozen=True, slots=True)
class EspeakOptions:
    pitch: int = option(50, "Base pitch of the voice.", minimum=0, maximum=99)
```

The schema, the checks, the messages and `config.example.toml` all come from these fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

METADATA_KEY = "speakd.option"


@dataclass(frozen=True, slots=True)
class Option:
    """What is known of an option beside its type and default.

    Attributes:
        help: One sentence for the example file and for messages.
        choices: The allowed values, where they can be listed.
        minimum: Smallest allowed number.
        maximum: Largest allowed number.
        check: Raises `ValueError` with a readable message for a value that cannot be used.
    """

    help: str
    choices: tuple[object, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    check: Callable[[Any], object] | None = None


def option(
    default: object,
    help: str,  # noqa: A002, the field's usual word, as in argparse
    *,
    choices: Sequence[object] = (),
    minimum: float | None = None,
    maximum: float | None = None,
    check: Callable[[Any], object] | None = None,
) -> Any:
    """Make a dataclass field that knows its help text and its limits."""
    metadata: Mapping[str, Option] = {
        METADATA_KEY: Option(help, tuple(choices), minimum, maximum, check)
    }
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)
