"""Key events of Windows, through pynput."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from speakd.desktop.hotkeys.key_events import LEVEL_SHIFT, KeyEvent
from speakd.desktop.hotkeys.physical_keys import WINDOWS_EXTENDED, WINDOWS_SCAN_CODES
from speakd.desktop.hotkeys.pynput_source import Listener, PynputSource
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Collection

ListenerFactory: TypeAlias = Callable[
    [Callable[[int, Any], bool], Callable[[], None], Callable[[], None]], Listener
]
"""Makes pynput's listener from the event filter, `on_ready` and `on_finished`."""

_PRESSES = frozenset({0x0100, 0x0104})
"""`WM_KEYDOWN` and `WM_SYSKEYDOWN`; the latter while alt is held."""

_EXTENDED_FLAG = 0x01
"""`LLKHF_EXTENDED`."""

_ALTGR_CTRL_SCAN_CODE = 0x21D
"""Of the ctrl press that Windows makes up when AltGr is pressed."""

_RIGHT_ALT = 0xA5
_MODIFIER_KEYS = {"shift": (0x10,), "ctrl": (0x11,), "alt": (0x12,), "cmd": (0x5B, 0x5C)}
"""Virtual keys that are down while a modifier is held."""

_KEYS = {code: key for key, code in WINDOWS_SCAN_CODES.items()}


class KeyboardState(Protocol):
    """What Windows is asked about the keyboard."""

    def is_down(self, virtual_key: int) -> bool:
        """Tell whether a key is down now."""

    def scan_code(self, virtual_key: int) -> int:
        """Give the scan code of a key under the current layout."""


class User32:
    """`KeyboardState` of the running Windows."""

    def __init__(self) -> None:
        import ctypes  # noqa: PLC0415, `windll` exists on Windows only

        self._user32: Any = vars(ctypes)["windll"].user32

    def is_down(self, virtual_key: int) -> bool:
        """See `KeyboardState`."""
        return bool(self._user32.GetAsyncKeyState(virtual_key) & 0x8000)

    def scan_code(self, virtual_key: int) -> int:
        """See `KeyboardState`."""
        return int(self._user32.MapVirtualKeyW(virtual_key, 0))


class WindowsKeys:
    """Reads the events of a low-level keyboard hook; use it inside the hook."""

    def __init__(self, state: KeyboardState) -> None:
        self._state = state
        self._altgr = False

    def read(self, message: int, virtual_key: int, scan_code: int, flags: int) -> KeyEvent | None:
        """Read an event.

        Args:
            message: `WM_KEYDOWN` or one of its kin.
            virtual_key: `vkCode` of the `KBDLLHOOKSTRUCT`.
            scan_code: Its `scanCode`; 0 in events of programs that do not care for it.
            flags: Its `flags`.

        Returns:
            The event in our words; None where no chord can have that key.
        """
        pressed = message in _PRESSES
        if scan_code == _ALTGR_CTRL_SCAN_CODE:
            self._altgr = pressed
            return None
        place = scan_code or self._state.scan_code(virtual_key)
        key = _KEYS.get(place + (WINDOWS_EXTENDED if flags & _EXTENDED_FLAG else 0))
        if key is None:
            return None
        return KeyEvent(key, pressed, self._held(), time.monotonic())

    def _held(self) -> frozenset[str]:
        held = {
            name
            for name, keys in _MODIFIER_KEYS.items()
            if any(self._state.is_down(key) for key in keys)
        }
        if self._altgr and self._state.is_down(_RIGHT_ALT):
            held.add(LEVEL_SHIFT)
        return frozenset(held)


class WindowsKeySource(PynputSource):
    """pynput's low-level hook, read by scan code.

    Args:
        new_state: Gives the keyboard's state.
        new_listener: Makes pynput's listener.
    """

    ended = "Windows ended the keyboard hook; it is set again by itself"

    def __init__(
        self,
        new_state: Callable[[], KeyboardState] = User32,
        new_listener: ListenerFactory | None = None,
    ) -> None:
        super().__init__()
        self._new_state = new_state
        self._new_listener = new_listener or _listener

    def _make_listener(
        self,
        keys: Collection[str],  # noqa: ARG002, the hook hears every key anyway
        on_event: Callable[[KeyEvent], None],
        on_ready: Callable[[], None],
        on_finished: Callable[[], None],
    ) -> Listener:
        reader = WindowsKeys(self._new_state())

        def event_filter(message: int, data: Any) -> bool:
            event = reader.read(message, data.vkCode, data.scanCode, data.flags)
            if event is not None:
                on_event(event)
            return False  # pynput has nothing left to do with it; the key itself goes its way

        return self._new_listener(event_filter, on_ready, on_finished)

    def _refusal(self) -> DesktopError:
        return DesktopError(
            "Windows gave no keyboard hook",
            remedy="`speakd read` still works: bind it to a key by a shortcut",
        )


def _listener(
    event_filter: Callable[[int, Any], bool],
    on_ready: Callable[[], None],
    on_finished: Callable[[], None],
) -> Listener:
    """Make pynput's listener. The class is made here because pynput exists for one platform."""
    from pynput import keyboard  # noqa: PLC0415, see above

    class Hook(keyboard.Listener):  # type: ignore[misc]  # pynput has no type hints
        def run(self) -> None:
            try:
                super().run()
            finally:
                on_finished()

        def _mark_ready(self) -> None:
            super()._mark_ready()
            on_ready()

    return cast("Listener", Hook(win32_event_filter=event_filter))
