"""The tray and the notifications that fit the platform."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from speakd.desktop.macos_main_loop import CocoaMainThread
from speakd.desktop.unavailable import UnavailableNotifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.desktop.presence.api import Notifier, Tray


def tray(platform: str = sys.platform) -> Tray:
    """Make the tray of a platform; it is yet to be started.

    Args:
        platform: Named as in `sys.platform`.
    """
    if platform in {"darwin", "win32"}:
        from speakd.desktop.presence.tray_pystray import PystrayTray  # noqa: PLC0415, one is needed

        return PystrayTray(platform, CocoaMainThread().post if platform == "darwin" else None)
    from speakd.desktop.presence.tray_linux import StatusNotifierTray  # noqa: PLC0415, one is needed

    return StatusNotifierTray()


def notifier(
    icon: Tray | None = None,
    platform: str = sys.platform,
    heading: Callable[[str], str] = lambda _: "speakd",
) -> Notifier:
    """Make what shows notifications on a platform.

    Args:
        icon: The tray, from which Windows has notifications come; without it there are none there.
        platform: Named as in `sys.platform`.
        heading: Says what a matter is about, by its key; asked off the way of whoever shows it.
    """
    from speakd.desktop.presence.notifier_posting import PostingNotifier  # noqa: PLC0415, it may not be

    if platform == "darwin":
        from speakd.desktop.presence.notifier_macos import MacosNotifications  # noqa: PLC0415, one is needed

        return PostingNotifier(MacosNotifications, heading)
    if platform == "win32":
        from speakd.desktop.presence.tray_pystray import (  # noqa: PLC0415, one is needed
            Balloons,
            PystrayTray,
        )

        if not isinstance(icon, PystrayTray):
            return UnavailableNotifier()
        return PostingNotifier(lambda: Balloons(icon), heading)
    from speakd.desktop.presence.notifier_freedesktop import (  # noqa: PLC0415, one is needed
        FreedesktopNotifications,
    )

    return PostingNotifier(FreedesktopNotifications, heading)
