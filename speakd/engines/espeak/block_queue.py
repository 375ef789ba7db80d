"""Blocks of sound on their way from the library's thread to whoever asked for them."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speakd.engines.espeak.library import Block

_BYTES_PER_FRAME = 2


class BlockQueue:
    """A bounded queue of blocks with one producer and one consumer.

    Args:
        capacity_frames: The producer waits once this many frames are queued.
    """

    def __init__(self, capacity_frames: int) -> None:
        self._capacity_frames = capacity_frames
        self._blocks: deque[Block] = deque()
        self._queued_frames = 0
        self._changed = threading.Condition()
        self._bounded = True
        self._closed = False
        self._finished = False
        self._error: BaseException | None = None

    def put(self, block: Block) -> bool:
        """Add a block, waiting while the queue is full; return whether more are wanted."""
        with self._changed:
            while self._is_full():
                self._changed.wait()
            if self._closed:
                return False
            self._blocks.append(block)
            self._queued_frames += len(block.pcm) // _BYTES_PER_FRAME
            self._changed.notify_all()
            return True

    def finish(self, error: BaseException | None = None) -> None:
        """Say that no block follows; `error` is raised in the consumer after the last one."""
        with self._changed:
            self._finished = True
            self._error = error
            self._changed.notify_all()

    def get(self) -> Block | None:
        """Take the next block, waiting for it; None at the end or once closed.

        Raises:
            BaseException: What the producer finished with.
        """
        with self._changed:
            while not (self._blocks or self._finished or self._closed):
                self._changed.wait()
            if self._closed:
                return None
            if self._blocks:
                block = self._blocks.popleft()
                self._queued_frames -= len(block.pcm) // _BYTES_PER_FRAME
                self._changed.notify_all()
                return block
            if self._error is not None:
                raise self._error
            return None

    def close(self) -> None:
        """Want no more: both ends are freed. Any thread, any number of times."""
        with self._changed:
            self._closed = True
            self._blocks.clear()
            self._queued_frames = 0
            self._changed.notify_all()

    def lift_bound(self) -> None:
        """Let the producer run to its end without waiting, since others want its thread."""
        with self._changed:
            self._bounded = False
            self._changed.notify_all()

    def _is_full(self) -> bool:
        return self._bounded and self._queued_frames >= self._capacity_frames
