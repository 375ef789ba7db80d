"""See to it that a user has one daemon at a time."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, Protocol

from speakd.app.private_folder import UnwritableError, is_unwritable, make_private_folder
from speakd.errors import SpeakdError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

_ERROR_ALREADY_EXISTS = 183


class AlreadyRunningError(SpeakdError):
    """Another daemon holds the lock.

    Attributes:
        process: Its number; 0 where it is not known.
    """

    def __init__(self, process: int) -> None:
        who = f" (process {process})" if process else ""
        super().__init__(f"already running{who}", remedy="`speakd status` shows how it is doing")
        self.process = process


class InstanceLock:
    """A lock that the kernel lifts when its process ends, however it ends.

    It guards its folder: whoever holds it may remove what a dead daemon left there. The lock
    file itself stays behind; removing it would let two daemons lock two files of one name.

    Where no file can be written there is a lock without one, on Linux and Windows; elsewhere none.
    Somebody with a full disk or a read-only home wants to hear a text all the same.

    Args:
        path: The lock file, in a folder that only its user can enter; made if missing.
        platform: As in `sys.platform`.

    Attributes:
        problem: Why there is no file, once it was acquired; empty where there is one.
    """

    def __init__(self, path: Path, *, platform: str = sys.platform) -> None:
        self._path = path
        self._platform = platform
        self._held = ExitStack()
        self.problem = ""

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            AlreadyRunningError: Another daemon holds it.
            SpeakdError: It cannot be made.
        """
        with ExitStack() as held:
            try:
                taken = self._take(held)
            except UnwritableError as error:
                self.problem = error.message
                taken = _take_without_file(self._path, held, self._platform)
            if not taken:
                raise AlreadyRunningError(holder(self._path))
            self._held = held.pop_all()

    def _take(self, held: ExitStack) -> bool:
        make_private_folder(self._path.parent, self._platform)
        take = _take_mutex if self._platform == "win32" else _take_flock
        try:
            return take(self._path, held)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            kind = UnwritableError if is_unwritable(error) else SpeakdError
            raise kind(f"{self._path} cannot be locked: {reason}") from error

    def release(self) -> None:
        """Give the lock back. Calling it again does nothing."""
        self._held.close()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _take_flock(path: Path, held: ExitStack) -> bool:
    import fcntl  # noqa: PLC0415, not on Windows

    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    held.callback(os.close, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    os.ftruncate(descriptor, 0)
    with suppress(OSError):  # on a full disk the holder stays without a name
        os.write(descriptor, str(os.getpid()).encode())
    return True


def _take_without_file(path: Path, held: ExitStack, platform: str) -> bool:
    if platform == "win32":
        return _take_mutex(path, held)
    if not platform.startswith("linux"):
        return True
    # A name that is no file, and that the kernel frees with the socket. Nobody is listened to.
    name = f"\0speakd-{os.geteuid()}-{_digest(path)}"
    holder = held.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    try:
        holder.bind(name)
    except OSError:
        return False
    return True


class Mutexes(Protocol):
    """The part of the Windows kernel that is needed here."""

    def create(self, name: str) -> tuple[Any, int]:
        """Open the mutex `name`; return its handle and the last error."""

    def close(self, handle: Any) -> None:
        """Close a handle."""


def _take_mutex(path: Path, held: ExitStack) -> bool:
    mutexes: Mutexes = WindowsMutexes()
    handle, error = mutexes.create(f"Local\\speakd-{_digest(path)}")
    if not handle:
        raise OSError(error, f"Windows error {error}")
    held.callback(mutexes.close, handle)
    if error == _ERROR_ALREADY_EXISTS:
        return False
    with suppress(OSError):  # on a full disk the holder stays without a name
        path.write_text(str(os.getpid()), "ascii")
    return True


def _digest(path: Path) -> str:
    return hashlib.blake2s(os.fsencode(path), digest_size=12).hexdigest()


class WindowsMutexes:
    """The Windows kernel itself."""

    def __init__(self) -> None:
        import ctypes  # noqa: PLC0415, Windows only
        from ctypes import wintypes  # noqa: PLC0415, likewise

        self._ctypes: Any = ctypes
        self._kernel = self._ctypes.WinDLL("kernel32", use_last_error=True)
        self._kernel.CreateMutexW.argtypes = (wintypes.LPVOID, wintypes.BOOL, wintypes.LPCWSTR)
        self._kernel.CreateMutexW.restype = wintypes.HANDLE
        self._kernel.CloseHandle.argtypes = (wintypes.HANDLE,)

    def create(self, name: str) -> tuple[Any, int]:
        """Open the mutex `name`; return its handle and the last error."""
        handle = self._kernel.CreateMutexW(None, True, name)  # noqa: FBT003, a Windows call
        return handle, int(self._ctypes.get_last_error())

    def close(self, handle: Any) -> None:
        """Close a handle."""
        self._kernel.CloseHandle(handle)


def holder(path: Path) -> int:
    """Tell which process holds the lock; 0 where it has not said so."""
    try:
        number = path.read_text("ascii").strip()
    except (OSError, ValueError):
        return 0
    return int(number) if number.isdigit() else 0
