"""X servers that are not there, die, or hang, for every hotkey backend of X11."""

from __future__ import annotations

import gc
import signal
import threading
import time
from typing import TYPE_CHECKING, TypeAlias

import pytest

from speakd.errors import DesktopError
from support.waiting import wait_until
from support.x11_keys import Keyboard
from support.x11_listeners import (
    IMPATIENT_SOURCES,
    PATIENCE_S,
    READ,
    READ_KEYS,
    SOURCES,
    supervised,
)
from support.xserver import server_again

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.desktop.hotkeys.chord_source import ChordSource
    from speakd.desktop.hotkeys.supervised_hotkey import SupervisedHotkeyListener
    from support.xserver import XServer

Source: TypeAlias = "Callable[[], ChordSource]"


@pytest.fixture(params=["XGrabKey", "pynput"])
def source(request: pytest.FixtureRequest) -> Source:
    return SOURCES[request.param]


def test_it_comes_back_when_the_server_does(own_x_server: XServer, source: Source) -> None:
    fired = threading.Event()
    listener = supervised(source)
    listener.start({READ: fired.set})
    try:
        own_x_server.kill()
        wait_until(lambda: not listener.status().alive)
        wait_until(lambda: "cannot reach" in listener.status().problem)
        with server_again(own_x_server.display):
            wait_until(lambda: listener.status().alive)
            status = listener.status()
            assert (status.restarts, status.problem) == (1, "")
            keyboard = Keyboard(own_x_server.display)
            keyboard.press(*READ_KEYS)
            assert fired.wait(PATIENCE_S)
            keyboard.close()
            listener.stop()
    finally:
        listener.stop()


def test_without_a_display_it_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, source: Source
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    listener = supervised(source)
    with pytest.raises(DesktopError, match=r"^no display: .*speakd read") as caught:
        listener.start({READ: lambda: None})
    assert "\n" not in str(caught.value)
    assert listener.status().problem == str(caught.value)
    listener.stop()


def test_a_display_that_is_not_there_is_an_error(
    monkeypatch: pytest.MonkeyPatch, source: Source
) -> None:
    monkeypatch.setenv("DISPLAY", ":60999")
    with pytest.raises(DesktopError, match="cannot reach the X server :60999"):
        supervised(source).start({READ: lambda: None})


def test_after_a_failed_start_it_may_be_started_again(
    monkeypatch: pytest.MonkeyPatch, x_server: XServer, keyboard: Keyboard, source: Source
) -> None:
    fired = threading.Event()
    listener = supervised(source)
    monkeypatch.setenv("DISPLAY", ":60999")
    with pytest.raises(DesktopError):
        listener.start({READ: fired.set})
    monkeypatch.setenv("DISPLAY", x_server.display)
    listener.start({READ: fired.set})
    keyboard.press(*READ_KEYS)
    assert fired.wait(PATIENCE_S)
    listener.stop()


@pytest.mark.usefixtures("x_server")
def test_stopping_is_quick_and_leaves_no_thread(source: Source) -> None:
    before = set(threading.enumerate())
    listener = supervised(source)
    listener.start({READ: lambda: None})
    assert set(threading.enumerate()) > before
    began_s = time.monotonic()
    listener.stop()
    assert time.monotonic() - began_s < 1.0
    assert set(threading.enumerate()) == before


@pytest.mark.parametrize("name", list(IMPATIENT_SOURCES))
def test_a_server_that_hangs_hangs_neither_start_nor_stop(own_x_server: XServer, name: str) -> None:
    impatient = IMPATIENT_SOURCES[name]
    before = set(threading.enumerate())
    own_x_server.kill()
    with server_again(own_x_server.display) as server:
        listener = supervised(impatient)
        wait_until(lambda: _starts(listener))
        server.send_signal(signal.SIGSTOP)
        began_s = time.monotonic()
        with pytest.raises(DesktopError, match="does not answer"):
            supervised(impatient).start({READ: lambda: None})
        listener.stop()
        took_s = time.monotonic() - began_s
        server.send_signal(signal.SIGCONT)
        assert took_s < 5
        wait_until(lambda: set(threading.enumerate()) == before)
    gc.collect()  # a connection left open would be noticed now


def _starts(listener: SupervisedHotkeyListener) -> bool:
    try:
        listener.start({READ: lambda: None})
    except DesktopError:
        return False
    return True
