"""Check a user's regular expression before any text meets it."""

from __future__ import annotations

import re
from math import prod

_COUNT = re.compile(r"(?P<group>(?<!\\)\))?(?<!\\)\{(?P<least>\d{1,9})\d*(?:,\d*)?\}")
_MOST_REPETITIONS = 100_000
"""An expression is written out as often as it repeats something at least, in memory."""

_TIMEOUT_S = 0.1
_LENGTH = 2_000
_TRIALS = ("a", "1", " ", "a ", "a1_", "-", ".", "aB", "\u00e9", "\u5b57")
"""Repeated, these bring nearly every expression that backtracks without end to light."""


def check_pattern(pattern: str) -> None:
    """Check that `pattern` is a regular expression that comes to an end.

    Raises:
        ValueError: It is none, matches nothing at all, or takes too long.
    """
    # Only a configuration with rules pays for this.
    import regex  # noqa: PLC0415

    if _repetitions(pattern) > _MOST_REPETITIONS:
        raise ValueError(f"repeats something more than {_MOST_REPETITIONS} times")
    try:
        compiled = regex.compile(pattern)
    except regex.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    except (RecursionError, OverflowError) as error:
        raise ValueError("not a regular expression that can be used: too deep") from error
    for trial in _TRIALS:
        try:
            compiled.sub("", trial * (_LENGTH // len(trial)) + "!", timeout=_TIMEOUT_S)
        except TimeoutError as error:
            raise ValueError(
                f"takes longer than {1000 * _TIMEOUT_S:.0f} ms for {_LENGTH} characters; avoid "
                "repetitions inside of repetitions"
            ) from error


def _repetitions(pattern: str) -> int:
    """Give a bound of what `pattern` repeats in all; groups may lie within one another."""
    counts = [(found["group"], max(1, int(found["least"]))) for found in _COUNT.finditer(pattern)]
    groups = prod(count for is_group, count in counts if is_group)
    return groups * max(1, sum(count for is_group, count in counts if not is_group))


def check_template(pattern: str, template: str) -> None:
    r"""Check that `template` names only groups that `pattern` has, as in `\1` or `\g<name>`.

    Raises:
        ValueError: It does not.
    """
    import regex  # noqa: PLC0415, as above

    compiled = regex.compile(pattern)
    names = {number: name for name, number in compiled.groupindex.items()}
    groups = (f"(?P<{names[n]}>)" if n in names else "()" for n in range(1, compiled.groups + 1))
    try:
        # An expression with the same groups that matches, so that the template is filled in.
        regex.compile("".join(groups)).sub(template, "")
    except (regex.error, IndexError) as error:
        raise ValueError(f"cannot be filled in: {error}") from error
