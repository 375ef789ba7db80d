"""What one run leaves for the next: numbers, and where it listens."""

from __future__ import annotations

import dataclasses
import json
import math
import os
from typing import TYPE_CHECKING

from speakd.config.bounded_file import read_bounded

if TYPE_CHECKING:
    from pathlib import Path

_MAX_BYTES = 10_000


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """The last run, as far as the next has to know it.

    Attributes:
        in_order: Whether it ended in order; false while it runs.
        restarts: How many times in a row it was started after a run that did not.
        short_runs: How many runs before it failed soon after their start, in a row.
        gave_up_at_s: When it was given up, in seconds since 1970; 0 if it was not.
        configured_rate: The rate of the configuration that `rate` was chosen over.
        configured_volume: Likewise for `volume`.
        rate: The speaking rate when it was last changed; 0 if it was not.
        volume: Likewise.
        socket: The control socket; empty if it is not known.
    """

    in_order: bool = True
    restarts: int = 0
    short_runs: int = 0
    gave_up_at_s: float = 0.0
    configured_rate: float = 0.0
    configured_volume: float = 0.0
    rate: float = 0.0
    volume: float = 0.0
    socket: str = ""


def read_record(path: Path) -> Record:
    """Read what the last run left; as if there had been none where it cannot be read."""
    try:
        found = json.loads(read_bounded(path, _MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return Record()
    if not isinstance(found, dict):
        return Record()
    kinds = {name: type(value) for name, value in dataclasses.asdict(Record()).items()}
    return Record(
        **{name: kind(found[name]) for name, kind in kinds.items() if _is_of(kind, found.get(name))}
    )


def write_record(path: Path, record: Record) -> None:
    """Write it whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.new")
    partial.write_text(json.dumps(dataclasses.asdict(record)), "ascii")
    os.replace(partial, path)  # noqa: PTH105, a crash in between leaves one of the two whole


def _is_of(kind: type, value: object) -> bool:
    if kind in {bool, str}:
        return isinstance(value, kind)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and value >= 0
