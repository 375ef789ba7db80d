from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

import pytest

from speakd.engines.coqui.models.catalog import Download
from speakd.engines.coqui.models.transfer import Patience, Progress, Transfer
from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

CONTENT = random.Random(1).randbytes(400_000)  # noqa: S311, any bytes do
SHA256 = hashlib.sha256(CONTENT).hexdigest()
IMPATIENT = Patience(silence_s=0.3, window_s=0.3, attempts=3, pause_s=1)


@pytest.fixture
def fetch(server: Any, waits: Any, tmp_path: Path) -> Callable[..., Path]:
    server.files["/model.pth"] = CONTENT

    def fetch(**known: Any) -> Path:
        transfer = Transfer(IMPATIENT, wait=waits)
        return transfer.fetch(Download(server.url("/model.pth"), **known), tmp_path)

    return fetch


def break_off(at: int) -> Any:
    return lambda handler, content: handler.serve(content, limit=at)


def hang(handler: Any, content: bytes) -> None:
    handler.serve(content, limit=1000)
    handler.wfile.flush()
    handler.server.released.wait(10)


def drip(handler: Any, content: bytes) -> None:
    handler.serve(content, limit=0)
    for byte in content:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        if handler.server.released.wait(0.05):
            return


def status(code: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Any:
    def answer(handler: Any, _content: bytes) -> None:
        handler.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_file_arrives_and_progress_is_told(server: Any, waits: Any, tmp_path: Path) -> None:
    server.files["/a/model.pth"] = CONTENT
    seen: list[Progress] = []
    path = Transfer(IMPATIENT, seen.append, wait=waits).fetch(
        Download(server.url("/a/model.pth?download=true"), len(CONTENT), SHA256), tmp_path
    )
    assert path == tmp_path / "model.pth"
    assert path.read_bytes() == CONTENT
    assert seen[-1] == Progress("model.pth", len(CONTENT), len(CONTENT))
    assert [p.received for p in seen] == sorted({p.received for p in seen})
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_is_not_fetched_again(fetch: Any, server: Any) -> None:
    fetch()
    fetch()
    assert len(server.requests) == 1


@pytest.mark.parametrize("has_ranges", [True, False])
def test_a_transfer_that_breaks_off_goes_on(
    fetch: Any, server: Any, waits: Any, *, has_ranges: bool
) -> None:
    server.has_ranges = has_ranges
    server.faults = [break_off(100_000), break_off(100_000)]
    assert fetch(sha256=SHA256).read_bytes() == CONTENT
    offsets = [request.get("Range") for request in server.requests]
    assert offsets == [None, "bytes=100000-", "bytes=200000-" if has_ranges else "bytes=100000-"]
    assert waits.seconds


def test_a_later_run_goes_on_where_the_first_one_stopped(fetch: Any, server: Any) -> None:
    server.faults = [break_off(1000), *[break_off(0)] * 3]
    with pytest.raises(ModelError, match="broke off at 1000 of 400000 bytes") as raised:
        fetch()
    assert "to go on where it stopped" in str(raised.value)
    assert fetch(sha256=SHA256).read_bytes() == CONTENT
    assert server.requests[-1]["Range"] == "bytes=1000-"


def test_a_file_that_changed_meanwhile_is_fetched_anew(fetch: Any, server: Any) -> None:
    server.faults = [break_off(1000), *[break_off(0)] * 3]
    with pytest.raises(ModelError):
        fetch()
    server.etag = '"2"'
    server.files["/model.pth"] = CONTENT[::-1]
    assert fetch().read_bytes() == CONTENT[::-1]


def test_parts_of_unknown_version_are_not_mixed(fetch: Any, server: Any) -> None:
    server.etag = ""
    server.faults = [break_off(1000)]
    assert fetch().read_bytes() == CONTENT
    assert "Range" not in server.requests[-1]


def test_a_part_that_is_already_whole_is_taken(fetch: Any, server: Any, tmp_path: Path) -> None:
    server.faults = [break_off(1000), *[break_off(0)] * 3]
    with pytest.raises(ModelError):
        fetch()
    (tmp_path / "model.pth.part").write_bytes(CONTENT)
    assert fetch(sha256=SHA256).read_bytes() == CONTENT


def test_a_server_that_goes_on_at_another_place_is_not_believed(fetch: Any, server: Any) -> None:
    wrong = status(206, {"Content-Range": "bytes 7-9/400000"}, b"abc")
    server.faults = [break_off(1000), wrong]
    assert fetch(sha256=SHA256).read_bytes() == CONTENT


@pytest.mark.parametrize("fault", [hang, drip])
def test_a_server_that_stalls_is_given_up(fetch: Any, server: Any, fault: Any) -> None:
    server.has_ranges = False
    server.faults = [fault] * 9
    with pytest.raises(ModelError, match=r"gone silent|next to nothing"):
        fetch()
    assert len(server.requests) == IMPATIENT.attempts


def test_a_server_that_announces_too_much_is_not_believed(fetch: Any, server: Any) -> None:
    server.has_ranges = False
    server.faults = [lambda h, c: h.serve(c, length=len(c) + 9)] * 9
    with pytest.raises(ModelError, match="broke off at 400000 of 400009"):
        fetch()


def test_a_server_that_announces_too_little_is_caught_by_size(fetch: Any, server: Any) -> None:
    server.faults = [lambda h, c: h.serve(c, length=1000)]
    with pytest.raises(ModelError, match="1000 bytes, not 400000"):
        fetch(size=len(CONTENT))


def test_a_server_that_announces_nothing_works(fetch: Any, server: Any) -> None:
    server.faults = [lambda h, c: h.serve(c, length=-1)]
    assert fetch().read_bytes() == CONTENT


def test_and_one_that_announces_nothing_and_breaks_off_is_caught(fetch: Any, server: Any) -> None:
    server.faults = [lambda h, c: h.serve(c, length=-1, limit=1000)]
    with pytest.raises(ModelError, match="not the file that was expected"):
        fetch(size=len(CONTENT))


@pytest.mark.parametrize("size", [len(CONTENT), None])
def test_one_that_announces_nothing_and_never_ends_is_cut_off(
    server: Any, waits: Any, tmp_path: Path, size: int | None
) -> None:
    server.files["/model.pth"] = CONTENT * 50
    server.faults = [lambda h, c: h.serve(c, length=-1)]
    received: list[int] = []
    transfer = Transfer(
        IMPATIENT,
        lambda progress: received.append(progress.received),
        wait=waits,
        free_bytes=lambda _: len(CONTENT) + (64 << 20),
    )
    with pytest.raises(ModelError, match="sends more than 0 MB"):
        transfer.fetch(Download(server.url("/model.pth"), size=size), tmp_path)
    assert max(received) <= len(CONTENT)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_file_is_deleted(fetch: Any, server: Any, tmp_path: Path) -> None:
    server.files["/model.pth"] = CONTENT[::-1]
    with pytest.raises(ModelError, match="is not the file that was expected"):
        fetch(sha256=SHA256)
    assert list(tmp_path.iterdir()) == []


def test_a_login_page_is_named(fetch: Any, server: Any) -> None:
    server.faults = [status(200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>")]
    with pytest.raises(ModelError, match=r"a web page came instead of model\.pth"):
        fetch()


@pytest.mark.parametrize(
    ("code", "message"), [(404, "answers 404"), (403, "answers 403"), (407, "wants a login")]
)
def test_refusals_are_final(fetch: Any, server: Any, code: int, message: str) -> None:
    server.faults = [status(code)]
    with pytest.raises(ModelError, match=message):
        fetch()
    assert len(server.requests) == 1


def test_a_busy_server_is_asked_again_with_growing_pauses(
    fetch: Any, server: Any, waits: Any
) -> None:
    server.faults = [status(503), status(429)]
    assert fetch().read_bytes() == CONTENT
    assert waits.seconds == [1, 2]


def test_disk_space_is_checked_first(server: Any, waits: Any, tmp_path: Path) -> None:
    server.files["/model.zip"] = CONTENT
    transfer = Transfer(IMPATIENT, wait=waits, free_bytes=lambda _folder: 64 << 20)
    with pytest.raises(ModelError, match=r"needs 68 MB of disk space, 67 MB are free"):
        transfer.fetch(Download(server.url("/model.zip")), tmp_path)
    assert not (tmp_path / "model.zip").exists()


def test_a_folder_that_cannot_be_written_is_named(fetch: Any, tmp_path: Path) -> None:
    (tmp_path / "model.pth.part").mkdir()
    with pytest.raises(ModelError, match=r"model\.pth cannot be written"):
        fetch()


@pytest.mark.usefixtures("server")
def test_offline_and_proxies_are_told_apart(
    tmp_path: Path, waits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    download = Download("http://models.invalid/model.pth")
    transfer = Transfer(IMPATIENT, wait=waits)
    with pytest.raises(ModelError, match=r"models\.invalid cannot be found.*set HTTPS_PROXY"):
        transfer.fetch(download, tmp_path)
    monkeypatch.setenv("http_proxy", "http://me:secret@127.0.0.1:1")
    with pytest.raises(ModelError, match=r"through the proxy 127\.0\.0\.1.*HTTP_PROXY") as raised:
        Transfer(IMPATIENT, wait=waits).fetch(download, tmp_path)
    assert "secret" not in str(raised.value)


def test_a_proxy_is_used(
    server: Any, waits: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "http://models.invalid/model.pth"
    server.files[address] = CONTENT
    monkeypatch.setenv("http_proxy", server.url(""))
    path = Transfer(IMPATIENT, wait=waits).fetch(Download(address), tmp_path)
    assert path.read_bytes() == CONTENT
