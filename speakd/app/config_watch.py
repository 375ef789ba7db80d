"""Notice that the configuration file has changed, whoever changed it and however."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, NamedTuple

from speakd.errors import describe_bug

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOOK_EVERY_S = 0.5
"""How often to look. Looking takes a few microseconds."""

SETTLED_AFTER_S = 0.1
"""How long a file must have stayed as it is before it counts as written to its end."""

_STOP_WITHIN_S = 5.0
"""No file system that does not answer, and no part that hangs, may keep the daemon from ending."""

_log = logging.getLogger(__name__)


class Fingerprint(NamedTuple):
    """What `stat` tells of a file; any way to write or replace it changes something of it."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int


def fingerprint(path: Path) -> Fingerprint | int:
    """Look at a file, or where a link leads to; the error's number where it cannot be seen."""
    try:
        seen = os.stat(path)  # noqa: PTH116, twice a second for ever
    except OSError as error:
        return error.errno or -1
    return Fingerprint(seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)


class ConfigWatch:
    """Looks at one file again and again, from a thread of its own.

    The file may be missing, appear in a folder that is not there yet, be a link, or be replaced by
    another of its name, as editors do. A file that is still being written is let alone until it
    has come to rest.

    Args:
        path: The file.
        on_change: Called in the watch's thread when the file is another than when it was last
            looked at; for the first time, than when the watch was made.
        look_every_s: Seconds between two looks.
        settled_after_s: Seconds without a change after which it counts as written.
    """

    def __init__(
        self,
        path: Path,
        on_change: Callable[[], None],
        *,
        look_every_s: float = LOOK_EVERY_S,
        settled_after_s: float = SETTLED_AFTER_S,
    ) -> None:
        self._path = path
        self._on_change = on_change
        self._look_every_s = look_every_s
        self._settled_after_s = settled_after_s
        self._known = fingerprint(path)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="config-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; what `on_change` is doing is waited for, for a while. Idempotent."""
        self._stopped.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(_STOP_WITHIN_S)

    def _run(self) -> None:
        while not self._stopped.wait(self._look_every_s):
            seen = fingerprint(self._path)
            if seen == self._known:
                continue
            while not self._stopped.wait(self._settled_after_s):
                before, seen = seen, fingerprint(self._path)
                if seen == before:
                    break
            self._known = seen
            if not self._stopped.is_set():
                self._tell()

    def _tell(self) -> None:
        try:
            self._on_change()
        except Exception as error:  # noqa: BLE001, the next change must be noticed
            _log.error("the change of %s was not followed: %s", self._path, describe_bug(error))
