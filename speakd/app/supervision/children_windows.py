"""Processes on Windows, where a console sends ctrl+c to all that run in it."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class WindowsChildren:
    """Waits for its child; main thread only."""

    def __init__(self) -> None:
        self._is_stopping = False

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run a process to its end."""
        with subprocess.Popen(command, env=environment) as child:
            while True:
                try:
                    return child.wait()
                except KeyboardInterrupt:
                    self._is_stopping = True  # so was the child

    def was_told_to_stop(self) -> bool:
        """Whether ctrl+c was pressed."""
        return self._is_stopping

    def wait(self, seconds: float) -> None:
        """Wait; less long if ctrl+c is pressed."""
        try:
            time.sleep(seconds)
        except KeyboardInterrupt:
            self._is_stopping = True
