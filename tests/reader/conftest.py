from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reader.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A reader that stops at a second press; others make their own."""
    made = Desk()
    yield made
    made.close()
