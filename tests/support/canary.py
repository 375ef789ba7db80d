"""A word that stands nowhere else, and a look at every place where it may have been left."""

from __future__ import annotations

import os
import random
import string
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/var/crash", "/var/lib/systemd/coredump")  # noqa: S108, they are searched
_BLOCK_BYTES = 1 << 22
_EVERY_S = 0.02
_SLACK_S = 2.0
"""Time stamps of files are coarser than the clock."""


class Canary:
    """A made-up word, and what tells whether it can be read anywhere.

    Args:
        folder: Where everything that speakd writes by itself lies.

    Attributes:
        word: The word; lower case letters, and new every time.
        began_s: Since when files count.
    """

    def __init__(self, folder: Path) -> None:
        letters = random.SystemRandom().choices(string.ascii_lowercase, k=8)
        self.word = f"quibble{''.join(letters)}"
        self.began_s = time.time() - _SLACK_S
        self._folder = folder
        self._patterns = [self.word.encode(each) for each in ("utf-8", "utf-16-le", "utf-32-le")]

    def is_in(self, content: bytes) -> bool:
        """Whether the word stands in `content`, in any usual encoding and in any case."""
        lower = content.lower()
        return any(each in lower for each in self._patterns)

    def files(self) -> list[Path]:
        """Every file that holds it: below the home, or new in a folder that all share."""
        shared = (path for folder in _SHARED_FOLDERS for path in _files(Path(folder), self.began_s))
        return [path for path in {*_files(self._folder), *shared} if self._is_in_file(path)]

    def processes(self) -> list[str]:
        """Every process that shows it to others: in arguments, environment or name."""
        found = []
        for entry in os.scandir("/proc"):
            if entry.name.isdigit():
                for name in ("cmdline", "environ", "comm"):
                    with suppress(OSError):  # it has ended meanwhile
                        if self.is_in(Path(entry.path, name).read_bytes()):
                            found.append(f"{name} of process {entry.name}")
        return found

    @contextmanager
    def watched_processes(self) -> Iterator[list[str]]:
        """Look at all processes all the time; what showed it is in the list at the end."""
        found: list[str] = []
        over = threading.Event()

        def watch() -> None:
            while not over.wait(_EVERY_S):
                found.extend(self.processes())

        watcher = threading.Thread(target=watch, name="canary")
        watcher.start()
        try:
            yield found
        finally:
            over.set()
            watcher.join()

    def _is_in_file(self, path: Path) -> bool:
        kept = b""
        with suppress(OSError), path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                if self.is_in(kept + block):
                    return True
                kept = block[-4 * len(self.word) :]
        return False


def _files(folder: Path, since_s: float = 0.0) -> Iterable[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            with suppress(OSError):
                if path.is_file() and not path.is_symlink() and path.stat().st_ctime >= since_s:
                    yield path
