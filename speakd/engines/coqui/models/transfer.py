"""Fetching one file over HTTP, from servers and networks that misbehave."""

from __future__ import annotations

import hashlib
import http.client
import shutil
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from speakd.engines.coqui.models.faults import BrokenOffError, connection_error, status_error
from speakd.engines.coqui.models.partial import Partial
from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from speakd.engines.coqui.models.catalog import Download

_BLOCK_BYTES = 1 << 16
_DISK_RESERVE_BYTES = 64 << 20
_PARTIAL_CONTENT, _RANGE_REFUSED = 206, 416


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to bear with a server.

    Attributes:
        silence_s: Seconds without a single byte before the connection is given up.
        window_s: Seconds over which the speed is judged.
        slowest_bytes_per_s: Below this, over a whole window, the transfer counts as stalled.
        attempts: Connections in a row that bring nothing before giving up.
        pause_s: Wait before the second connection; doubled each time.
    """

    silence_s: float = 30.0
    window_s: float = 60.0
    slowest_bytes_per_s: float = 512.0
    attempts: int = 5
    pause_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file has come; `total` is None where the server does not say."""

    name: str
    received: int
    total: int | None


class Transfer:
    """Fetches files, going on where an earlier attempt stopped.

    Args:
        patience: How long to bear with a server.
        on_progress: Told after every block.
        wait: Waits for so many seconds; for tests, and for callers that can be cancelled.
        free_bytes: Tells how much room a folder has.
    """

    def __init__(
        self,
        patience: Patience | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        *,
        wait: Callable[[float], object] = time.sleep,
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        self._patience = patience or Patience()
        self._on_progress = on_progress or (lambda _progress: None)
        self._wait = wait
        self._free_bytes = free_bytes
        self._opener = urllib.request.build_opener(_StayEncrypted())

    def fetch(self, download: Download, folder: Path) -> Path:
        """Fetch one file into a folder.

        What has come of it stays there as `NAME.part` when it breaks off, and is gone on with by
        the next call if the server allows it and still has the same file.

        Args:
            download: What to fetch. Where size or digest are known they must agree.
            folder: Exists and can be written.

        Returns:
            The whole file, in that folder.

        Raises:
            ModelError: It could not be fetched, or is not the file that was expected.
        """
        try:
            return self._fetch(download, folder)
        except OSError as error:
            raise ModelError(
                f"{download.name} cannot be written ({error.strerror or error})",
                remedy="make room, or choose another folder for the models",
            ) from error

    def _fetch(self, download: Download, folder: Path) -> Path:
        target = folder / download.name
        if target.exists() and self._is_expected(target, download):
            return target
        partial = Partial(folder / f"{download.name}.part")
        furthest, failures = partial.size, 0
        while True:
            try:
                self._receive(download, partial)
                break
            except BrokenOffError as error:
                failures = 1 if partial.size > furthest else failures + 1
                furthest = max(furthest, partial.size)
                if failures >= self._patience.attempts:
                    raise ModelError(
                        f"{download.name} could not be fetched ({error})",
                        remedy="run the same command again to go on where it stopped",
                    ) from None
                self._wait(self._patience.pause_s * 2 ** (failures - 1))
        if not self._is_expected(partial.path, download):
            partial.discard()
            raise ModelError(
                f"{download.name} is not the file that was expected and was deleted",
                remedy="the server or something on the way has changed it; do not force it",
            )
        partial.finish(target)
        return target

    def _is_expected(self, path: Path, download: Download) -> bool:
        if download.size is not None and path.stat().st_size != download.size:
            return False
        if download.sha256 is None:
            return True
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == download.sha256.lower()

    def _receive(self, download: Download, partial: Partial) -> None:
        request = urllib.request.Request(download.url, headers=partial.request_headers())  # noqa: S310, the catalog's addresses
        try:
            response = self._opener.open(request, timeout=self._patience.silence_s)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == _RANGE_REFUSED:
                    if partial.size == _length(error.headers.get("Content-Range", "")[8:]):
                        return  # "bytes */TOTAL": there is nothing left to send
                    partial.discard()
                    raise BrokenOffError("the server would not go on with it") from None
                raise status_error(download.name, error) from error
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            raise connection_error(download.url, error) from error
        with response:
            total = self._start(download, partial, response)
            self._copy(download, partial, response, total)

    def _start(
        self, download: Download, partial: Partial, response: http.client.HTTPResponse
    ) -> int | None:
        """Decide where the response goes on, and return the size that the whole will have."""
        if response.headers.get_content_type() == "text/html":
            raise ModelError(
                f"a web page came instead of {download.name}",
                remedy="log in to the network if it asks for it, then try again",
            )
        length = _length(response.headers.get("Content-Length"))
        if response.status == _PARTIAL_CONTENT:
            start, total = _content_range(response.headers.get("Content-Range", ""))
            if start != partial.size:
                partial.discard()
                raise BrokenOffError("the server went on at another place")
        else:
            partial.restart(response.headers)
            total = length
        if total is not None and download.size is not None and total != download.size:
            raise ModelError(
                f"the server offers a {download.name} of {total} bytes, not {download.size}",
                remedy="the model has changed; look for a newer speakd",
            )
        missing = (total or download.size or 0) - partial.size
        # An archive is unpacked beside itself, into a bit more than its own size.
        needed = missing + ((total or 0) * 5 // 4 if download.is_archive else 0)
        free = self._free_bytes(partial.path.parent)
        if needed + _DISK_RESERVE_BYTES > free:
            raise ModelError(
                f"{download.name} needs {_megabytes(needed + _DISK_RESERVE_BYTES)} of disk space, "
                f"{_megabytes(free)} are free",
                remedy="make room and run the same command again",
            )
        return total

    def _copy(
        self,
        download: Download,
        partial: Partial,
        response: http.client.HTTPResponse,
        total: int | None,
    ) -> None:
        most = download.size
        if most is None:  # a server that names no length must not fill the disk
            free = self._free_bytes(partial.path.parent)
            most = max(total or 0, partial.size + free - _DISK_RESERVE_BYTES)
        window_start, window_bytes = time.monotonic(), 0
        with partial.appending() as file:
            while True:
                try:
                    block = response.read1(_BLOCK_BYTES)
                except TimeoutError:
                    raise BrokenOffError("the server has gone silent") from None
                except (http.client.HTTPException, OSError) as error:
                    raise BrokenOffError("the connection was lost") from error
                if not block:
                    break
                file.write(block)
                partial.size += len(block)
                if partial.size > most:
                    partial.discard()
                    raise ModelError(
                        f"the server sends more than {_megabytes(most)} for {download.name}, "
                        "which was deleted",
                        remedy="make room, or look for a newer speakd",
                    )
                window_bytes += len(block)
                self._on_progress(Progress(download.name, partial.size, total))
                elapsed = time.monotonic() - window_start
                if elapsed >= self._patience.window_s:
                    if window_bytes < elapsed * self._patience.slowest_bytes_per_s:
                        raise BrokenOffError("the server sends next to nothing")
                    window_start, window_bytes = time.monotonic(), 0
        if total is not None and partial.size < total:
            raise BrokenOffError(f"the connection broke off at {partial.size} of {total} bytes")


class _StayEncrypted(urllib.request.HTTPRedirectHandler):
    """Follow redirections, but never from an encrypted address to an open one."""

    def redirect_request(self, *args: Any) -> urllib.request.Request | None:
        request, *_, new_url = args
        if request.type == "https" and urlsplit(new_url).scheme != "https":
            raise urllib.error.URLError("redirected to an address without encryption")
        return super().redirect_request(*args)


def _length(header: str | None) -> int | None:
    return int(header) if header is not None and header.isdecimal() else None


def _content_range(header: str) -> tuple[int | None, int | None]:
    """Read `bytes 100-199/200` as (100, 200)."""
    unit, _, rest = header.partition(" ")
    span, _, total = rest.partition("/")
    start = span.partition("-")[0]
    if unit != "bytes" or not start.isdecimal():
        return None, None
    return int(start), _length(total)


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
