from __future__ import annotations

import os
import signal
import threading

import pytest

from speakd.app.stop_signals import StopSignals
from speakd.desktop.main_loop import PlainMainLoop


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_wait(number: signal.Signals) -> None:
    with StopSignals() as stop:
        assert not stop.received
        threading.Timer(0.01, os.kill, (os.getpid(), number)).start()
        stop.wait(PlainMainLoop())
        assert stop.received


def test_a_signal_before_the_wait_is_not_lost() -> None:
    with StopSignals() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        stop.wait(PlainMainLoop())


def test_another_signal_does_not_end_the_wait() -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: None)
    try:
        with StopSignals() as stop:
            os.kill(os.getpid(), signal.SIGUSR1)
            threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGTERM)).start()
            stop.wait(PlainMainLoop())
            assert stop.received
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_the_handlers_of_before_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with StopSignals():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
