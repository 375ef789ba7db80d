"""Key events of macOS, through pynput."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from speakd.desktop.hotkeys.key_events import KeyEvent
from speakd.desktop.hotkeys.physical_keys import MACOS_KEY_CODES
from speakd.desktop.hotkeys.pynput_source import Listener, PynputSource
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Collection

_log = logging.getLogger(__name__)

ListenerFactory: TypeAlias = Callable[
    [Callable[[KeyEvent], None], Callable[[], None], Callable[[], None]], Listener
]
"""Makes pynput's listener from `on_event`, `on_ready` and `on_finished`."""

KEY_DOWN, KEY_UP = 10, 11
"""`kCGEventKeyDown` and `kCGEventKeyUp`."""

TAP_DISABLED = (0xFFFFFFFE, 0xFFFFFFFF)
"""`kCGEventTapDisabledByTimeout` and `…ByUserInput`: macOS has turned the tap off."""

_FLAGS = {0x20000: "shift", 0x40000: "ctrl", 0x80000: "alt", 0x100000: "cmd"}
"""The bits of `CGEventFlags` that are modifiers; CapsLock, fn and the keypad are not."""

_KEYS = {code: key for key, code in MACOS_KEY_CODES.items()}

PERMISSION_REMEDY = (
    "allow your terminal (or Python) in System Settings > Privacy & Security > Input Monitoring "
    "and > Accessibility, then start speakd again; `speakd read` works without"
)


def key_event(event_type: int, key_code: int, flags: int) -> KeyEvent | None:
    """Read a Quartz event: option+p writes a letter of its own, but its key code stays 35.

    Args:
        event_type: Its `CGEventType`.
        key_code: Its virtual key code.
        flags: Its `CGEventFlags`.

    Returns:
        The event in our words; None where no chord can have that key.
    """
    key = _KEYS.get(key_code)
    if key is None or event_type not in {KEY_DOWN, KEY_UP}:
        return None
    held = frozenset(name for bit, name in _FLAGS.items() if flags & bit)
    return KeyEvent(key, event_type == KEY_DOWN, held, time.monotonic())


def may_listen() -> bool:
    """Ask macOS whether this process may see key events; if not, have it ask the user."""
    import HIServices  # noqa: PLC0415, it comes with pynput
    import Quartz  # type: ignore[import-not-found]  # noqa: PLC0415, on macOS only

    if HIServices.AXIsProcessTrusted() or Quartz.CGPreflightListenEventAccess():
        return True
    Quartz.CGRequestListenEventAccess()
    return False


class MacosKeySource(PynputSource):
    """pynput's event tap, read by virtual key code and event flags.

    Args:
        permitted: Tells whether macOS lets this process listen.
        new_listener: Makes pynput's listener from the callbacks for an event, for the moment
            from which on presses are noticed, and for its end.
    """

    ended = "macOS ended the listening for keys; it is begun again by itself"

    def __init__(
        self,
        permitted: Callable[[], bool] = may_listen,
        new_listener: ListenerFactory | None = None,
    ) -> None:
        super().__init__()
        self._permitted = permitted
        self._new_listener = new_listener or _listener

    def _make_listener(
        self,
        keys: Collection[str],
        on_event: Callable[[KeyEvent], None],
        on_ready: Callable[[], None],
        on_finished: Callable[[], None],
    ) -> Listener:
        if missing := sorted(set(keys) - set(MACOS_KEY_CODES)):
            raise DesktopError(
                f"no Mac keyboard has the key {missing[0]!r}",
                remedy="choose another key in [hotkeys] of the configuration",
            )
        if not self._permitted():
            raise DesktopError("macOS does not let speakd see the keys", remedy=PERMISSION_REMEDY)
        return self._new_listener(on_event, on_ready, on_finished)

    def _refusal(self) -> DesktopError:
        return DesktopError("macOS gave no event tap", remedy=PERMISSION_REMEDY)


def _listener(
    on_event: Callable[[KeyEvent], None],
    on_ready: Callable[[], None],
    on_finished: Callable[[], None],
) -> Listener:
    """Make pynput's listener. The class is made here because pynput exists for one platform."""
    import Quartz  # noqa: PLC0415, on macOS only
    from pynput import keyboard  # noqa: PLC0415, on macOS it loads the system frameworks

    class Hook(keyboard.Listener):  # type: ignore[misc]  # pynput has no type hints
        def run(self) -> None:
            try:
                super().run()
            finally:
                on_finished()

        def _run(self) -> None:
            # One step past pynput's own method, which asks for the input source outside of the
            # main thread; macOS 14 ends the process for that. We need no layout.
            super(keyboard.Listener, self)._run()

        def _mark_ready(self) -> None:
            super()._mark_ready()
            if self._loop is not None:  # else there is no tap, and the thread ends now
                on_ready()

        def _handle_message(
            self,
            _proxy: object,
            event_type: int,
            event: Any,
            _refcon: object,
            _injected: bool,  # noqa: FBT001, pynput's signature
        ) -> None:
            if event_type in TAP_DISABLED:
                _log.debug("macOS turned the event tap off")
                self.stop()
                return
            code = Quartz.CGEventGetIntegerValueField(event, Quartz.kCGKeyboardEventKeycode)
            told = key_event(event_type, code, Quartz.CGEventGetFlags(event))
            if told is not None:
                on_event(told)

    return cast("Listener", Hook())
