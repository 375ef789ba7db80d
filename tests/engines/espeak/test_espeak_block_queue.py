from __future__ import annotations

import threading

import pytest

from speakd.engines.espeak.block_queue import BlockQueue
from speakd.engines.espeak.library import Block
from speakd.engines.espeak.worker import EspeakWorker
from speakd.errors import EngineUnavailable

BLOCK = Block(bytes(200), ())
"""A hundred frames."""


class Producer:
    """Puts blocks in a thread of its own and tells how many were taken."""

    def __init__(self, queue: BlockQueue, blocks: int) -> None:
        self.taken = 0
        self.refused = threading.Event()
        self._queue = queue
        self._blocks = blocks
        self.progress = threading.Semaphore(0)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        for _ in range(self._blocks):
            if not self._queue.put(BLOCK):
                self.refused.set()
                return
            self.taken += 1
            self.progress.release()

    def waits(self) -> bool:
        """Whether no further block is taken for a while."""
        return not self.progress.acquire(timeout=0.05)

    def wait_for(self, blocks: int) -> None:
        for _ in range(blocks):
            assert self.progress.acquire(timeout=5)


def test_the_producer_waits_while_the_queue_is_full() -> None:
    queue = BlockQueue(capacity_frames=250)
    producer = Producer(queue, 10)
    producer.wait_for(3)
    assert producer.waits()
    assert queue.get() == BLOCK
    producer.wait_for(1)
    assert producer.waits()
    queue.close()
    assert producer.refused.wait(5)
    producer.thread.join()
    assert queue.get() is None


def test_a_lifted_bound_frees_the_producer_and_loses_nothing() -> None:
    queue = BlockQueue(capacity_frames=100)
    producer = Producer(queue, 10)
    producer.wait_for(1)
    assert producer.waits()
    queue.lift_bound()
    producer.thread.join()
    queue.finish()
    assert [queue.get() for _ in range(11)] == [BLOCK] * 10 + [None]


def test_an_error_follows_the_last_block() -> None:
    queue = BlockQueue(capacity_frames=1000)
    assert queue.put(BLOCK)
    queue.finish(ValueError("broken"))
    assert queue.get() == BLOCK
    with pytest.raises(ValueError, match="broken"):
        queue.get()


def test_closing_frees_a_waiting_consumer() -> None:
    queue = BlockQueue(capacity_frames=1000)
    closing = threading.Timer(0.05, queue.close)
    closing.start()
    assert queue.get() is None
    closing.join()
    assert not queue.put(BLOCK)


def test_a_stopped_worker_refuses_instead_of_hanging() -> None:
    worker = EspeakWorker()
    worker.stop()
    with pytest.raises(EngineUnavailable, match="closed"):
        worker.catalog()
