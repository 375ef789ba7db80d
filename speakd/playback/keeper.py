"""The one device that an output has open, or has not."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from speakd.errors import PlaybackError
from speakd.playback.api import OutputStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.playback.api import SoundDevice

_log = logging.getLogger(__name__)

_REPLACE_EVERY_S = 0.1


class DeviceKeeper:
    """Opens, replaces and closes the device of an output.

    `open`, `replace` and `close` belong to one thread; the rest may be asked by any.

    Args:
        open_device: Opens the best device there is, or raises `PlaybackError`.

    Attributes:
        device: The open device, if any. Another thread may find it closed a moment later, which
            every method of a device bears.
    """

    def __init__(self, open_device: Callable[[], SoundDevice]) -> None:
        self.device: SoundDevice | None = None
        self._open_device = open_device
        self._backend = ""
        self._problem = ""
        self._underruns = 0

    def open(self) -> SoundDevice:
        """Give the open device, or open one.

        Raises:
            PlaybackError: There is none to be had.
        """
        if self.device is None:
            try:
                device = self._open_device()
            except PlaybackError as error:
                self._problem = str(error)
                raise
            self._backend, self._problem = device.backend, device.problem
            self.device = device
            _log.info("opened %s at %d Hz", device.backend, device.format.sample_rate_hz)
        return self.device

    def replace(self, patience_s: float, hurry: Callable[[float], bool]) -> SoundDevice:
        """Close a device that was lost and open another, which may take some attempts.

        Args:
            patience_s: Seconds until it is given up: a sound server takes a moment to come back.
            hurry: Waits for as many seconds as it is told; true when it is to be given up.

        Raises:
            PlaybackError: There is none to be had.
        """
        self.close()
        deadline_s = time.monotonic() + patience_s
        while True:
            try:
                return self.open()
            except PlaybackError:
                if hurry(_REPLACE_EVERY_S) or time.monotonic() > deadline_s:
                    raise

    def close(self) -> None:
        """Give the device back, if one is open."""
        device, self.device = self.device, None
        if device is not None:
            self._underruns += device.underruns
            device.close()

    def status(self) -> OutputStatus:
        """Tell how the device is doing."""
        device = self.device
        return OutputStatus(
            backend=self._backend,
            is_open=device is not None,
            underruns=self._underruns + (device.underruns if device is not None else 0),
            problem=self._problem,
        )
