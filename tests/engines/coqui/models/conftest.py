"""A file server on this machine that can be told to misbehave, and models to serve."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = Callable[["Handler", bytes], None]


class Handler(BaseHTTPRequestHandler):
    """Answers from the server's files, or as the server's next fault says."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.close_connection = True
        server = self.server
        server.requests.append(dict(self.headers.items()))
        content = server.files.get(self.path.partition("?")[0])
        if content is None:
            self.send_error(404)
        elif server.faults:
            server.faults.pop(0)(self, content)
        else:
            self.serve(content)

    def serve(self, content: bytes, *, limit: int | None = None, length: int | None = None) -> None:
        """Send `content` from where the client wants it, `limit` bytes of it at most."""
        server = self.server
        start = 0
        wanted = self.headers.get("Range", "")
        if server.has_ranges and wanted and self.headers.get("If-Range") == server.etag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(content)}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206)
            end = f"{start}-{len(content) - 1}/{len(content)}"
            self.send_header("Content-Range", f"bytes {end}")
        else:
            self.send_response(200)
        body = content[start:]
        self.send_header("Content-Type", "application/octet-stream")
        if server.etag:
            self.send_header("ETag", server.etag)
        if length is None:
            length = len(body)
        if length >= 0:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body if limit is None else body[:limit])

    def log_message(self, *_: object) -> None:
        """Stay silent."""


class Server(ThreadingHTTPServer):
    """What a test may set.

    Attributes:
        files: What is served, by path.
        faults: How the next requests are answered instead.
        requests: The headers of every request.
        etag: The version of all files; empty for none.
        has_ranges: Whether a part of a file can be asked for.
        released: Ends every answer that hangs.
    """

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.faults: list[Answer] = []
        self.requests: list[dict[str, str]] = []
        self.etag = '"1"'
        self.has_ranges = True
        self.released = threading.Event()

    def handle_error(self, *_: object) -> None:
        """Stay silent about clients that hang up."""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


@dataclass
class Waits:
    """Stands for waiting, and remembers how long."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def waits() -> Waits:
    return Waits()
