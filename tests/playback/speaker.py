"""Real time for fake devices."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from speakd.testing.playback import FakeSoundSystem

if TYPE_CHECKING:
    from types import TracebackType

_TICK_S = 0.005


class Speaker:
    """Lets the devices of a fake sound system play in real time, as long as the context lasts."""

    def __init__(self) -> None:
        self.system = FakeSoundSystem(instant=False)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> FakeSoundSystem:
        self._thread.start()
        return self.system

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(_TICK_S):
            for device in list(self.system.devices):
                device.play(min(device.pending(), device.format.frames(_TICK_S)))
