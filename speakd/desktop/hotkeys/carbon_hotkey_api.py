"""Carbon's hot keys. The functions are those of CarbonEvents.h and CarbonEventsCore.h."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable

_FRAMEWORK = "/System/Library/Frameworks/Carbon.framework/Carbon"

_NOT_HANDLED = -9874  # eventNotHandledErr
_KEY_PRESSED = 5  # kEventHotKeyPressed
_EXCLUSIVE = 1  # kEventHotKeyExclusive


def four_characters(code: str) -> int:
    """Give the number that Apple writes as four characters (`OSType`)."""
    return int.from_bytes(code.encode("ascii"), "big")


_SIGNATURE = four_characters("spkd")
_KEYBOARD = four_characters("keyb")  # kEventClassKeyboard
_DIRECT_OBJECT = four_characters("----")  # kEventParamDirectObject
_HOT_KEY_ID = four_characters("hkid")  # typeEventHotKeyID


class EventHotKeyID(ctypes.Structure):
    """Which hot key: whose, and its number."""

    _fields_: ClassVar = [("signature", ctypes.c_uint32), ("id", ctypes.c_uint32)]


class EventTypeSpec(ctypes.Structure):
    """Which events a handler is for."""

    _fields_: ClassVar = [("event_class", ctypes.c_uint32), ("event_kind", ctypes.c_uint32)]


_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class CarbonApi:
    """`HotkeyApi` of the running macOS; on the main thread only.

    The target is the event dispatcher's, which sees events before any window does.

    Args:
        load: Loads a framework.
    """

    def __init__(self, load: Callable[[str], Any] = ctypes.CDLL) -> None:
        self._carbon = load(_FRAMEWORK)
        pointer, number, count = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_ulong
        out = ctypes.POINTER(pointer)
        for function, result, arguments in (
            ("GetEventDispatcherTarget", pointer, ()),
            (
                "InstallEventHandler",
                ctypes.c_int32,
                (pointer, _HANDLER, count, ctypes.POINTER(EventTypeSpec), pointer, out),
            ),
            ("RemoveEventHandler", ctypes.c_int32, (pointer,)),
            (
                "RegisterEventHotKey",
                ctypes.c_int32,
                (number, number, EventHotKeyID, pointer, number, out),
            ),
            ("UnregisterEventHotKey", ctypes.c_int32, (pointer,)),
            (
                "GetEventParameter",
                ctypes.c_int32,
                (
                    *(pointer, number, number, ctypes.POINTER(number)),
                    *(count, ctypes.POINTER(count), ctypes.POINTER(EventHotKeyID)),
                ),
            ),
        ):
            called = getattr(self._carbon, function)
            called.restype, called.argtypes = result, arguments
        self._callback: Any = None
        self._handler = pointer()
        self._hotkeys: dict[int, ctypes.c_void_p] = {}

    def install(self, on_number: Callable[[int], None]) -> int:
        """See `HotkeyApi`."""

        def handle(_next: int | None, event: int | None, _data: int | None) -> int:
            pressed = EventHotKeyID()
            status = self._carbon.GetEventParameter(
                *(event, _DIRECT_OBJECT, _HOT_KEY_ID, None),
                *(ctypes.sizeof(pressed), None, ctypes.byref(pressed)),
            )
            if status or pressed.signature != _SIGNATURE or pressed.id not in self._hotkeys:
                return _NOT_HANDLED
            on_number(pressed.id)
            return 0

        self._callback = _HANDLER(handle)  # Carbon holds no reference to it
        spec = EventTypeSpec(_KEYBOARD, _KEY_PRESSED)
        return int(
            self._carbon.InstallEventHandler(
                *(self._carbon.GetEventDispatcherTarget(), self._callback, 1),
                *(ctypes.byref(spec), None, ctypes.byref(self._handler)),
            )
        )

    def register(self, number: int, key_code: int, modifiers: int, *, exclusive: bool) -> int:
        """See `HotkeyApi`."""
        hotkey = ctypes.c_void_p()
        status = self._carbon.RegisterEventHotKey(
            *(key_code, modifiers, EventHotKeyID(_SIGNATURE, number)),
            self._carbon.GetEventDispatcherTarget(),
            *(_EXCLUSIVE if exclusive else 0, ctypes.byref(hotkey)),
        )
        if not status:
            self._hotkeys[number] = hotkey
        return int(status)

    def unregister(self, number: int) -> None:
        """See `HotkeyApi`."""
        self._carbon.UnregisterEventHotKey(self._hotkeys.pop(number))

    def remove(self) -> None:
        """See `HotkeyApi`."""
        self._carbon.RemoveEventHandler(self._handler)
        self._callback = None
