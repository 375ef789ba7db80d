"""Notice an engine that hangs, and call it off."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from speakd.cancel import CancelToken
from speakd.errors import SynthesisError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from speakd.audio import AudioChunk

STALLED_AFTER_S = 30.0
"""A large model on a slow computer may take ten seconds to its first sound."""


class StallGuard:
    """Cancels `token` when nothing comes for a while. The time the consumer takes is not counted.

    Args:
        outer: Cancels `token` as well; its own cancel is no stall.
        limit_s: Seconds that an engine may take for a chunk.

    Attributes:
        token: For the engine.
        stalled: Whether the engine was called off for taking too long.
    """

    def __init__(self, outer: CancelToken, limit_s: float = STALLED_AFTER_S) -> None:
        self.token = CancelToken()
        self.stalled = False
        self._limit_s = limit_s
        self._over = threading.Condition()
        self._is_over = False
        self._deadline_s: float | None = None
        self._forget = outer.on_cancel(self.token.cancel)

    @property
    def is_ignored(self) -> bool:
        """Whether the engine was called off and goes on nonetheless; any thread."""
        return self.stalled and self._deadline_s is not None and not self._is_over

    def watch(self, chunks: Iterable[AudioChunk]) -> Iterator[AudioChunk]:
        """Pass `chunks` on, which were asked for with `token`.

        Raises:
            SynthesisError: The engine was called off, and obeyed.
        """
        thread = threading.Thread(target=self._keep_time, name="stall-guard", daemon=True)
        thread.start()
        try:
            self._deadline_s = time.monotonic() + self._limit_s
            for chunk in chunks:
                self._deadline_s = None
                yield chunk
                self._deadline_s = time.monotonic() + self._limit_s
            if self.stalled:
                raise SynthesisError(f"it gave no sound for {self._limit_s:g} s")
        finally:
            self._forget()
            with self._over:
                self._is_over = True
                self._over.notify()
            thread.join()

    def _keep_time(self) -> None:
        with self._over:
            while not self._is_over:
                # Nobody wakes this thread for a new deadline: none is nearer than this wait is
                # long, for each is set a whole limit ahead.
                deadline_s, now_s = self._deadline_s, time.monotonic()
                if deadline_s is not None and deadline_s <= now_s:
                    self.stalled = True
                    break
                self._over.wait(self._limit_s if deadline_s is None else deadline_s - now_s)
        if self.stalled:
            self.token.cancel()
