from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def folder() -> Iterator[Path]:
    """A private folder with a path short enough for a socket on every platform."""
    path = Path(tempfile.mkdtemp(prefix="spk", dir="/tmp"))
    yield path
    shutil.rmtree(path)
