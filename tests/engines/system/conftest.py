"""Stand-ins for programs that are not here, and a look at which children are alive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def list_children() -> dict[int, bytes]:
    """Command lines of this process's children by process number; the dead are left out."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid() and state != "Z":
                found[int(entry.name)] = (entry / "cmdline").read_bytes()
        except OSError:
            continue
    return found


@pytest.fixture
def children() -> Callable[[], dict[int, bytes]]:
    """See `list_children`."""
    return list_children


@pytest.fixture
def no_child_left() -> Iterator[None]:
    """Fail where a test leaves a child behind that was not there before."""
    before = set(list_children())
    yield
    wait_until(lambda: set(list_children()) <= before, 2.0, "the children to end")


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str, str], str]:
    """Make a shell script that stands in for a program; return its path."""

    def make(name: str, script: str) -> str:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return str(path)

    return make
