from __future__ import annotations

import threading

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.bounded_call import BoundedCaller, CallCancelledError, CallTimedOutError
from support.waiting import wait_until


@pytest.fixture
def caller() -> BoundedCaller:
    return BoundedCaller("test-call")


def test_it_gives_what_the_call_gives(caller: BoundedCaller) -> None:
    assert caller.call(lambda: 42, 10.0) == 42


def test_it_raises_what_the_call_raises(caller: BoundedCaller) -> None:
    def fail() -> None:
        raise LookupError("as it is")

    with pytest.raises(LookupError, match="as it is"):
        caller.call(fail, 10.0)


def test_a_call_that_hangs_is_given_up(caller: BoundedCaller) -> None:
    go_on = threading.Event()
    with pytest.raises(CallTimedOutError):
        caller.call(go_on.wait, 0.02)
    go_on.set()
    assert caller.join(10.0)


def test_a_call_is_called_off(caller: BoundedCaller) -> None:
    go_on, cancel = threading.Event(), CancelToken()
    threading.Timer(0.02, cancel.cancel).start()
    with pytest.raises(CallCancelledError):
        caller.call(go_on.wait, 10.0, cancel)
    go_on.set()
    assert caller.join(10.0)


def test_while_one_hangs_no_other_is_begun(caller: BoundedCaller) -> None:
    go_on = threading.Event()
    begun: list[int] = []
    before = threading.active_count()
    for _ in range(3):
        with pytest.raises(CallTimedOutError):
            caller.call(lambda: begun.append(1) or go_on.wait(), 0.02)
    assert threading.active_count() == before + 1
    go_on.set()
    assert caller.call(lambda: len(begun), 10.0) == 1


def test_it_leaves_no_thread(caller: BoundedCaller) -> None:
    before = set(threading.enumerate())
    caller.call(lambda: None, 10.0)
    wait_until(lambda: set(threading.enumerate()) == before)


def test_calls_of_two_threads_do_not_overlap() -> None:
    caller, gate = BoundedCaller("test"), threading.Event()
    running: list[int] = []
    most: list[int] = []

    def work() -> None:
        running.append(1)
        most.append(len(running))
        gate.wait(10.0)
        running.pop()

    callers = [threading.Thread(target=lambda: caller.call(work, 10.0)) for _ in range(3)]
    for thread in callers:
        thread.start()
    with pytest.raises(CallTimedOutError):
        caller.call(work, 0.05)
    gate.set()
    for thread in callers:
        thread.join()
    assert most == [1, 1, 1]


def test_it_is_joined_while_a_call_begins(
    caller: BoundedCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined: list[bool] = []

    class Beginning(threading.Thread):
        def start(self) -> None:
            joined.append(caller.join(0.0))
            super().start()

    monkeypatch.setattr(threading, "Thread", Beginning)
    assert caller.call(lambda: 42, 10.0) == 42
    assert joined == [True]
