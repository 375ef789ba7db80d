"""A file that has come in part, kept until the rest of it comes."""

from __future__ import annotations

import json
import os
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

_USER_AGENT = "speakd"


class Partial:
    """The part of a file that is there, and which version of the file it is of.

    Attributes:
        path: Where it lies.
        size: How much of it there is, in bytes; whoever appends to it keeps count.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._version_path = path.with_name(f"{path.name}.version")
        self.size = path.stat().st_size if path.exists() else 0

    def request_headers(self) -> dict[str, str]:
        """Ask for the rest, or for all of it where nobody can tell whether it is the same file."""
        headers = {"User-Agent": _USER_AGENT, "Accept-Encoding": "identity"}
        if self.size and (version := self._version()):
            headers["Range"] = f"bytes={self.size}-"
            # Should the file have changed, the server sends all of it instead.
            headers["If-Range"] = version
        return headers

    def restart(self, headers: Message) -> None:
        """Begin anew with the version of the file that the server's answer tells."""
        self.discard()
        etag = headers.get("ETag", "")
        version = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")
        if version:
            self._version_path.write_text(json.dumps(version), encoding="utf-8")

    def appending(self) -> IO[bytes]:
        """Open it at its end."""
        return self.path.open("ab")

    def discard(self) -> None:
        """Forget what has come."""
        self.path.unlink(missing_ok=True)
        self._version_path.unlink(missing_ok=True)
        self.size = 0

    def finish(self, target: Path) -> None:
        """Give the whole file its name."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
        self.path.replace(target)
        self._version_path.unlink(missing_ok=True)

    def _version(self) -> str:
        try:
            return str(json.loads(self._version_path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return ""
