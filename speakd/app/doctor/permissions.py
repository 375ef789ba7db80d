"""What macOS permits: seeing other programs' keys, and whether somebody types a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from speakd.app.doctor.check import Finding, note, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

_GRANTED = 0  # kIOHIDAccessTypeGranted
_LISTEN = 1  # kIOHIDRequestTypeListenEvent
_FRAMEWORKS = "/System/Library/Frameworks"
_SETTINGS = "System Settings, Privacy & Security"


class Permissions(Protocol):
    """What is asked of macOS. The answers hold for the program that asks and its parent."""

    def accessibility(self) -> bool:
        """Tell whether Accessibility is granted."""

    def input_monitoring(self) -> bool:
        """Tell whether Input Monitoring is granted."""

    def secure_input(self) -> bool:
        """Tell whether a program hides all keys, as a field for a password does."""


def check_permissions(permissions: Permissions) -> Iterator[Finding]:
    """Tell what may keep the key from being seen; whether it is, the check of the key proves."""
    missing = [
        name
        for name, is_granted in (
            ("Accessibility", permissions.accessibility()),
            ("Input Monitoring", permissions.input_monitoring()),
        )
        if not is_granted
    ]
    if missing:
        yield note(
            f"{' and '.join(missing)} not granted to the program that runs this",
            f"grant it in {_SETTINGS}, if the key does nothing",
        )
    else:
        yield ok("Accessibility and Input Monitoring are granted to the program that runs this")
    if permissions.secure_input():
        yield note(
            "Secure Input is on: a program hides every key from the others",
            "leave the field for a password, or close the program that holds it",
        )


class MacosPermissions:
    """Asks macOS itself."""

    def __init__(self) -> None:
        import ctypes  # noqa: PLC0415, macOS only

        def load(name: str) -> Any:
            return ctypes.CDLL(f"{_FRAMEWORKS}/{name}.framework/{name}")

        self._services = load("ApplicationServices")
        self._services.AXIsProcessTrusted.restype = ctypes.c_bool
        self._devices = load("IOKit")
        self._devices.IOHIDCheckAccess.argtypes = (ctypes.c_uint32,)
        self._devices.IOHIDCheckAccess.restype = ctypes.c_uint32
        self._carbon = load("Carbon")
        self._carbon.IsSecureEventInputEnabled.restype = ctypes.c_bool

    def accessibility(self) -> bool:
        """Tell whether Accessibility is granted."""
        return bool(self._services.AXIsProcessTrusted())

    def input_monitoring(self) -> bool:
        """Tell whether Input Monitoring is granted."""
        return bool(self._devices.IOHIDCheckAccess(_LISTEN) == _GRANTED)

    def secure_input(self) -> bool:
        """Tell whether a program hides all keys, as a field for a password does."""
        return bool(self._carbon.IsSecureEventInputEnabled())
