"""Turn a TOML table into the dataclass that declares its options, naming every mistake."""

from __future__ import annotations

import difflib
import math
import textwrap
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Protocol,
    TypeVar,
    Union,
    get_args,
    get_origin,
    runtime_checkable,
)

from speakd.config.options import Option, declared_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speakd.config.key_path import KeyPath
    from speakd.config.options import DeclaredOption
    from speakd.config.problems import ProblemList

T = TypeVar("T")


@runtime_checkable
class CrossChecked(Protocol):
    """A table whose values can be right one by one and wrong together."""

    def cross_check(self) -> Iterable[tuple[tuple[str, ...], str]]:
        """Yield the names of the options that clash, and why they do."""


class _Unusable:
    """Stands for a value whose problem has been noted."""


_UNUSABLE: Final = _Unusable()


def read_table(
    cls: type[T], table: Mapping[str, object], path: KeyPath, problems: ProblemList
) -> T:
    """Read `table` as a `cls`, noting every problem instead of stopping at the first.

    Args:
        cls: A dataclass whose fields are made with `option` or `table`.
        table: What the source holds.
        path: Where the table stands in the source.
        problems: Takes what is wrong.

    Returns:
        The values given, and the defaults of those that are missing or unusable.
    """
    declared = {each.name: each for each in declared_options(cls)}
    values: dict[str, Any] = {}
    unusable: set[str] = set()
    for key, value in table.items():
        if key not in declared:
            problems.add((*path, key), *_unknown_key(key, declared))
            continue
        result = _read_option(cls, declared[key], value, (*path, key), problems)
        if isinstance(result, _Unusable):
            unusable.add(key)
        else:
            values[key] = result
    instance = cls(**values)
    if isinstance(instance, CrossChecked):
        for keys, message in instance.cross_check():
            if not unusable.intersection(keys):
                blamed = next((key for key in reversed(keys) if key in table), keys[-1])
                problems.add((*path, blamed), message)
    return instance


def _unknown_key(key: str, known: Iterable[str]) -> tuple[str, str]:
    names = sorted(known)
    near = difflib.get_close_matches(key.lower(), names, n=1)
    if near:
        return "unknown key", near[0]
    return f"unknown key; known here: {', '.join(names) or 'none'}", ""


def _read_option(
    cls: type[Any], declared: DeclaredOption, value: object, path: KeyPath, problems: ProblemList
) -> object:
    result = _read_value(declared.annotation, declared.option, value, path, problems)
    if isinstance(result, dict):
        return {**_default(cls, declared.name), **result}
    return result


def _default(cls: type[Any], name: str) -> Any:
    field = next(each for each in fields(cls) if each.name == name)
    return field.default if field.default_factory is MISSING else field.default_factory()


def _read_value(
    annotation: Any, option: Option, value: object, path: KeyPath, problems: ProblemList
) -> object:
    fitting = next((kind for kind in _members(annotation) if _has_shape(kind, value)), None)
    if fitting is None:
        expected = " or ".join(_describe(kind) for kind in _members(annotation))
        problems.add(path, f"must be {expected}, not {_describe_value(value)}")
        return _UNUSABLE
    if is_dataclass(fitting):
        return read_table(fitting, value, path, problems)  # type: ignore[arg-type] # shape checked
    if isinstance(value, dict) and fitting is not object:
        return _read_mapping(fitting, option, value, path, problems)
    if isinstance(value, list) and fitting is not object:
        (item, _) = get_args(fitting)
        items = [
            _read_value(item, option, each, (*path, index), problems)
            for index, each in enumerate(value)
        ]
        return _UNUSABLE if _UNUSABLE in items else tuple(items)
    try:
        return _read_scalar(fitting, option, value)
    except _UnusableError as error:
        problems.add(path, str(error), error.suggestion)
        return _UNUSABLE


def _read_mapping(
    kind: Any, option: Option, table: dict[str, object], path: KeyPath, problems: ProblemList
) -> object:
    (_, item) = get_args(kind)
    # The limits are about plain values; a table of free tables has none.
    values: dict[str, object] = {}
    for key, value in table.items():
        if option.check_key is not None:
            try:
                option.check_key(key)
            except ValueError as error:
                problems.add((*path, key), str(error))
                values[key] = _UNUSABLE
                continue
        values[key] = _read_value(item, option, value, (*path, key), problems)
    return _UNUSABLE if _UNUSABLE in values.values() else values


class _UnusableError(ValueError):
    """A plain value that is not allowed."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


def _read_scalar(kind: Any, option: Option, value: Any) -> object:
    if kind is float and not _is_finite(value):
        raise _UnusableError("must be a finite number")
    if option.choices and value not in option.choices:
        allowed = ", ".join(repr(choice) for choice in option.choices)
        near = difflib.get_close_matches(str(value).lower(), map(str, option.choices), n=1)
        raise _UnusableError(f"{_shown(value)} is not one of {allowed}", near[0] if near else "")
    if kind in {int, float}:
        _check_range(option, value)
    if option.check is not None:
        try:
            option.check(value)
        except ValueError as error:
            raise _UnusableError(str(error)) from error
    return float(value) if kind is float else value


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # TOML integers may be longer than any float
        return False


def _check_range(option: Option, value: float) -> None:
    low, high = option.minimum, option.maximum
    if (low is None or low <= value) and (high is None or value <= high):
        return
    if low is not None and high is not None:
        limits = f"from {low:g} to {high:g}"
    else:
        limits = f"at least {low:g}" if low is not None else f"at most {high:g}"
    raise _UnusableError(f"{_shown(value)} is out of range: it must be {limits}")


def _members(annotation: Any) -> tuple[Any, ...]:
    """List the types a value may have; `None` is a default only, TOML cannot write it."""
    if get_origin(annotation) in {Union, UnionType}:
        return tuple(each for each in get_args(annotation) if each is not type(None))
    return (annotation,)


def _has_shape(kind: Any, value: object) -> bool:
    if kind is object:
        return True
    if is_dataclass(kind) or get_origin(kind) is Mapping:
        return isinstance(value, dict)
    if get_origin(kind) is tuple:
        return isinstance(value, list)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    # `bool` is an `int` to Python and not to anybody who writes a configuration.
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


_NAMES: Final = {bool: "true or false", int: "a whole number", float: "a number", str: "a string"}


def _describe(kind: Any) -> str:
    if is_dataclass(kind) or get_origin(kind) is Mapping:
        return "a table"
    if get_origin(kind) is tuple:
        inner = _describe(get_args(kind)[0])
        return f"an array of {inner.removeprefix('a ').removeprefix('an ')}s"
    return _NAMES[kind]


def _describe_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return "a date or time"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "an array"
    return f"the {'string' if isinstance(value, str) else 'number'} {_shown(value)}"


def _shown(value: object) -> str:
    return textwrap.shorten(repr(value), 60, placeholder="...")
