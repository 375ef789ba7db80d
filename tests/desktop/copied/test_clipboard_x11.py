"""The X11 clipboard on a real server, with owners that are real, slow, mute or broken."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardContent, ClipboardKind, ClipboardRequest
from speakd.desktop.copied.clipboard_x11 import X11Clipboard
from speakd.desktop.copied.selection_x11 import X11Selection
from speakd.errors import DesktopError
from speakd.testing.desktop import ClipboardConformance, SelectionConformance
from speakd.types import Notice
from support.processes import end, program
from support.waiting import wait_until
from support.x11_owner import DEATH, SILENCE, Parts, SelectionOwner, endless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.xserver import XServer

PATIENT = ClipboardRequest(timeout_s=10.0)
RICH = ClipboardRequest(timeout_s=10.0, prefer_html=True)
TEXT = "Grüße aus Ελλάδα"


class _Owner:
    """Owns a selection of a real server."""

    selection = "CLIPBOARD"

    @pytest.fixture(autouse=True)
    def _owner(self, x_server: XServer) -> Iterator[None]:
        self._display = x_server.display
        self._current: SelectionOwner | None = None
        yield
        self.put_nothing()

    def put_text(self, text: str) -> None:
        self._put({"UTF8_STRING": text.encode(), "STRING": text.encode("latin-1", "replace")})

    def put_html(self, html: str, text: str = "") -> None:
        plain = {"UTF8_STRING": text.encode()} if text else {}
        self._put({"text/html": html.encode(), **plain})

    def put_concealed(self, text: str) -> None:
        self._put({"x-kde-passwordManagerHint": b"secret", "UTF8_STRING": text.encode()})

    def put_nothing(self) -> None:
        if self._current is not None:
            self._current.close()
        self._current = None

    def put_image(self) -> None:
        self._put({"image/png": b"\x89PNG"})

    def put_silence(self) -> None:
        self._put({"TARGETS": SILENCE})

    def _put(self, content: dict[str, object]) -> None:
        self.put_nothing()
        self._current = SelectionOwner(self._display, content, selection=self.selection)


class TestX11Clipboard(_Owner, ClipboardConformance):
    def make_clipboard(self) -> X11Clipboard:
        return X11Clipboard()


class TestX11Selection(_Owner, SelectionConformance):
    selection = "PRIMARY"

    def make_selection(self) -> X11Selection:
        return X11Selection()

    def clipboard_fingerprint(self) -> object:
        self._copied: SelectionOwner | None = getattr(self, "_copied", None)
        if self._copied is None:
            self._copied = SelectionOwner(self._display, {"UTF8_STRING": b"copied"})
            return []
        with self._copied:
            return self._copied.asked


@pytest.fixture
def clipboard(x_server: XServer) -> Iterator[X11Clipboard]:
    clipboard = X11Clipboard(x_server.display)
    yield clipboard
    clipboard.close()


def read(clipboard: X11Clipboard, limits: ClipboardRequest = PATIENT) -> ClipboardContent:
    return clipboard.read(limits, CancelToken())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"image/png": b"\x89PNG", "image/bmp": b"BM"}, ClipboardKind.IMAGE),
        ({"text/uri-list": b"file:///tmp/a"}, ClipboardKind.FILES),
        ({"x-special/gnome-copied-files": b"copy", "image/png": b""}, ClipboardKind.FILES),
        ({"application/rtf": b"{}"}, ClipboardKind.OTHER),
        ({"UTF8_STRING": b""}, ClipboardKind.EMPTY),
        (
            {"x-kde-passwordManagerHint": b"secret", "UTF8_STRING": b"hunter2"},
            ClipboardKind.CONCEALED,
        ),
    ],
)
def test_what_is_not_text(
    clipboard: X11Clipboard, x_server: XServer, content: dict[str, object], kind: ClipboardKind
) -> None:
    with SelectionOwner(x_server.display, content):
        assert read(clipboard) == ClipboardContent(kind)


def test_a_secret_is_not_even_fetched(clipboard: X11Clipboard, x_server: XServer) -> None:
    content = {"x-kde-passwordManagerHint": b"secret", "UTF8_STRING": b"hunter2"}
    with SelectionOwner(x_server.display, content) as owner:
        read(clipboard)
        assert "UTF8_STRING" not in owner.asked


def test_a_hint_of_something_else_hides_nothing(clipboard: X11Clipboard, x_server: XServer) -> None:
    content = {"x-kde-passwordManagerHint": b"public", "UTF8_STRING": b"text"}
    with SelectionOwner(x_server.display, content):
        assert read(clipboard).text == "text"


def test_types_are_asked_first(clipboard: X11Clipboard, x_server: XServer) -> None:
    with SelectionOwner(x_server.display, {"UTF8_STRING": b"x", "STRING": b"y"}) as owner:
        read(clipboard)
        assert owner.asked == ["TARGETS", "UTF8_STRING"]


@pytest.mark.parametrize(
    ("content", "answers_as"),
    [
        ({"UTF8_STRING": TEXT.encode(), "STRING": b"Gr??e"}, {}),
        ({"text/plain;charset=utf-8": TEXT.encode()}, {}),
        ({"text/plain": TEXT.encode()}, {}),
        ({"TEXT": TEXT.encode(), "STRING": b"Gr??e"}, {"TEXT": "UTF8_STRING"}),
        ({"UTF8_STRING": None, "text/plain": TEXT.encode()}, {}),
        (
            {"COMPOUND_TEXT": b"Gr\xfc\xdfe aus \x1b-F" + "Ελλάδα".encode("iso8859-7")},
            {},
        ),
    ],
    ids=["utf8", "mime", "plain", "text", "refused", "compound"],
)
def test_text_in_whatever_type_it_comes(
    clipboard: X11Clipboard,
    x_server: XServer,
    content: dict[str, object],
    answers_as: dict[str, str],
) -> None:
    with SelectionOwner(x_server.display, content, answers_as=answers_as):
        assert read(clipboard).text == TEXT


def test_latin_1_is_what_string_means(clipboard: X11Clipboard, x_server: XServer) -> None:
    with SelectionOwner(x_server.display, {"STRING": b"Gr\xfc\xdfe"}):
        assert read(clipboard).text == "Grüße"


def test_an_owner_that_tells_no_types_may_have_text(
    clipboard: X11Clipboard, x_server: XServer
) -> None:
    content = {"TARGETS": None, "UTF8_STRING": b"text"}
    with SelectionOwner(x_server.display, content):
        assert read(clipboard).text == "text"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\xff\xfeb", "a\ufffd\ufffdb"),
        (b"cut \xe2\x82", "cut \ufffd"),
        (b"\xed\xa0\x80x", "\ufffd\ufffd\ufffdx"),
        (b"nul\x00inside", "nul\x00inside"),
    ],
)
def test_bytes_that_are_not_text(
    clipboard: X11Clipboard, x_server: XServer, data: bytes, text: str
) -> None:
    with SelectionOwner(x_server.display, {"UTF8_STRING": data}):
        assert read(clipboard).text == text


def test_characters_may_be_split_between_parts(clipboard: X11Clipboard, x_server: XServer) -> None:
    data = TEXT.encode()
    parts = Parts([data[at : at + 1] for at in range(len(data))])
    with SelectionOwner(x_server.display, {"UTF8_STRING": parts}):
        assert read(clipboard).text == TEXT


def test_twenty_megabytes_are_read_whole(clipboard: X11Clipboard, x_server: XServer) -> None:
    parts = Parts([b"0123456789" * 20_000] * 100)
    with SelectionOwner(x_server.display, {"UTF8_STRING": parts}):
        content = read(clipboard, ClipboardRequest(10.0, max_chars=30_000_000))
    assert (len(content.text), content.truncated) == (20_000_000, False)


def test_without_end_it_stops_at_the_limit(clipboard: X11Clipboard, x_server: XServer) -> None:
    began_s = time.monotonic()
    with SelectionOwner(x_server.display, {"UTF8_STRING": endless(b"abcde" * 1000)}):
        content = read(clipboard, ClipboardRequest(1.0, max_chars=12_345))
        again = read(clipboard, ClipboardRequest(1.0, max_chars=5))
    assert (len(content.text), content.truncated) == (12_345, True)
    assert again.text == "abcde"
    assert time.monotonic() - began_s < 5


def test_an_owner_that_hangs_in_the_middle_is_given_up(
    clipboard: X11Clipboard, x_server: XServer
) -> None:
    parts = Parts([b"some "] * 3, then_hangs=True)
    with (
        SelectionOwner(x_server.display, {"UTF8_STRING": parts}),
        pytest.raises(DesktopError) as caught,
    ):
        read(clipboard, ClipboardRequest(timeout_s=0.2))
    assert caught.value.notice is Notice.CLIPBOARD_SILENT
    assert "some" not in str(caught.value)


def test_an_owner_that_only_ever_trickles_is_given_up(
    clipboard: X11Clipboard, x_server: XServer
) -> None:
    pause = threading.Event()

    def trickle() -> Iterator[bytes]:
        while not pause.wait(0.02):
            yield b"."

    with SelectionOwner(x_server.display, {"UTF8_STRING": Parts(trickle())}):
        with pytest.raises(DesktopError):
            read(clipboard, ClipboardRequest(timeout_s=0.1))
        pause.set()


@pytest.mark.parametrize(
    "content",
    [
        {"TARGETS": DEATH},
        {"UTF8_STRING": DEATH},
        {"UTF8_STRING": Parts([b"some "], then_dies=True)},
    ],
    ids=["asked for types", "asked for text", "in the middle"],
)
def test_an_owner_that_dies_leaves_nothing(
    clipboard: X11Clipboard, x_server: XServer, content: dict[str, object]
) -> None:
    began_s = time.monotonic()
    with SelectionOwner(x_server.display, content):
        assert read(clipboard).kind is ClipboardKind.EMPTY
    assert time.monotonic() - began_s < PATIENT.timeout_s / 2


def test_late_answers_do_not_spoil_the_next_reading(
    clipboard: X11Clipboard, x_server: XServer
) -> None:
    slow = threading.Event()

    def late() -> Iterator[bytes]:
        slow.wait(10.0)
        yield b"late"

    with SelectionOwner(x_server.display, {"UTF8_STRING": Parts(late())}):
        with pytest.raises(DesktopError):
            read(clipboard, ClipboardRequest(timeout_s=0.05))
        slow.set()
    with SelectionOwner(x_server.display, {"UTF8_STRING": b"fresh"}):
        assert read(clipboard).text == "fresh"


def test_a_cancelled_reading_does_not_go_on(clipboard: X11Clipboard, x_server: XServer) -> None:
    cancel = CancelToken()
    timer = threading.Timer(0.05, cancel.cancel)
    with SelectionOwner(x_server.display, {"TARGETS": SILENCE}):
        timer.start()
        content = clipboard.read(PATIENT, cancel)
        assert content.kind is ClipboardKind.EMPTY
    with SelectionOwner(x_server.display, {"UTF8_STRING": b"next"}):
        assert read(clipboard, ClipboardRequest(timeout_s=1.0)).text == "next"
    timer.join()


def test_what_is_selected_is_not_what_was_copied(
    clipboard: X11Clipboard, x_server: XServer
) -> None:
    selection = X11Selection(x_server.display)
    with (
        SelectionOwner(x_server.display, {"UTF8_STRING": b"marked"}, selection="PRIMARY"),
        SelectionOwner(x_server.display, {"UTF8_STRING": b"copied"}),
    ):
        found = selection.read(PATIENT, CancelToken())
        assert (found.text, read(clipboard).text) == ("marked", "copied")
    assert selection.read(PATIENT, CancelToken()).kind is ClipboardKind.EMPTY
    selection.close()


def test_html_of_older_programs_is_utf_16(clipboard: X11Clipboard, x_server: XServer) -> None:
    html = "<p>Größe 日本</p>"
    for data in (html.encode("utf-16"), html.encode("utf-16-le"), html.encode("utf-8-sig")):
        with SelectionOwner(x_server.display, {"text/html": Parts([data[:1], data[1:]])}):
            content = read(clipboard)
        assert (content.text, content.is_html) == (html, True)


def test_an_image_with_html_about_it_is_an_image(
    clipboard: X11Clipboard, x_server: XServer
) -> None:
    content = {"text/html": b"<img src='x'>", "image/png": b"\x89PNG"}
    with SelectionOwner(x_server.display, content) as owner:
        assert read(clipboard, RICH).kind is ClipboardKind.IMAGE
        assert owner.asked == ["TARGETS"]


def test_a_program_that_refuses_its_html_is_asked_for_its_text(
    clipboard: X11Clipboard, x_server: XServer
) -> None:
    with SelectionOwner(x_server.display, {"text/html": None, "UTF8_STRING": b"text"}):
        content = read(clipboard, RICH)
    assert (content.text, content.is_html) == ("text", False)


def test_a_cancelled_owner_is_let_come_to_its_end(
    clipboard: X11Clipboard, x_server: XServer
) -> None:
    cancel, go_on = CancelToken(), threading.Event()

    def parts() -> Iterator[bytes]:
        yield b"first"
        cancel.cancel()
        go_on.wait(10.0)
        yield from [b"more"] * 5

    with SelectionOwner(x_server.display, {"UTF8_STRING": Parts(parts())}) as owner:
        assert clipboard.read(PATIENT, cancel).kind is ClipboardKind.EMPTY
        go_on.set()
        wait_until(lambda: owner.finished)


@pytest.fixture
def xclip(own_x_server: XServer) -> Iterator[Callable[[bytes], subprocess.Popen[bytes]]]:
    """Starts a real tool that owns the clipboard of a server of its own."""
    started: list[subprocess.Popen[bytes]] = []

    def start(content: bytes) -> subprocess.Popen[bytes]:
        tool = subprocess.Popen(
            [program("xclip"), "-quiet", "-selection", "clipboard"],
            env={**os.environ, **own_x_server.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(tool)
        assert tool.stdin is not None
        tool.stdin.write(content)
        tool.stdin.close()
        return tool

    yield start
    for tool in started:
        end(tool)


@pytest.fixture
def own_clipboard(own_x_server: XServer) -> Iterator[X11Clipboard]:
    clipboard = X11Clipboard(own_x_server.display)
    yield clipboard
    clipboard.close()


@pytest.mark.parametrize("size", [5, 6_000_000])
def test_a_real_tool_survives_an_early_stop(
    own_clipboard: X11Clipboard,
    xclip: Callable[[bytes], subprocess.Popen[bytes]],
    size: int,
) -> None:
    xclip(b"x" * size)
    wait_until(lambda: len(read(own_clipboard).text) == size)
    assert read(own_clipboard, ClipboardRequest(10.0, max_chars=3)).text == "xxx"
    assert len(read(own_clipboard).text) == size


def test_a_real_tool_survives_being_given_up(
    own_clipboard: X11Clipboard, xclip: Callable[[bytes], subprocess.Popen[bytes]]
) -> None:
    tool = xclip(b"slow")
    wait_until(lambda: read(own_clipboard).text == "slow")
    for _ in range(3):
        tool.send_signal(signal.SIGSTOP)
        with pytest.raises(DesktopError):
            read(own_clipboard, ClipboardRequest(timeout_s=0.05))
        tool.send_signal(signal.SIGCONT)
        assert read(own_clipboard).text == "slow"
    assert tool.poll() is None


def test_a_copy_may_replace_another_at_any_moment(
    own_clipboard: X11Clipboard, xclip: Callable[[bytes], subprocess.Popen[bytes]]
) -> None:
    for number in range(10):
        xclip(b"%d" % number)
        wait_until(lambda text=str(number): read(own_clipboard).text == text)


def test_it_comes_back_after_the_server_died(own_x_server: XServer) -> None:
    clipboard = X11Clipboard(own_x_server.display)
    clipboard.probe()
    own_x_server.kill()
    with pytest.raises(DesktopError, match="cannot reach") as caught:
        read(clipboard)
    assert caught.value.notice is Notice.CLIPBOARD_UNAVAILABLE
    process = subprocess.Popen(
        [program("Xvfb"), own_x_server.display, "-nolisten", "tcp", "-noreset", "-ac"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _is_reachable(clipboard))
        with SelectionOwner(own_x_server.display, {"UTF8_STRING": b"back"}):
            assert read(clipboard).text == "back"
        clipboard.close()
    finally:
        end(process)


def _is_reachable(clipboard: X11Clipboard) -> bool:
    try:
        clipboard.probe()
    except DesktopError:
        return False
    return True


def test_without_a_display_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    clipboard = X11Clipboard()
    for use in (clipboard.probe, lambda: read(clipboard)):
        with pytest.raises(DesktopError, match="DISPLAY is not set") as caught:
            use()
        assert caught.value.notice is Notice.CLIPBOARD_UNAVAILABLE
