"""The one thread that touches espeak-ng.

The library keeps everything in C globals: there can be one of it in a process, and one thread may
use it. So every `EspeakSynthesizer`, and `phonemes`, borrow the same worker; their jobs wait in
one queue. The first to come initializes the library, the last to go terminates it.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from speakd.engines.espeak.block_queue import BlockQueue
from speakd.engines.espeak.files import find_files
from speakd.engines.espeak.library import EspeakLibrary
from speakd.engines.espeak.voices import catalog
from speakd.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.engines.espeak.library import Block
    from speakd.engines.espeak.voices import CatalogVoice

_QUEUE_S = 0.5
"""How far synthesis may run ahead of who listens. It is a thousand times faster than speech."""

Result = TypeVar("Result")


class EspeakWorker:
    """Runs jobs on the library, one after the other, in a thread of its own.

    Raises:
        EngineUnavailable: The library cannot be loaded.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[EspeakLibrary], None] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._stopped = False
        self._streaming: BlockQueue | None = None
        started: Future[int] = Future()
        # A daemon, so that a program which forgets `close` can still end.
        self._thread = threading.Thread(
            target=self._work, args=(started,), name="espeak", daemon=True
        )
        self._thread.start()
        self.sample_rate_hz = started.result()
        self._catalog: tuple[CatalogVoice, ...] = ()

    def catalog(self) -> tuple[CatalogVoice, ...]:
        """List the library's voices. It does not change, so it is read once."""
        if not self._catalog:
            self._catalog = self.run(lambda library: catalog(library.voices(), library.files.data))
        return self._catalog

    def run(self, job: Callable[[EspeakLibrary], Result]) -> Result:
        """Run `job` on the library and return or raise what it does.

        Raises:
            EngineUnavailable: The worker has been stopped.
        """
        future: Future[Result] = Future()

        def settle(library: EspeakLibrary) -> None:
            try:
                future.set_result(job(library))
            except BaseException as error:  # noqa: BLE001, it is raised in the caller's thread
                future.set_exception(error)

        self._submit(settle)
        return future.result()

    def stream(self, job: Callable[[EspeakLibrary, Callable[[Block], bool]], None]) -> BlockQueue:
        """Start `job`, which hands over blocks, and return the queue where they arrive.

        Closing the queue calls the job off at its next block.

        Raises:
            EngineUnavailable: The worker has been stopped.
        """
        queue = BlockQueue(round(_QUEUE_S * self.sample_rate_hz))

        def produce(library: EspeakLibrary) -> None:
            error: BaseException | None = None
            self._begin_stream(queue)
            try:
                job(library, queue.put)
            except BaseException as raised:  # noqa: BLE001, it is raised in the consumer's thread
                error = raised
            finally:
                self._begin_stream(None)
                queue.finish(error)

        self._submit(produce)
        return queue

    def stop(self) -> None:
        """Call off what runs, terminate the library and end the thread."""
        with self._lock:
            self._stopped = True
            if self._streaming is not None:
                self._streaming.close()
            self._jobs.put(None)
        self._thread.join()

    def _submit(self, job: Callable[[EspeakLibrary], None]) -> None:
        with self._lock:
            if self._stopped:
                raise EngineUnavailable("espeak is closed")
            self._waiting += 1
            if self._streaming is not None:
                # Its listener may be paused for hours; nobody else shall wait for that.
                self._streaming.lift_bound()
            self._jobs.put(job)

    def _begin_stream(self, queue: BlockQueue | None) -> None:
        with self._lock:
            self._streaming = queue
            if queue is not None and self._waiting:
                queue.lift_bound()

    def _work(self, started: Future[int]) -> None:
        try:
            library = EspeakLibrary(find_files())
        except BaseException as error:  # noqa: BLE001, it is raised in the starting thread
            started.set_exception(error)
            return
        started.set_result(library.sample_rate_hz)
        while (job := self._jobs.get()) is not None:
            with self._lock:
                self._waiting -= 1
            job(library)
            # Keep nothing of the text while waiting for the next.
            del job
        library.terminate()


class WorkerLease:
    """Lends the process's one worker; see the module."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._borrowers = 0
        self._worker: EspeakWorker | None = None

    def borrow(self) -> EspeakWorker:
        """Get the worker, starting it for the first borrower.

        Raises:
            EngineUnavailable: The library cannot be loaded.
        """
        with self._lock:
            if self._worker is None:
                self._worker = EspeakWorker()
            self._borrowers += 1
            return self._worker

    def give_back(self) -> None:
        """Give the worker back; it stops with the last borrower."""
        with self._lock:
            self._borrowers -= 1
            if self._borrowers == 0 and self._worker is not None:
                self._worker.stop()
                self._worker = None


PROCESS_WORKER = WorkerLease()
"""The one exception to "no state in modules": it mirrors the library's own C globals."""
