"""A program that speaks, as a child that dies when it is told to."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from speakd.errors import EngineUnavailable, SynthesisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType
    from typing import IO, Self

    from speakd.cancel import CancelToken

_PATIENCE_S = 0.3
"""How long a program may take to heed a termination before it is killed."""

_LINGER_S = 1.0
"""How long a program may take to end once it has closed its output."""

_READ_BYTES = 8192


class Child:
    """A running program that takes text on its standard input.

    It leads a process group of its own, so that its helpers end with it. A cancel terminates it
    from whatever thread it comes; leaving the context ends it in any case. What it writes to
    standard error is dropped: it might quote the text.

    Args:
        command: Program and arguments. Never holds text.
        cancel: Calls it off.
        limit_s: How long it may be silent before it counts as hanging.

    Raises:
        EngineUnavailable: It cannot be started.
    """

    def __init__(self, command: Sequence[str], cancel: CancelToken, *, limit_s: float) -> None:
        self._name = os.path.basename(command[0])  # noqa: PTH119, a name, not a path
        self._cancel = cancel
        self._limit_s = limit_s
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
                creationflags=_CREATION_FLAGS,
            )
        except OSError as error:
            raise EngineUnavailable(
                f"{self._name} cannot be started", remedy=f"check the installation of {self._name}"
            ) from error
        self._lock = threading.Lock()
        self._ended = False
        self._woken, self._waking = os.pipe()
        self._forget: Callable[[], None] = cancel.on_cancel(self._call_off)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._forget()
        self._end()

    def run(self, text: bytes) -> bytes:
        """Give it `text` and wait until it is done; return what it wrote, or b"" on a cancel.

        Raises:
            SynthesisError: It failed or hangs.
        """
        if sys.platform == "win32":
            output = self._communicate(text)
        else:
            output = b"".join(self.stream(text))
        return b"" if self._cancel.cancelled else output

    def stream(self, text: bytes) -> Iterator[bytes]:
        """Give it `text` and yield what it writes as it comes, until a cancel. POSIX only.

        Raises:
            SynthesisError: It failed or hangs.
        """
        stdin, stdout = _pipe(self._process.stdin), _pipe(self._process.stdout)
        os.set_blocking(stdin.fileno(), False)
        rest = memoryview(text)
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            selector.register(stdout, selectors.EVENT_READ)
            selector.register(stdin, selectors.EVENT_WRITE)
            while not self._cancel.cancelled:
                ready = {key.fileobj for key, _ in selector.select(self._limit_s)}
                if not ready:
                    raise self._hangs()
                if stdin in ready and not (rest := _write_some(stdin, rest)):
                    selector.unregister(stdin)
                    stdin.close()
                if stdout in ready and not self._cancel.cancelled:
                    output = os.read(stdout.fileno(), _READ_BYTES)
                    if not output:
                        break
                    yield output
        if not self._cancel.cancelled:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_LINGER_S)
        self._check_status()

    def _communicate(self, text: bytes) -> bytes:
        # Windows cannot select on pipes, but there a termination cannot be refused either.
        try:
            output, _ = self._process.communicate(text, timeout=self._limit_s)
        except subprocess.TimeoutExpired:
            raise self._hangs() from None
        self._check_status()
        return output

    def _check_status(self) -> None:
        status = self._process.returncode
        if status and not self._cancel.cancelled:
            raise SynthesisError(f"{self._name} failed with status {status}")

    def _hangs(self) -> SynthesisError:
        return SynthesisError(f"{self._name} said nothing for {self._limit_s:g} s")

    def _call_off(self) -> None:
        with self._lock:
            if not self._ended:
                self._signal(signal.SIGTERM)
                os.write(self._waking, b"!")

    def _end(self) -> None:
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._signal(_KILL)
            self._process.wait()
        self._kill_helpers()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was not written yet is no longer wanted.
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        with self._lock:
            # A cancel may still be on its way here.
            self._ended = True
            os.close(self._woken)
            os.close(self._waking)

    def _signal(self, number: int) -> None:
        # Once reaped, its number may belong to someone else.
        if self._process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.terminate()
            else:
                os.killpg(self._process.pid, number)

    def _kill_helpers(self) -> None:
        """End what the program started itself and left behind."""
        if sys.platform != "win32":
            # The number of a group stays taken for as long as it has members.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, _KILL)


_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""Windows has no such signal, and its terminate cannot be refused."""

_CREATION_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101, all pipes are asked for
    return pipe


def _write_some(pipe: IO[bytes], rest: memoryview) -> memoryview:
    """Write what the pipe takes; return what is left, nothing where nobody reads any more."""
    try:
        return rest[os.write(pipe.fileno(), rest) :]
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        return rest[:0]
