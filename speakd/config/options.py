"""Declare one option of a configuration table as a dataclass field.

```python
@dataclass(frozen=True, slots=True)
class EspeakOptions:
    pitch: int = option(50, "Base pitch of the voice.", minimum=0, maximum=99)
```

The schema, the checks, the messages and `config.example.toml` all come from these fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

METADATA_KEY = "speakd.option"


@dataclass(frozen=True, slots=True)
class Option:
    """What is known of an option beside its type and default.

    In an option that holds several values the limits apply to each of them.

    Attributes:
        help: One sentence for the example file and for messages.
        choices: The allowed values, where they can be listed.
        minimum: Smallest allowed number.
        maximum: Largest allowed number.
        check: Raises `ValueError` with a readable message for a value that cannot be used.
        check_key: The same for the keys of a mapping.
    """

    help: str
    choices: tuple[object, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    check: Callable[[Any], object] | None = None
    check_key: Callable[[str], object] | None = None


def option(
    default: object,
    help: str,  # noqa: A002, the field's usual word, as in argparse
    *,
    choices: Sequence[object] = (),
    minimum: float | None = None,
    maximum: float | None = None,
    check: Callable[[Any], object] | None = None,
    check_key: Callable[[str], object] | None = None,
) -> Any:
    """Make a dataclass field that knows its help text and its limits.

    A default that is a `dict` stays in force for every key that a configuration leaves out.
    """
    metadata: Mapping[str, Option] = {
        METADATA_KEY: Option(help, tuple(choices), minimum, maximum, check, check_key)
    }
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


def table(cls: type[Any], help: str) -> Any:  # noqa: A002, as in `option`
    """Make a dataclass field that is itself a table of options, `cls` with its defaults."""
    return field(default_factory=cls, metadata={METADATA_KEY: Option(help)})


@dataclass(frozen=True, slots=True)
class DeclaredOption:
    """An option as a dataclass declares it.

    Attributes:
        name: Key in the table.
        annotation: Type of its value, with every name resolved.
        option: What else is known of it.
    """

    name: str
    annotation: Any
    option: Option


def declared_options(cls: type[Any]) -> Iterator[DeclaredOption]:
    """List the options of a dataclass in the order of their declaration."""
    annotations = get_type_hints(cls)
    for each in fields(cls):
        if METADATA_KEY in each.metadata:
            yield DeclaredOption(each.name, annotations[each.name], each.metadata[METADATA_KEY])
