from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.x11_keys import Keyboard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.xserver import XServer


@pytest.fixture
def keyboard(x_server: XServer) -> Iterator[Keyboard]:
    """The shared X server's keyboard."""
    keyboard = Keyboard(x_server.display)
    yield keyboard
    keyboard.close()


@pytest.fixture
def own_keyboard(own_x_server: XServer) -> Iterator[Keyboard]:
    """The keyboard of this test's own X server."""
    keyboard = Keyboard(own_x_server.display)
    yield keyboard
    keyboard.close()
