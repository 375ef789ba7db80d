from __future__ import annotations

import os
import queue
import signal
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from speakd.desktop.macos_main_loop import CocoaMainLoop, CocoaMainThread, has_desktop
from speakd.desktop.main_loop import MainLoop, PlainMainLoop
from speakd.desktop.session import main_loop
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class App:
    """Cocoa's application: a queue of what the main thread is to do."""

    def __init__(self) -> None:
        self.todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._runs = False

    def run(self) -> None:
        self._runs = True
        while self._runs:
            self.todo.get(timeout=10)()

    def stop(self) -> None:
        assert threading.current_thread() is threading.main_thread()
        self._runs = False


@pytest.fixture(params=["plain", "cocoa"])
def loop(request: pytest.FixtureRequest) -> MainLoop:
    if request.param == "plain":
        return PlainMainLoop()
    app = App()
    return CocoaMainLoop(lambda: app, app.todo.put)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    first, second = socket.socketpair()
    with first, second:
        yield first, second


def test_it_ends_when_there_is_something_to_read(
    loop: MainLoop, ends: tuple[socket.socket, socket.socket]
) -> None:
    woken, waker = ends
    for _ in range(2):
        threading.Timer(0.01, waker.send, (b"x",)).start()
        loop.run_until_readable(woken)
        assert woken.recv(8) == b"x"


def test_what_could_be_read_before_ends_it_at_once(
    loop: MainLoop, ends: tuple[socket.socket, socket.socket]
) -> None:
    woken, waker = ends
    waker.send(b"x")
    loop.run_until_readable(woken)
    assert woken.recv(8) == b"x"


def test_work_beside_it_ends_it(loop: MainLoop) -> None:
    done: list[str] = []
    loop.run_beside(lambda: done.append("work"))
    assert done == ["work"]


def test_what_the_work_raises_is_raised(loop: MainLoop) -> None:
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        loop.run_beside(fail)


def test_cocoas_loop_goes_on_while_the_work_does() -> None:
    app = App()
    served = threading.Event()

    def work() -> None:
        app.todo.put(served.set)
        assert served.wait(10)

    CocoaMainLoop(lambda: app, app.todo.put).run_beside(work)


def test_whoever_will_not_wait_for_the_work_need_not() -> None:
    app = App()
    release = threading.Event()

    def work() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        release.wait(10)

    with pytest.raises(KeyboardInterrupt):
        CocoaMainLoop(lambda: app, app.todo.put).run_beside(work)
    release.set()


def test_who_is_interrupted_leaves_nobody_behind_who_complains() -> None:
    class Interrupted(App):
        def run(self) -> None:
            raise KeyboardInterrupt

    closed, other = socket.socketpair()
    closed.close()
    other.close()
    app = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        CocoaMainLoop(lambda: app, app.todo.put).run_until_readable(closed)
    wait_until(lambda: "speakd-main-loop-end" not in [one.name for one in threading.enumerate()])


def test_the_main_thread_knows_itself() -> None:
    main = CocoaMainThread()
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(main.is_current()))
    thread.start()
    thread.join()
    assert (main.is_current(), found) == (True, [False])


@pytest.mark.parametrize(("session", "answer"), [(None, False), (0x5E55, True)])
def test_a_remote_shell_has_no_desktop(session: int | None, *, answer: bool) -> None:
    assert has_desktop(lambda _: Framework(session)) is answer


class Framework:
    """A framework with one function."""

    def __init__(self, session: int | None) -> None:
        class Function:
            restype: object = None

            def __call__(self) -> int | None:
                return session

        self.CGSessionCopyCurrentDictionary = Function()


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_elsewhere_the_main_thread_only_waits(platform: str) -> None:
    assert isinstance(main_loop(platform), PlainMainLoop)
