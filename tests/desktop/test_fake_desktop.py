from __future__ import annotations

import threading

import pytest

from speakd.cancel import CancelToken
from speakd.chord import Chord, parse_chord
from speakd.desktop.api import ClipboardKind, ClipboardRequest
from speakd.errors import DesktopError
from speakd.testing.desktop import (
    ClipboardConformance,
    FakeClipboard,
    FakeHotkeyListener,
    FakeSelection,
    HotkeyConformance,
    SelectionConformance,
)

READ = parse_chord("ctrl+option+cmd+p")


class _FakeOwner:
    """Copies to a fake."""

    fake: FakeClipboard | FakeSelection

    def put_text(self, text: str) -> None:
        self.fake.silent.clear()
        self.fake.put(text)

    def put_html(self, html: str, text: str = "") -> None:
        self.fake.put(text, html)

    def put_concealed(self, text: str) -> None:
        self.fake.put(text)
        self.fake.kind = ClipboardKind.CONCEALED

    def put_nothing(self) -> None:
        self.put_text("")

    def put_image(self) -> None:
        self.fake.kind = ClipboardKind.IMAGE

    def put_silence(self) -> None:
        self.fake.silent.set()


class TestFakeClipboard(_FakeOwner, ClipboardConformance):
    def make_clipboard(self) -> FakeClipboard:
        self.fake = FakeClipboard()
        return self.fake


class TestFakeSelection(_FakeOwner, SelectionConformance):
    def make_selection(self) -> FakeSelection:
        self.fake = FakeSelection()
        return self.fake


class TestFakeHotkeyListener(HotkeyConformance):
    def make_listener(self) -> FakeHotkeyListener:
        self.fake = FakeHotkeyListener()
        return self.fake

    def press(self, chord: Chord) -> None:
        self.fake.press(chord)


def test_a_fake_clipboard_fails_on_demand() -> None:
    clipboard = FakeClipboard("text")
    clipboard.error = DesktopError("broken")
    with pytest.raises(DesktopError, match="broken"):
        clipboard.probe()
    with pytest.raises(DesktopError, match="broken"):
        clipboard.read(ClipboardRequest(), CancelToken())


def test_a_fake_listener_fails_on_demand() -> None:
    listener = FakeHotkeyListener(DesktopError("broken"))
    with pytest.raises(DesktopError, match="broken"):
        listener.start({})
    assert listener.status().problem == "broken"


def test_a_fake_press_has_been_heard_when_it_returns() -> None:
    listener = FakeHotkeyListener()
    threads: list[threading.Thread] = []
    listener.start({READ: lambda: threads.append(threading.current_thread())})
    listener.press(READ)
    assert threads
    assert threads[0] is not threading.current_thread()
