"""The main thread of a macOS program: Cocoa's event loop.

Hot keys of Carbon and the status bar are served from the application's event queue
(`ReceiveNextEvent`, which `-[NSApplication run]` calls); a bare `CFRunLoopRun` takes nothing from
it, so handlers would be installed and never called. What is known to work does the same: the
crate global-hotkey and the package quickmachotkey ask for a running NSApplication.
`-[NSApplication stop:]` is looked at only after an event, hence the empty one that follows it.
"""

from __future__ import annotations

import ctypes
import logging
import select
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from speakd.desktop.main_loop import MainLoop

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

_log = logging.getLogger(__name__)

_FRAMEWORK = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"

_NO_DOCK_ICON = 1  # NSApplicationActivationPolicyAccessory
_APPLICATION_DEFINED = 15  # NSEventTypeApplicationDefined


def has_desktop(load: Callable[[str], Any] = ctypes.CDLL) -> bool:
    """Tell whether this process belongs to a desktop session, as one of a remote shell does not."""
    services = load(_FRAMEWORK)
    services.CGSessionCopyCurrentDictionary.restype = ctypes.c_void_p
    return bool(services.CGSessionCopyCurrentDictionary())


class CocoaMainThread:
    """The main thread, seen from any other."""

    def is_current(self) -> bool:
        """Tell whether this is it."""
        return threading.current_thread() is threading.main_thread()

    def post(self, call: Callable[[], None]) -> None:
        """Have it make a call as soon as its loop runs; in order. Any thread."""
        from Foundation import NSOperationQueue  # noqa: PLC0415, on macOS only

        def run() -> None:
            try:
                call()
            except Exception:  # noqa: BLE001, Cocoa would end the process
                _log.exception("a call on the main thread failed")

        NSOperationQueue.mainQueue().addOperationWithBlock_(run)


class App(Protocol):
    """What is needed of an `NSApplication`; on the main thread."""

    def run(self) -> None:
        """Serve events until stopped."""

    def stop(self) -> None:
        """Have `run` return."""


class CocoaMainLoop(MainLoop):
    """Runs the application's event loop, without an icon in the Dock.

    Args:
        new_app: Gives the application.
        post: Has the main thread make a call once its loop runs.
    """

    def __init__(
        self,
        new_app: Callable[[], App] | None = None,
        post: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        self._app = (new_app or CocoaApp)()
        self._post = post or CocoaMainThread().post

    def run_until_readable(self, end: socket.socket) -> None:
        """See `MainLoop`."""

        def watch() -> None:
            with suppress(OSError, ValueError):  # closed: who waited was interrupted
                select.select([end], [], [])
                self._post(self._app.stop)

        watcher = threading.Thread(target=watch, name="speakd-main-loop-end", daemon=True)
        watcher.start()
        self._app.run()
        watcher.join()


class CocoaApp:
    """`App` of the running macOS.

    Raises:
        ImportError: The bindings to macOS are missing.
    """

    def __init__(self) -> None:
        import AppKit  # noqa: PLC0415, on macOS only

        self._event_class: Any = AppKit.NSEvent
        self._app: Any = AppKit.NSApplication.sharedApplication()
        self._app.setActivationPolicy_(_NO_DOCK_ICON)

    def run(self) -> None:
        """See `App`."""
        self._app.run()

    def stop(self) -> None:
        """See `App`."""
        self._app.stop_(None)
        make = self._event_class.otherEventWithType_location_modifierFlags_timestamp_windowNumber_context_subtype_data1_data2_  # noqa: E501, Apple's name
        event = make(_APPLICATION_DEFINED, (0.0, 0.0), 0, 0.0, 0, None, 0, 0, 0)
        self._app.postEvent_atStart_(event, True)  # noqa: FBT003, Cocoa takes no keywords
